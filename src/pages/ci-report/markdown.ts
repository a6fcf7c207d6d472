import { countUngrouped, type FailingGroup, groupFailing } from '../../domain/ci-run/failing-groups';
import type { Part } from '../../domain/ci-run/part';
import type { CiRule } from '../../domain/ci-run/verdict';
import type { CiRun, FailingTest, FailureCluster } from '../../domain/ci-run/view';
import { escapeMarkdown, fenceBlock, fenceInline } from '../escape-markdown';
import { NOT_MEASURED, showCount, showShare } from '../numbers';
import type { Fact } from '../report/facts';
import { PENDING } from './causes';
import { changeFacts, coverageFacts, findingFacts, provenanceFacts, testFacts } from './facts';
import { UNGROUPED } from './failing';
import { type MarkdownSection, writeSections } from './sections';
import {
  ciNotes,
  ciStandingOf,
  explainCiRun,
  partStandingsOf,
  showCiRule,
  showPlace,
  showSource,
  showTestName,
} from './standing';

/** A comment on GitHub may have 65,536 characters; the rest is for what a pipeline writes around the report. */
const MOST_CHARACTERS = 60_000;
/** Characters of somebody else's text within a line, and of one that stands by itself. */
const MOST_INLINE = 300;
const MOST_BLOCK = 4_000;

/**
 * The report of a CI run for job summaries and comments: verdict, rules, failing tests, causes, what was measured, where
 * the whole of it is. Long lists are cut, the worst first, with exact counts. There are no tables, and no links but to
 * the report itself.
 */
export function ciReportMarkdown(run: CiRun): string {
  const head = headBlocks(run);
  const foot = footBlocks(run);
  const room = MOST_CHARACTERS - `${[...head, ...foot].join('\n\n')}\n\n`.length;
  return `${[...head, ...writeSections(sectionsOf(run), room), ...foot].join('\n\n')}\n`;
}

function headBlocks(run: CiRun): string[] {
  const { symbol, word } = ciStandingOf(run);
  const { branch, commit } = run.source;
  return [
    `# Assay report: ${escaped(run.name)}`,
    [
      `**${symbol} ${word}**`,
      `verdict: ${run.verdict ?? 'not finished'}`,
      ...(branch === null ? [] : [`branch ${escaped(branch)}`]),
      ...(commit === null ? [] : [`commit ${fenceInline(commit.slice(0, 12))}`]),
    ].join(' · '),
    explainCiRun(run),
    ...(run.tests === null ? [`Tests: ${NOT_MEASURED}`] : [testFacts(run.tests).map(factWords).join(' · ')]),
    ...(run.summary === null ? [] : [escaped(run.summary, MOST_BLOCK)]),
    ...(run.diagnosed_by === 'pending' ? [PENDING] : []),
  ];
}

/** A path is told as it is: a link to it would lead to wherever the report is shown. */
function footBlocks({ report_url: url, id }: CiRun): string[] {
  if (url === null) return [`Run: ${inline(id)}`];
  return [`The whole report: ${ABSOLUTE.test(url) ? `<${url}>` : inline(url)}`];
}

/** Nothing in it can end an autolink (CommonMark 0.31, section 6.5). */
const ABSOLUTE = /^https?:\/\/[\w.:[\]-]{1,300}\/[\w./~-]{0,300}$/;

function sectionsOf(run: CiRun): MarkdownSection[] {
  const { findings, finding_changes: changes, coverage } = run;
  const troubled = run.parts.filter(({ error, skipped, complete }) => error !== null || skipped !== null || !complete);
  return [
    list('Why', run.rules.map(ruleLine), { none: 'The rules are applied when the run is finished.' }),
    ...groupFailing(run).map((group) => groupSection(group, run.diagnoses)),
    ...ungroupedSection(run),
    blocks('Causes', run.diagnoses.map(causeBlock)),
    list('Flaky in this run', run.flaky.map(inline), { total: Math.max(run.tests?.flaky ?? 0, run.flaky.length) }),
    list(
      `Parts in error, skipped or not complete: ${showCount(troubled.length)} of ${showCount(run.parts.length)}`,
      troubled.map(partLine),
    ),
    list(
      'Notes on this run',
      ciNotes(run).map(({ code, detail }) => `${escaped(detail)} (${inline(code)})`),
    ),
    list(
      'Findings',
      findings === null
        ? []
        : [
            ...findingFacts(findings).map(
              ({ name, active, all }) => `${name}: ${showCount(active)} active of ${showCount(all)}`,
            ),
            `Suppressed: ${showCount(findings.suppressed)}`,
            ...(changes === null ? [] : changeFacts(changes).map(factWords)),
          ],
      { none: NOT_MEASURED },
    ),
    list('Coverage', coverage === null ? [] : coverageFacts(coverage).map(({ name, shown }) => `${name}: ${shown}`), {
      none: NOT_MEASURED,
    }),
    list('Provenance', provenanceFacts(run).map(factWords)),
  ];
}

