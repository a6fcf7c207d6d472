import type { TestCounts } from '../evidence/test';
import { type FollowedTest, microseconds } from './gathering';
import type { TestOutcome } from '../ledger';

/** What a file brings to the run it belongs to. */
export interface AssembledFile {
  part: string;
  /** 0 for what ran first; a file with a higher one repeats tests of its part, and its outcomes count. */
  rerun: number;
  counts: TestCounts;
  followed: readonly FollowedTest[];
}

/** Tests that a run follows in the history. Those beyond are in its evidence, and the run says how many there are. */
export const MOST_FOLLOWED_BY_RUN = 20_000;

const RANK: Record<TestOutcome, number> = { skipped: 0, passed: 1, failed: 2, error: 3 };

/**
 * Puts the files of a run together: within a part a rerun takes the place of what it repeats, and a test that two
 * parts have executed (on two systems, say) is as bad as its worst outcome.
 *
 * @param files each part's in the order of their reruns
 * @param overruled tests that failed in an attempt at a part that a later attempt replaced
 */
export function assembleTests(
  files: readonly AssembledFile[],
  overruled: ReadonlySet<string>,
): { counts: TestCounts; followed: FollowedTest[]; not_followed: number } {
  const counts: TestCounts = { tests: 0, passed: 0, failed: 0, errored: 0, skipped: 0, flaky: 0, duration: null };
  const all = new Map<string, FollowedTest>();
  let notFollowed = 0;
  for (const [, members] of Map.groupBy(files, ({ part }) => part)) {
    const part = new Map<string, FollowedTest>();
    for (const file of members) {
      addCounts(counts, file.counts);
      notFollowed += file.counts.tests - file.followed.length;
      for (const test of file.followed) {
        const before = file.rerun > 0 ? part.get(test.test_id) : undefined;
        part.set(test.test_id, before ? repeated(before, test, counts) : test);
      }
    }
    for (const test of part.values()) {
      const flaky = test.flaky || (test.outcome === 'passed' && overruled.has(test.test_id));
      counts.flaky += flakyPass({ ...test, flaky }) - flakyPass(test);
      const known = all.get(test.test_id);
      all.set(test.test_id, known ? worse(known, { ...test, flaky }) : { ...test, flaky });
    }
  }
  const ranked = [...all.values()].sort((a, b) => RANK[b.outcome] - RANK[a.outcome]);
  const followed = ranked.slice(0, MOST_FOLLOWED_BY_RUN);
  counts.duration = microseconds(counts.duration);
  return { counts, followed, not_followed: Math.max(0, notFollowed) + ranked.length - followed.length };
}

/**
 * A test that a rerun has executed again: one test, of which the first outcome was an attempt. Runners that are told to
 * run some tests report the others as skipped: those keep what they had.
 */
function repeated(before: FollowedTest, test: FollowedTest, counts: TestCounts): FollowedTest {
  const names = { passed: 'passed', failed: 'failed', error: 'errored', skipped: 'skipped' } as const;
  const leftOut = test.outcome === 'skipped';
  counts.tests -= 1;
  counts[names[leftOut ? test.outcome : before.outcome]] -= 1;
  if (leftOut) return before;
  const mixed = before.outcome !== test.outcome && before.outcome !== 'skipped';
  const merged = { ...test, flaky: before.flaky || test.flaky || mixed };
  counts.flaky += flakyPass(merged) - flakyPass(before) - flakyPass(test);
  return merged;
}

const flakyPass = ({ outcome, flaky }: FollowedTest) => (outcome === 'passed' && flaky ? 1 : 0);

function worse(a: FollowedTest, b: FollowedTest): FollowedTest {
  const worst = RANK[b.outcome] > RANK[a.outcome] ? b : a;
  return { ...worst, flaky: a.flaky || b.flaky };
}

function addCounts(sum: TestCounts, counts: TestCounts): void {
  for (const name of ['tests', 'passed', 'failed', 'errored', 'skipped', 'flaky'] as const) sum[name] += counts[name];
  if (counts.duration !== null) sum.duration = (sum.duration ?? 0) + counts.duration;
}
