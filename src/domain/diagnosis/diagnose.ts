import { ADVICE, type Diagnosis, type EvidenceQuote, LINE_LENGTH, MOST_QUOTES, QUOTE_LENGTH } from './diagnosis';
import { type FailureFacts, readableFacts } from './facts';
import { type Signal, type SignalKind, signalsOf } from './signals';

/** What each kind of evidence is worth: structured before words, and a report's guess last. */
const WORTH: Readonly<Record<SignalKind, number>> = {
  type: 0.9,
  status: 0.85,
  exit: 0.85,
  statement: 0.8,
  worded_type: 0.8,
  comparison: 0.75,
  pattern: 0.7,
  weak_type: 0.6,
  retry: 0.85,
  report: 0.5,
};

/** A stack speaks of more than the failure, output of much more. */
const SHARE = { type: 1, message: 1, stack: 0.75, stdout: 0.45, stderr: 0.5 } as const;
const MOST_CONFIDENCE = 0.95;
const AGREEMENT = 0.05;

/** Why a test failed, by rules alone. The same facts give the same diagnosis; no text is too hostile or too long. */
export function diagnose(facts: FailureFacts): Diagnosis {
  const readable = readableFacts(facts);
  const signals = signalsOf(readable);
  const [deciding] = signals;
  const category = deciding?.category ?? 'unknown';
  const supporting = signals.filter((signal) => signal.category === category);
  const { means, suggestion } = ADVICE[category];
  const said = headline(readable, deciding);
  return {
    category,
    root_cause: oneLine(said === '' ? `${means}.` : `${means}: ${said}`, LINE_LENGTH),
    suggestion,
    confidence: deciding ? confidenceOf(deciding, supporting) : 0,
    evidence: quotes(supporting),
    source: 'heuristic',
    patch: null,
  };
}

/** That of the deciding evidence, and a little more where another text says the same. */
function confidenceOf(deciding: Signal, supporting: readonly Signal[]): number {
  const own = WORTH[deciding.kind] * (deciding.where ? SHARE[deciding.where] : 1);
  const agrees = supporting.some(({ where, kind }) => where !== deciding.where && kind !== deciding.kind);
  return Math.round(Math.min(MOST_CONFIDENCE, own + (agrees ? AGREEMENT : 0)) * 1000) / 1000;
}

function quotes(signals: readonly Signal[]): EvidenceQuote[] {
  const found = new Map<string, EvidenceQuote>();
  for (const { where, line } of signals) {
    const quote = excerptOf(line.trim(), QUOTE_LENGTH);
    if (where && quote !== '') found.set(`${where} ${quote}`, { where, quote });
  }
  return [...found.values()].slice(0, MOST_QUOTES);
}

/** Lines that only say that something failed, or where. */
const SAYS_NOTHING =
  /^(?:failed|failure|error|test failed|test failure|none|null|build error|runtime error|traceback \(most recent call last\):|\S{1,200}:\d{1,6}:?)?$/i;

/** What the failure says of itself in a line: its message, else what decided, else its stack, else its type. */
function headline({ message, stack, type }: FailureFacts, deciding: Signal | undefined): string {
  const decided = deciding?.where === 'type' ? '' : (deciding?.line ?? '');
  const lines = [message, decided, stack].flatMap((text) => (text ?? '').split('\n', 40)).map((line) => line.trim());
  const isBare = (line: string) => SAYS_NOTHING.test(line) || line === type || line === `${type}:`;
  return lines.find((line) => !isBare(line)) ?? type ?? '';
}

const oneLine = (text: string, length: number) => excerptOf(text.replaceAll(/\s{1,1000}/g, ' ').trim(), length);

/** At most `length` UTF-16 units, well-formed; an ellipsis says that more was there. */
function excerptOf(text: string, length: number): string {
  return (text.length <= length ? text : `${text.slice(0, length - 1)}…`).toWellFormed();
}
