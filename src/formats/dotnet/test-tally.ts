import type { TestEvidence, TestFailure, TestFileSummary } from '../../domain/evidence/test';
import { DigestSet } from '../junit/digest-set';
import { readTimestamp } from '../junit/timestamp';
import type { FileFault } from '../reading';
import type { Warnings } from '../warnings';

const MOST_TESTS = 1_000_000;
const MOST_SUITE_FAILURES = 10;

type Declared = TestFileSummary['declared'];

/** Counts the tests of a report of .NET and compares them with what the report itself counts. */
export class TestTally {
  /** The producer, where the file names it. */
  tool: string | null = null;
  /** The file says itself that it is not whole. */
  aborted = false;
  /** Elements that are tests to the file and none to us, which its counters may include. */
  groups = 0;
  readonly #warnings: Warnings;
  readonly #identities = new DigestSet();
  readonly #declared: Declared = { tests: null, failures: null, errors: null, skipped: null };
  #counts = { tests: 0, passed: 0, failed: 0, errored: 0, skipped: 0, several_failures: 0, unnamed: 0, untimed: 0 };
  #duration: number | null = null;
  #duplicates: number | null = 0;
  #suites = 0;
  #depth = 0;
  #suiteFailures = 0;
  readonly #firstSuiteFailures: TestFailure[] = [];
  #startedAt: string | null = null;

  constructor(warnings: Warnings) {
    this.#warnings = warnings;
  }

  /** Tests that failed or could not be measured. */
  get broken(): number {
    return this.#counts.failed + this.#counts.errored;
  }

  /** @returns `too_many` above 1,000,000 tests */
  add({ suite, class: className, name, parameters, status, duration, failures, ref }: TestEvidence): FileFault | null {
    const counts = this.#counts;
    if (counts.tests === MOST_TESTS) {
      return { fault: 'too_many', detail: `more than ${MOST_TESTS} tests`, offset: ref.offset };
    }
    counts.tests += 1;
    counts[status === 'error' ? 'errored' : status] += 1;
    if (failures.length > 1) counts.several_failures += 1;
    if (name.trim() === '') counts.unnamed += 1;
    if (duration === null) counts.untimed += 1;
    else this.#duration = (this.#duration ?? 0) + duration;
    const isNew = this.#identities.add(JSON.stringify([suite, className, name, parameters]));
    if (isNew === null) this.#duplicates = null;
    else if (!isNew && this.#duplicates !== null) this.#duplicates += 1;
    return null;
  }

  /** @param depth 1 for an outermost suite */
  addSuite(depth: number): void {
    this.#suites += 1;
    this.#depth = Math.max(this.#depth, depth);
  }

  /** Something failed outside of any test, which its tests would not tell. */
  addSuiteFailure(failure: TestFailure): void {
    this.#suiteFailures += 1;
    if (this.#firstSuiteFailures.length < MOST_SUITE_FAILURES) this.#firstSuiteFailures.push(failure);
  }

  /** Adds a counter as written; what is no count is passed over. */
  declare(counter: keyof Declared, ...written: (string | undefined)[]): void {
    for (const text of written) {
      if (/^\d{1,9}$/.test(text?.trim() ?? '')) this.#declared[counter] = (this.#declared[counter] ?? 0) + Number(text);
    }
  }

  /** The earliest start counts. */
  startAt(timestamp: string, offset: number): void {
    const { time, odd } = readTimestamp(timestamp);
    if (odd === 'timestamp_without_zone') {
      this.#warnings.add(odd, 'a timestamp without a zone is taken for UTC', offset);
    }
    if (time !== null && (this.#startedAt === null || time < this.#startedAt)) this.#startedAt = time;
  }

  summary(): TestFileSummary {
    const { tests } = this.#counts;
    const differing = this.#differences();
    if (differing > 0) {
      this.#warnings.add('declared_counts_differ', 'its own counters differ from its elements', null, differing);
    }
    const announcesMore = (this.#declared.tests ?? 0) > tests + this.groups;
    return {
      ...this.#counts,
      flaky: 0,
      rerun_failed: 0,
      duration: this.#duration,
      duplicates: this.#duplicates,
      suites: this.#suites,
      suite_depth: this.#depth,
      suite_failures: this.#suiteFailures,
      first_suite_failures: this.#firstSuiteFailures,
      started_at: this.#startedAt,
      tool: this.tool,
      declared: this.#declared,
      incomplete: this.aborted || announcesMore || this.#suiteFailures > 0,
    };
  }

  #differences(): number {
    const { tests, failures, errors, skipped } = this.#declared;
    // Groups are in all counters of a file or in none, and which one is not known.
    if (this.groups > 0) return tests === null || [0, this.groups].includes(tests - this.#counts.tests) ? 0 : 1;
    let differing = 0;
    if (tests !== null && tests !== this.#counts.tests) differing += 1;
    if (failures !== null && failures + (errors ?? 0) !== this.broken) differing += 1;
    if (skipped !== null && skipped !== this.#counts.skipped) differing += 1;
    return differing;
  }
}