function groupSection({ title, count, listed }: FailingGroup, diagnoses: readonly FailureCluster[]): MarkdownSection {
  const items = listed.map((test) => failingBlock(test, diagnoses));
  return { ...blocks(`${title}: ${showCount(count)}`, items), total: count };
}

function ungroupedSection(run: CiRun): MarkdownSection[] {
  const count = countUngrouped(run);
  return count === 0 ? [] : [blocks(`More failures: ${showCount(count)}`, [UNGROUPED])];
}

function failingBlock(test: FailingTest, diagnoses: readonly FailureCluster[]): string {
  const place = showPlace(test);
  const path = [test.suite, test.class].filter((name) => name !== null).filter((name) => name !== '');
  const cause = diagnoses.findIndex(({ id }) => id === test.diagnosis);
  const line = [
    `${test.status === 'error' ? '!' : '✕'} **${escaped(showTestName(test))}**`,
    ...(path.length === 0 ? [] : [escaped(path.join(' > '))]),
    ...(place === null ? [] : [inline(place)]),
    ...(cause === -1 ? [] : [`cause ${cause + 1}`]),
  ].join(' · ');
  return test.message === null ? line : `${line}\n\n${block(test.message)}`;
}

function causeBlock({ count, message, diagnosis }: FailureCluster, index: number): string {
  const { by, sure } = showSource(diagnosis);
  const tests = `${showCount(count)} ${count === 1 ? 'test' : 'tests'}`;
  return [
    `**Cause ${index + 1}**, ${tests}, ${escaped(diagnosis.category)}: ${escaped(diagnosis.root_cause)}`,
    `${escaped(diagnosis.suggestion, 600)} (Found by ${by}, confidence ${showShare(sure)}.)`,
    ...diagnosis.evidence.map(({ where, quote }) => `From the ${escaped(where)}: ${inline(quote)}`),
    ...(diagnosis.evidence.length > 0 || message === null ? [] : [block(message)]),
    ...(diagnosis.patch === null
      ? []
      : ['A change that a model proposes and nobody has tried:', block(diagnosis.patch)]),
  ].join('\n\n');
}

function ruleLine(rule: CiRule): string {
  const { asked, measured } = showCiRule(rule);
  const outcome = rule.passed ? '✓ met' : '✕ not met';
  return `${outcome}: ${rule.rule}, asked for ${asked}, measured ${measured}. ${escaped(rule.detail)}`;
}

function partLine(part: Part): string {
  const told = partStandingsOf(part).map(
    ({ symbol, word, detail }) => `${symbol} ${word}${detail === null ? '' : ` (${escaped(detail)})`}`,
  );
  const exit = part.exit_code === null ? [] : [`exit code ${part.exit_code}`];
  return `${escaped(part.name)}: ${[...told, ...exit].join(', ')}`;
}

const MARKDOWN_OF = { own: (words: string) => words, text: escaped, code: inline };

const factWords = ({ name, form, value }: Fact): string => `${name}: ${MARKDOWN_OF[form](value)}`;

function list(
  title: string,
  lines: readonly string[],
  { none = null, total = lines.length }: { none?: string | null; total?: number } = {},
): MarkdownSection {
  return { title, items: lines.map((line) => `- ${line}`), total, between: '\n', none };
}

function blocks(title: string, items: string[]): MarkdownSection {
  return { title, items, total: items.length, between: '\n\n', none: null };
}

function escaped(text: string, most = MOST_INLINE): string {
  return escapeMarkdown(shorten(text, most));
}

function inline(text: string): string {
  return fenceInline(shorten(text, MOST_INLINE));
}

function block(text: string): string {
  return fenceBlock(shorten(text, MOST_BLOCK));
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
