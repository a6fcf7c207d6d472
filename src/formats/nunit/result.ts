import type { TestOutcome } from '../../domain/ledger';
import type { XmlAttributes } from '../xml/reader';

/**
 * Words of NUnit 3 (`Passed` …) and 2 (`Success` …). What could not be run as it is written (`NotRunnable`, the label
 * `Invalid`) is an error; an assumption that did not hold (`Inconclusive`) means that nobody tried.
 */
const RESULTS: ReadonlyMap<string, TestOutcome> = new Map([
  ['Passed', 'passed'],
  ['Success', 'passed'],
  ['Warning', 'passed'],
  ['Failed', 'failed'],
  ['Failure', 'failed'],
  ['Error', 'error'],
  ['NotRunnable', 'error'],
  ['Cancelled', 'error'],
  ['Inconclusive', 'skipped'],
  ['Skipped', 'skipped'],
  ['Ignored', 'skipped'],
]);

/** Labels of NUnit 3 that say of a failed test that it was no assertion that failed. */
const ERRORS: ReadonlySet<string> = new Set(['Error', 'Invalid', 'Cancelled']);

/**
 * What the attributes of a test or suite say. Before version 2.5 there is no `result`, only `executed` and `success`.
 *
 * @returns null for no word that is known
 */
export function resultOf({ result, label = '', executed, success }: XmlAttributes): TestOutcome | null {
  if (result !== undefined) {
    const outcome = RESULTS.get(result.replace(/[(:].*$/s, '')) ?? null;
    return outcome === 'failed' && ERRORS.has(label) ? 'error' : outcome;
  }
  if (executed === 'False') return 'skipped';
  if (success === 'True') return 'passed';
  return success === 'False' ? 'failed' : null;
}
