import type { TestOutcome } from '../../domain/ledger';

/**
 * What producers write into `status` and `result` of a test that has no child to say it: googletest (`notrun`,
 * `suppressed`), CTest (`fail`, `disabled`), behave (`untested`, `undefined`), regrtest, busted.
 */
const WORDS: ReadonlyMap<string, TestOutcome> = new Map([
  ['run', 'passed'],
  ['pass', 'passed'],
  ['passed', 'passed'],
  ['ok', 'passed'],
  ['success', 'passed'],
  ['completed', 'passed'],
  ['fail', 'failed'],
  ['failed', 'failed'],
  ['failure', 'failed'],
  ['undefined', 'failed'],
  ['error', 'error'],
  ['errored', 'error'],
  ['broken', 'error'],
  ['notrun', 'skipped'],
  ['untested', 'skipped'],
  ['skip', 'skipped'],
  ['skipped', 'skipped'],
  ['disabled', 'skipped'],
  ['suppressed', 'skipped'],
  ['ignored', 'skipped'],
  ['pending', 'skipped'],
]);

const WORST: readonly TestOutcome[] = ['error', 'failed', 'skipped', 'passed'];

/** The worse of what the two attributes say; null where neither says a word that is known. */
export function statusOf({ status, result }: { status: string | undefined; result: string | undefined }) {
  const said = [status, result].map((word) => WORDS.get(word?.trim().toLowerCase() ?? ''));
  return WORST.find((outcome) => said.includes(outcome)) ?? null;
}
