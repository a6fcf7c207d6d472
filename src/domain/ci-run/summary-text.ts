import type { CoverageRatio } from '../evidence/coverage';
import { countUngrouped, type FailingGroup, groupFailing } from './failing-groups';
import { PART_ERRORS } from './part';
import type { CiRun, FailingTest } from './view';

/** Tests of each class that are named. Those in quarantine are counted alone: nobody has to act on them. */
const MOST_NAMED = { new_failure: 4, still_failing: 3, known_flaky: 2, quarantined: 0 } as const;
const MOST_CAUSES = 2;
const MOST_PARTS = 2;
/** Characters of a text of tests, tools or people on one line. */
const MOST_CHARACTERS = 160;

/**
 * A run in at most 40 lines for a terminal or a log: verdict, the rules that are not met, totals, failing tests and
 * their causes, findings, coverage, parts in trouble. Counts are exact where lists are cut. There are no colours and
 * no link, and texts of others are one line each that can't steer a terminal.
 */
export function ciSummaryLines(run: CiRun): string[] {
  return [
    headLine(run),
    ...run.rules.filter(({ passed }) => !passed).map(({ rule, detail }) => `  not met: ${rule}: ${oneLine(detail)}`),
    testsLine(run),
    ...groupFailing(run).flatMap(groupLines),
    ...ungroupedLines(run),
    ...causeLines(run),
    ...findingLines(run),
    ...coverageLines(run),
    ...partLines(run),
    ...warningLines(run),
  ];
}

const VERDICTS = { passed: 'PASSED', failed: 'FAILED', inconclusive: 'INCONCLUSIVE' } as const;

function headLine({ verdict, name, source: { branch, commit } }: CiRun): string {
  const where = joinTexts([name, branch, commit === null ? null : commit.slice(0, 12)], ', ');
  return `${verdict === null ? 'NOT FINISHED' : VERDICTS[verdict]}: ${where}`;
}

function testsLine({ tests }: CiRun): string {
  if (tests === null) return 'Tests: not measured';
  const { passed, failed, errored, skipped, flaky, duration } = tests;
  const took = duration === null ? '' : ` in ${duration.toFixed(1)} s`;
  const counts = `${passed} passed, ${failed} failed, ${errored} in error, ${skipped} skipped`;
  const mended = flaky === 0 ? '' : `; ${flaky} of the passed had failed before`;
  return `Tests: ${tests.tests}${took}: ${counts}${mended}`;
}

function groupLines({ class_of_failure, title, count, listed }: FailingGroup): string[] {
  const named = listed.slice(0, MOST_NAMED[class_of_failure]);
  // What is known already is named; what it says is worth a line only where it is new.
  const told = class_of_failure === 'new_failure' ? named.flatMap(testAndMessage) : named.map(testLine);
  return [`${title}: ${count}`, ...told, ...(named.length === 0 ? [] : restLines(count - named.length))];
}

function testLine({ suite, class: className, name, parameters, file, line }: FailingTest): string {
  const place = file === null ? '' : ` (${oneLine(file)}${line === null ? '' : `:${line}`})`;
  return `  ${joinTexts([suite, className, name], ' > ')}${parameters === null ? '' : ` [${oneLine(parameters)}]`}${place}`;
}

const testAndMessage = (test: FailingTest): string[] =>
  test.message === null ? [testLine(test)] : [testLine(test), `    ${oneLine(test.message)}`];

function ungroupedLines(run: CiRun): string[] {
  const ungrouped = countUngrouped(run);
  return ungrouped === 0
    ? []
    : [`Further failures, of the same tests in other parts or too many to be looked up: ${ungrouped}`];
}

function causeLines({ diagnoses }: CiRun): string[] {
  if (diagnoses.length === 0) return [];
  const causes = diagnoses
    .slice(0, MOST_CAUSES)
    .map(({ count, diagnosis }) => `  ${count} x ${diagnosis.category}: ${oneLine(diagnosis.root_cause)}`);
  return [`Causes: ${diagnoses.length}`, ...causes, ...restLines(diagnoses.length - causes.length)];
}

function findingLines({ findings, finding_changes: changes }: CiRun): string[] {
  if (findings === null) return [];
  const { error = 0, warning = 0, note = 0, none = 0 } = findings.active_by_level;
  const counts = `${error} errors, ${warning} warnings, ${note} notes, ${none} without a level`;
  const since = changes === null ? '' : `; ${changes.new} new, ${changes.fixed} fixed, ${changes.unchanged} unchanged`;
  return [`Findings: ${counts}, ${findings.suppressed} suppressed${since}`];
}

function coverageLines({ coverage }: CiRun): string[] {
  if (coverage === null) return [];
  const kinds = (['lines', 'functions', 'branches'] as const).map((kind) => `${kind} ${showRatio(coverage[kind])}`);
  return [`Coverage: ${kinds.join(', ')}`];
}

/** Cut, never rounded: 99.999 % is not 100 %. */
function showRatio(ratio: CoverageRatio | null): string {
  if (ratio === null || ratio.found === 0) return 'not measured';
  return `${Math.floor((ratio.hit * 10_000) / ratio.found) / 100} % (${ratio.hit} of ${ratio.found})`;
}

function partLines({ parts }: CiRun): string[] {
  const told = parts.flatMap(({ name, error, skipped, complete }) => {
    if (error !== null) return [`Part ${oneLine(name)}: ${PART_ERRORS[error.code]}. ${oneLine(error.detail)}`];
    if (skipped !== null) return [`Part ${oneLine(name)}: skipped. ${oneLine(skipped)}`];
    return complete ? [] : [`Part ${oneLine(name)}: not complete`];
  });
  const rest = told.length - MOST_PARTS;
  return [...told.slice(0, MOST_PARTS), ...(rest > 0 ? [`Parts in error, skipped or not complete: ${rest} more`] : [])];
}

function warningLines({ warnings, not_followed }: CiRun): string[] {
  const beyond = not_followed === 0 ? [] : [`Not followed in the history: ${not_followed} tests`];
  const [first, ...others] = warnings;
  if (first === undefined) return beyond;
  return [...beyond, `Note: ${oneLine(first.detail)}${others.length === 0 ? '' : ` (and ${others.length} more)`}`];
}

const joinTexts = (texts: readonly (string | null)[], separator: string): string =>
  texts.flatMap((text) => (text === null || text === '' ? [] : [oneLine(text)])).join(separator);

const restLines = (rest: number): string[] => (rest > 0 ? [`  and ${rest} more`] : []);

/** Controls, marks that turn the direction of writing, halves of surrogate pairs, and line breaks of any kind. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * MOST_CHARACTERS)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(UNPRINTABLE, '\uFFFD');
  const characters = [...line];
  return characters.length > MOST_CHARACTERS ? `${characters.slice(0, MOST_CHARACTERS).join('')}…` : line;
}
