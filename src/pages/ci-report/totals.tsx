import type { FC } from 'hono/jsx';
import type { CiRun } from '../../domain/ci-run/view';
import type { TestCounts } from '../../domain/evidence/test';
import { FactList } from '../report/fact-list';
import { testFacts } from './facts';

/** How many tests ended how. */
export const CiTotalsSection: FC<{ run: CiRun }> = ({ run: { tests } }) => (
  <section aria-labelledby="totals">
    <h2 id="totals">Tests</h2>
    {tests === null ? (
      <p class="empty">No test has been counted yet.</p>
    ) : (
      <FactList kind="tiles" facts={testFacts(tests)} />
    )}
  </section>
);

/** Passed, failed and errored tests side by side, the skipped left open; the numbers stand elsewhere. */
export const TestStrip: FC<{ tests: TestCounts }> = ({ tests: { passed, failed, errored, tests } }) => {
  if (tests === 0) return null;
  const width = (count: number) => (count / tests) * 100;
  return (
    <svg class="strip" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="100" height="4" />
      <rect class="good" width={width(passed)} height="4" />
      <rect class="poor" x={width(passed)} width={width(failed + errored)} height="4" />
    </svg>
  );
};
