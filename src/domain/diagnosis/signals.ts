import type { DiagnosisCategory, EvidenceQuote } from './diagnosis';
import { isErrorName, meaningOf } from './exception-types';
import type { FailureFacts } from './facts';
import { COMPARISONS, type MessagePattern, PATTERNS, REPORTS, STATEMENTS } from './patterns';
import { categoryOfExit, categoryOfStatus, statedExit, statedStatus } from './statuses';

/**
 * Kinds of evidence. `type`, `worded_type`, `weak_type`: the name of an exception, by how much it tells. `statement`: of
 * a runner or compiler. `retry`: it passed as well. `report`: a runner's word that the test called itself failed.
 */
export type SignalKind =
  | 'type'
  | 'worded_type'
  | 'weak_type'
  | 'statement'
  | 'status'
  | 'exit'
  | 'comparison'
  | 'pattern'
  | 'retry'
  | 'report';

/** One thing that speaks for a category. `where` null: a number or a mark that came beside the texts. */
export interface Signal {
  category: DiagnosisCategory;
  kind: SignalKind;
  where: EvidenceQuote['where'] | null;
  /** The line, or lines, it was read from. */
  line: string;
}

type Place = EvidenceQuote['where'];

const KIND_OF = { known: 'type', worded: 'worded_type', weak: 'weak_type' } as const;

/**
 * All that speaks for any category, the deciding first. Within a text: what a runner states, then the names of
 * exceptions, then assertions, then the words. An assertion hides the words around it, which are its operands.
 *
 * @param facts readable ones
 */
export function signalsOf(facts: FailureFacts): Signal[] {
  const type = typeSignal('type', facts.type ?? '', facts.type ?? '');
  const [message, stack] = [
    textSignals('message', facts.message ?? ''),
    textSignals('stack', spoken(facts.stack ?? '')),
  ];
  const said = [...besideTexts(facts), ...message, ...stack];
  const types = [...(type ? [type] : []), ...said.filter(({ kind }) => kind === 'type' || kind === 'worded_type')];
  const isLast = ({ kind }: Signal) => kind === 'weak_type' || kind === 'report';
  const ordered = [
    ...(type?.kind === 'type' && type.category !== 'assertion' ? [type] : []),
    ...said.filter(({ kind, where }) => kind === 'statement' && where === 'message'),
    ...(types[0]?.category === 'assertion' ? underlying(facts) : []),
    ...(type && !isLast(type) ? [type] : []),
    ...said.filter((signal) => !isLast(signal)),
    ...(type && isLast(type) ? [type] : []),
    ...said.filter(isLast),
    ...outputSignals(facts),
  ];
  const [first] = ordered;
  const depends = facts.flaky === true && (first === undefined || first.category === 'assertion');
  return [
    ...(depends ? [{ category: 'flaky' as const, kind: 'retry' as const, where: null, line: '' }] : []),
    ...ordered,
  ];
}

function besideTexts({ http_status = null, exit_code = null }: FailureFacts): Signal[] {
  const status = http_status === null ? null : categoryOfStatus(http_status);
  const exit = exit_code === null ? null : categoryOfExit(exit_code);
  return [
    ...(status ? [{ category: status, kind: 'status' as const, where: null, line: `HTTP status ${http_status}` }] : []),
    ...(exit ? [{ category: exit, kind: 'exit' as const, where: null, line: `exit code ${exit_code}` }] : []),
  ];
}

/** What a text that speaks of its failure says. */
function textSignals(where: Place, text: string): Signal[] {
  if (text.trim() === '') return [];
  const statement = matched(where, text, STATEMENTS, 'statement');
  const types = lines(text).flatMap((line) => headType(where, line) ?? []);
  const comparison = matched(where, text, COMPARISONS, 'comparison');
  const words = comparison
    ? [comparison]
    : [...numbers(where, text), ...optional(matched(where, text, PATTERNS, 'pattern'))];
  const report = matched(where, text, REPORTS, 'report');
  return [...optional(statement), ...deepest(types), ...words, ...optional(report)];
}

/** What a process printed speaks of much that is no failure; what it compares or reports is left out altogether. */
function outputSignals({ stdout, stderr }: FailureFacts): Signal[] {
  const printed: [Place, string][] = [
    ['stderr', stderr ?? ''],
    ['stdout', stdout ?? ''],
  ];
  return printed.flatMap(([where, text]) =>
    text === ''
      ? []
      : [
          ...optional(matched(where, text, STATEMENTS, 'statement')),
          ...deepest(lines(text).flatMap((line) => headType(where, line) ?? [])),
          ...numbers(where, text),
          ...optional(matched(where, text, PATTERNS, 'pattern')),
        ],
  );
}

