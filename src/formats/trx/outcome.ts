import type { TestOutcome } from '../../domain/ledger';

/**
 * The outcomes of Visual Studio's TestOutcome. What ran and did not come to an end that counts (`Timeout`, `Aborted`,
 * `Completed`, `InProgress` …) is an error; an assumption that did not hold (`Inconclusive`) means that nobody tried.
 */
const OUTCOMES: ReadonlyMap<string, TestOutcome> = new Map([
  ['Passed', 'passed'],
  ['Warning', 'passed'],
  ['PassedButRunAborted', 'passed'],
  ['Failed', 'failed'],
  ['Error', 'error'],
  ['Timeout', 'error'],
  ['Aborted', 'error'],
  ['Disconnected', 'error'],
  ['NotRunnable', 'error'],
  ['Completed', 'error'],
  ['InProgress', 'error'],
  ['Inconclusive', 'skipped'],
  ['NotExecuted', 'skipped'],
  ['Pending', 'skipped'],
]);

/** @returns null for no word that is known. Without the attribute it is `Error`, which its writers leave out. */
export const outcomeOf = (outcome = 'Error'): TestOutcome | null => OUTCOMES.get(outcome) ?? null;

/** Outcomes of a whole run, or of a test, by which the run did not come to its end. */
const ABORTED: ReadonlySet<string> = new Set([
  'Aborted',
  'Disconnected',
  'InProgress',
  'NotRunnable',
  'PassedButRunAborted',
  'Pending',
  'Timeout',
]);

export const isAborted = (outcome: string): boolean => ABORTED.has(outcome);

/** `hh:mm:ss.fffffff`, with days before it where it took that long (.NET's TimeSpan, format "c"). */
const TIME_SPAN = /^(-?)(?:(\d{1,8})\.)?(\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/;

/** Seconds as `TestDraft.seconds` takes them: what is no time span stays as it is written. */
export function secondsIn(duration: string): string {
  const [, sign = '', days = '0', hours = '', minutes = '', seconds = ''] = TIME_SPAN.exec(duration.trim()) ?? [];
  if (seconds === '') return duration;
  return `${sign}${(Number(days) * 24 + Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds)}`;
}
