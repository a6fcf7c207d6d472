import type { TestCounts } from '../evidence/test';
import type { TestOutcome } from '../ledger';
import type { TestName } from '../test-identity';
import { type CiTest, isFailing, testNameOf } from './test';

/** Tests of a file that the history follows. Of a file with more, those beyond are counted, listed and kept in it. */
export const MOST_FOLLOWED = 20_000;
/** Failing tests of a file that are diagnosed, and what of them may be kept for that in all, UTF-16 units. */
export const MOST_FAILING = 2_000;
const MOST_FAILING_TEXT = 8 * 1024 * 1024;

/** Of one failing test, for its diagnosis, UTF-16 units. The evidence itself has more, the raw file all. */
const MOST_MESSAGE = 4 * 1024;
const MOST_STACK = 16 * 1024;
const MOST_TAIL = 4 * 1024;

/** A test as the history is going to follow it. */
export interface FollowedTest {
  test_id: string;
  test: TestName;
  outcome: TestOutcome;
  /** It failed and passed in this run. */
  flaky: boolean;
  /** Seconds. */
  duration: number | null;
}

/** What the tests of one file come to. */
export interface GatheredTests {
  /** By test and not by element: what turned out to be an earlier attempt at a test counts no more. */
  counts: TestCounts;
  /** Elements that were earlier attempts at a test that comes later in the file. */
  attempts: number;
  followed: FollowedTest[];
  failing: CiTest[];
  /** Failing tests beyond those listed. */
  failing_cut: number;
}

/**
 * Takes the tests of one file in their order, in bounded memory. A test that comes again was tried again: the last
 * outcome counts, and one that passed and failed is flaky.
 */
export class TestGathering {
  #counts: TestCounts = { tests: 0, passed: 0, failed: 0, errored: 0, skipped: 0, flaky: 0, duration: null };
  #attempts = 0;
  #followed = new Map<string, FollowedTest>();
  #failing = new Map<string, CiTest>();
  #failingText = 0;

  add(test: CiTest): void {
    const { test_id, duration } = test;
    const before = this.#followed.get(test_id) ?? outcomeOf(this.#failing.get(test_id));
    const outcome = { outcome: test.status, flaky: this.#replace(before, test) };
    this.#count(outcome, 1);
    if (duration !== null) this.#counts.duration = (this.#counts.duration ?? 0) + duration;
    if (this.#followed.has(test_id) || this.#followed.size < MOST_FOLLOWED) {
      const flaky = outcome.flaky || before?.flaky === true;
      const name = testNameOf(test, test.kind);
      this.#followed.set(test_id, { test_id, test: name, outcome: test.status, flaky, duration });
    }
    this.#failing.delete(test_id);
    if (isFailing(test)) this.#keepFailing({ ...test, flaky: outcome.flaky });
  }

  conclude(): GatheredTests {
    const failing = [...this.#failing.values()];
    return {
      counts: { ...this.#counts, duration: microseconds(this.#counts.duration) },
      attempts: this.#attempts,
      followed: [...this.#followed.values()],
      failing,
      failing_cut: this.#counts.failed + this.#counts.errored - failing.length,
    };
  }

  /**
   * Takes back what an earlier attempt counted. Elements of one name and one outcome are tests of their own: a
   * parametrised test whose parameters nobody wrote down.
   *
   * @returns whether the test has been seen both to fail and to pass
   */
  #replace(before: Outcome | undefined, test: CiTest): boolean {
    if (!before || before.outcome === test.status) return test.flaky;
    this.#count(before, -1);
    this.#attempts += 1;
    const measured = before.outcome !== 'skipped' && test.status !== 'skipped';
    const turned = (before.outcome === 'passed') !== (test.status === 'passed');
    return test.flaky || before.flaky || (measured && turned);
  }

  #count({ outcome, flaky }: Outcome, by: 1 | -1): void {
    const names = { passed: 'passed', failed: 'failed', error: 'errored', skipped: 'skipped' } as const;
    this.#counts.tests += by;
    this.#counts[names[outcome]] += by;
    if (outcome === 'passed' && flaky) this.#counts.flaky += by;
  }

  #keepFailing(test: CiTest): void {
    if (this.#failing.size >= MOST_FAILING) return;
    const trimmed = trimFailing(test, { bare: this.#failingText > MOST_FAILING_TEXT });
    this.#failingText += textLength(trimmed);
    this.#failing.set(test.test_id, trimmed);
  }
}

/** Seconds to the microsecond, which a sum of many would otherwise miss by its rounding. */
export const microseconds = (seconds: number | null) => (seconds === null ? null : Math.round(seconds * 1e6) / 1e6);

type Outcome = Pick<FollowedTest, 'outcome' | 'flaky'>;

const outcomeOf = (test: CiTest | undefined): Outcome | undefined =>
  test && { outcome: test.status, flaky: test.flaky };

/** A failing test with what a diagnosis looks at. `bare`: its first message alone. */
function trimFailing(test: CiTest, { bare }: { bare: boolean }): CiTest {
  const failures = test.failures.slice(0, bare ? 1 : 5).map(({ message, type, stack }) => ({
    message: message?.slice(0, MOST_MESSAGE) ?? null,
    type,
    stack: bare ? null : (stack?.slice(0, MOST_STACK) ?? null),
  }));
  const tail = (text: string | null) => (bare ? null : (text?.slice(-MOST_TAIL) ?? null));
  return {
    ...test,
    failures,
    stdout: tail(test.stdout),
    stderr: tail(test.stderr),
    attachments: bare ? [] : test.attachments,
    properties: bare ? {} : test.properties,
    attempts: [],
  };
}

function textLength({ failures, stdout, stderr }: CiTest): number {
  const texts = failures.flatMap(({ message, stack }) => [message, stack]);
  return [...texts, stdout, stderr].reduce((sum, text) => sum + (text?.length ?? 0), 0);
}