function numbers(where: Place, text: string): Signal[] {
  const [status, exit] = [statedStatus(text), statedExit(text)];
  const ofStatus = status && categoryOfStatus(status.value);
  const ofExit = exit && categoryOfExit(exit.value);
  return [
    ...(ofStatus ? [{ category: ofStatus, kind: 'status' as const, where, line: lineAt(text, status.index) }] : []),
    ...(ofExit ? [{ category: ofExit, kind: 'exit' as const, where, line: lineAt(text, exit.index) }] : []),
  ];
}

function matched(where: Place, text: string, among: readonly MessagePattern[], kind: SignalKind): Signal | null {
  for (const { category, pattern } of among) {
    const match = pattern.exec(text);
    if (match) return { category, kind, where, line: lineAt(text, match.index, match[0].length) };
  }
  return null;
}

function typeSignal(where: Place, type: string, line: string): Signal | null {
  const meaning = meaningOf(type);
  return meaning && { category: meaning.category, kind: KIND_OF[meaning.strength], where, line };
}

/** `E   KeyError: 'id'`, `Caused by: java.net.ConnectException: …`, `Uncaught TypeError: …`, `AssertionError [ERR_…]: …`. */
const HEAD =
  /^\W{0,12}(?:E {1,8})?(?:(?:Caused by|Uncaught|Unhandled|Error|thrown|panic|Exception in thread "[^"\n]{1,80}"|Fatal error)\W{1,6}){0,3}([A-Za-z_][\w.\\$]{1,160}(?:::[\w:]{1,120})?)(?: \[\w{1,60}\]| \([^)\n]{1,80}\))?(?: ?: | ?:$|$)/;

function headType(where: Place, line: string): Signal | null {
  const name = HEAD.exec(line)?.[1];
  return name !== undefined && isErrorName(name) ? typeSignal(where, name, line) : null;
}

/** Of exceptions that stand one below the other: the last that is no assertion, else the first. */
function deepest(types: readonly Signal[]): Signal[] {
  const cause = types.findLast(({ line }) => /^\s{0,8}Caused by\b/.test(line));
  return optional(cause ?? types.find(({ kind }) => kind === 'type') ?? types[0] ?? null);
}

/**
 * An assertion may only carry what the test met: an exception that caused it, or an HTTP status that the head of its
 * message states and compares with nothing. Then that one is the reason.
 */
function underlying({ message, stack }: FailureFacts): Signal[] {
  const causes = lines(stack ?? '').filter((line) => line.startsWith('Caused by: '));
  const known = causes.flatMap((line) => headType('stack', line) ?? []).filter(({ kind }) => kind === 'type');
  const cause = known.findLast(({ category }) => category !== 'assertion');
  if (cause) return [cause];
  const [head = ''] = lines(message ?? '');
  return COMPARISONS.some(({ pattern }) => pattern.test(head)) ? [] : numbers('message', head);
}

/** A frame of a stack, or a line of the source code that runners print around one. */
const FRAME =
  /^\s{0,12}(?:>? {0,6}\d{1,6} \||at |❯ |#\d{1,4} |\.{3} \d{1,5} (?:more|common)|File "|from \S{1,200}:\d|\[0x|(?:\S{1,200}\/)?\S{1,80}\.\w{1,5}:\d{1,6}(?::\d{1,6})?(?::in .{0,200})?$)/;

/** A stack without its frames and without source code; pytest marks what was said with `E`. */
function spoken(stack: string): string {
  const all = lines(stack);
  const marked = all.filter((line) => line.startsWith('E  '));
  return (marked.length > 0 ? marked : all.filter((line) => !FRAME.test(line))).join('\n');
}

const MOST_LINES = 400;

/** The first and the last lines, each bounded. */
function lines(text: string): string[] {
  const all = text.split('\n');
  const some = all.length <= MOST_LINES ? all : [...all.slice(0, MOST_LINES / 2), ...all.slice(-MOST_LINES / 2)];
  return some.map((line) => line.slice(0, 1000).trimEnd());
}

function lineAt(text: string, index: number, length = 0): string {
  const start = text.lastIndexOf('\n', index - 1) + 1;
  const end = text.indexOf('\n', index + Math.max(0, length - 1));
  const line = text.slice(start, end === -1 ? undefined : end);
  // A line of a whole file: what was matched, not what stands before it.
  return index - start > 120 ? text.slice(index - 60, index + 180) : line;
}

const optional = (signal: Signal | null): Signal[] => (signal ? [signal] : []);
