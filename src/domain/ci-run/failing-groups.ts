import type { FailureClass } from '../flakiness';
import type { CiRun, FailingTest } from './view';

/** What each class of failures is called, in the order of what a reader must do about it. */
const TITLES: readonly (readonly [FailureClass, string])[] = [
  ['new_failure', 'New failures'],
  ['still_failing', 'Failing before already'],
  ['known_flaky', 'Known as flaky'],
  ['quarantined', 'In quarantine'],
];

/** Failing tests of one class. */
export interface FailingGroup {
  class_of_failure: FailureClass;
  title: string;
  /** Of the whole run. */
  count: number;
  /** Those of them that the run lists; the others are counted alone. */
  listed: FailingTest[];
}

/** The failing tests of a run by class, worst first, without classes that there are none of. */
export function groupFailing({ failing, failures }: Pick<CiRun, 'failing' | 'failures'>): FailingGroup[] {
  return TITLES.map(([name, title]) => {
    const listed = failing.filter(({ class_of_failure }) => class_of_failure === name);
    const count = Math.max(failures?.[name] ?? 0, listed.length);
    return { class_of_failure: name, title, count, listed };
  }).filter(({ count }) => count > 0);
}

/**
 * Failures beside those of the groups. A test that fails in two parts is counted twice and grouped once, and of
 * thousands of failing tests not all are looked up in the history.
 */
export function countUngrouped(run: Pick<CiRun, 'failing' | 'failures' | 'tests'>): number {
  const grouped = groupFailing(run).reduce((sum, { count }) => sum + count, 0);
  return run.tests === null ? 0 : Math.max(0, run.tests.failed + run.tests.errored - grouped);
}
