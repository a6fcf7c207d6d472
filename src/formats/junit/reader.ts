import { boundedName } from '../../domain/evidence/names';
import type { TestEvidence, TestFailure, TestFileSummary } from '../../domain/evidence/test';
import type { FileFault, FileReader } from '../reading';
import { Warnings } from '../warnings';
import { type XmlAttributes, type XmlHandler, XmlReader } from '../xml/reader';
import { DeclaredCounts } from './declared';
import { DigestSet } from './digest-set';
import { FailureDraft, type SuiteContext, TestCase } from './test-case';
import { readTimestamp } from './timestamp';
import { toolOf } from './tool';

const MOST_TESTS = 1_000_000;
const MOST_SUITE_FAILURES = 10;
const ROOTS: ReadonlySet<string> = new Set(['testsuites', 'testsuite', 'testcase']);

const NO_SUITE: SuiteContext = { path: '', name: '', file: null, hostname: null };

/**
 * Reads a report in any dialect of JUnit XML. Each `testcase` is one test, repeated ones too, wherever it stands:
 * under nested suites, under `testsuites` itself, or as the root. Counts are those of the elements; the file's own
 * counters are compared and a difference is told (`declared_counts_differ`).
 *
 * @returns faults: `unrecognised` where the root is another, `too_many` above 1,000,000 tests, and those of `XmlReader`
 */
export function junitReader(emit: (test: TestEvidence) => void): FileReader<TestFileSummary> {
  const report = new Report(emit);
  const xml = new XmlReader(report);
  return {
    write: (bytes) => xml.write(bytes),
    close: () => {
      const fault = xml.close();
      if (fault) return fault;
      const summary = report.summary();
      return { summary, warnings: [...xml.warnings, ...report.warnings.list()] };
    },
  };
}

/** The structure around the tests: suites, their failures, and what is counted. */
class Report implements XmlHandler {
  readonly warnings = new Warnings();
  readonly #emit: (test: TestEvidence) => void;
  readonly #declared = new DeclaredCounts();
  readonly #identities = new DigestSet();
  /** The suites around, outermost first. */
  readonly #suites: SuiteContext[] = [];
  /** The test that is being read. */
  #test: { draft: TestCase; name: string; classname: string } | null = null;
  /** Elements that are open within the test, or within what is no suite and no test. */
  #inside = 0;
  #suiteFailure: FailureDraft | null = null;
  #rooted = false;
  #time: number | null = null;
  #counts = {
    tests: 0,
    passed: 0,
    failed: 0,
    errored: 0,
    skipped: 0,
    flaky: 0,
    rerun_failed: 0,
    several_failures: 0,
    unnamed: 0,
    untimed: 0,
    suites: 0,
    suite_depth: 0,
    suite_failures: 0,
  };
  #duplicates: number | null = 0;
  #firstSuiteFailures: TestFailure[] = [];
  #startedAt: string | null = null;
  #tool: string | null = null;

  constructor(emit: (test: TestEvidence) => void) {
    this.#emit = emit;
  }

  open(name: string, attributes: XmlAttributes, offset: number): FileFault | null {
    if (!this.#rooted) {
      this.#rooted = true;
      if (!ROOTS.has(name)) return { fault: 'unrecognised', detail: 'its root element is none of JUnit', offset };
      this.#declared.addRoot(name, attributes);
    }
    if (this.#test) {
      this.#inside += 1;
      this.#test.draft.open(name, attributes);
    } else if (this.#inside > 0) this.#openAside(name, attributes);
    else if (name === 'testcase') return this.#openTest(attributes, offset);
    else if (name === 'testsuite') this.#openSuite(attributes, offset);
    else if (name !== 'testsuites') this.#openAside(name, attributes);
    else this.#tool ??= toolOf(attributes);
    return null;
  }

  text(text: string): void {
    if (this.#test) this.#test.draft.text(text);
    else this.#suiteFailure?.text.add(text);
  }

  close(name: string, end: number): FileFault | null {
    if (this.#inside > 0) {
      this.#inside -= 1;
      if (this.#test) this.#test.draft.close();
      else if (this.#inside === 0) this.#closeAside();
    } else if (this.#test) this.#closeTest(end);
    else if (name === 'testsuite') this.#suites.pop();
    return null;
  }

  summary(): TestFileSummary {
    const { suite_failures, ...counts } = this.#counts;
    const declared = this.#declared.counts;
    const differing = this.#declared.differencesFrom(counts);
    if (differing > 0) {
      this.warnings.add('declared_counts_differ', 'its own counters differ from its elements', null, differing);
    }
    return {
      ...counts,
      duration: this.#time,
      duplicates: this.#duplicates,
      suite_failures,
      first_suite_failures: this.#firstSuiteFailures,
      started_at: this.#startedAt,
      tool: this.#tool,
      declared,
      incomplete: (counts.tests === 0 && (declared.tests ?? 0) > 0) || suite_failures > 0,
    };
  }

  #openSuite(attributes: XmlAttributes, offset: number): void {
    const { name = '', hostname = '', timestamp = '' } = attributes;
    const parent = this.#suites.at(-1) ?? NO_SUITE;
    const file = attributes['file'] ?? attributes['filepath'] ?? '';
    this.#suites.push({
      path: boundedName([parent.path, name].filter((part) => part !== '').join(' > ')),
      name,
      file: file === '' ? parent.file : boundedName(file),
      hostname: hostname === '' ? parent.hostname : boundedName(hostname),
    });
    if (this.#suites.length === 1) this.#declared.addTopSuite(attributes);
    this.#counts.suites += 1;
    this.#counts.suite_depth = Math.max(this.#counts.suite_depth, this.#suites.length);
    this.#tool ??= toolOf(attributes);
    const { time, odd } = readTimestamp(timestamp);
    if (odd === 'timestamp_without_zone') {
      this.warnings.add(odd, 'a timestamp without a zone is taken for UTC', offset);
    }
    if (time !== null && (this.#startedAt === null || time < this.#startedAt)) this.#startedAt = time;
  }

  /** What is neither a suite nor a test; a suite's own failure or error counts. */
  #openAside(name: string, attributes: XmlAttributes): void {
    this.#inside += 1;
    if (this.#inside > 1 || (name !== 'failure' && name !== 'error')) return;
    this.#suiteFailure = new FailureDraft(attributes);
  }

  #closeAside(): void {
    if (!this.#suiteFailure) return;
    this.#counts.suite_failures += 1;
    if (this.#firstSuiteFailures.length < MOST_SUITE_FAILURES) {
      this.#firstSuiteFailures.push(this.#suiteFailure.finish());
    }
    this.#suiteFailure = null;
  }

  #openTest(attributes: XmlAttributes, offset: number): FileFault | null {
    if (this.#counts.tests === MOST_TESTS) {
      return { fault: 'too_many', detail: `more than ${MOST_TESTS} tests`, offset };
    }
    const { name = '', classname = '' } = attributes;
    const suite = this.#suites.at(-1) ?? NO_SUITE;
    this.#test = { draft: new TestCase(attributes, { suite, offset, warnings: this.warnings }), name, classname };
    return null;
  }

  #closeTest(end: number): void {
    if (!this.#test) return;
    const { draft, name, classname } = this.#test;
    this.#test = null;
    const test = draft.finish(end);
    this.#count(test, draft.failureCount);
    if (name.trim() === '') this.#counts.unnamed += 1;
    const isNew = this.#identities.add(this.#suites.at(-1)?.name ?? '', classname, name);
    if (isNew === null) this.#duplicates = null;
    else if (!isNew && this.#duplicates !== null) this.#duplicates += 1;
    this.#emit(test);
  }

  #count({ status, flaky, attempts, duration }: TestEvidence, failures: number): void {
    const counts = this.#counts;
    counts.tests += 1;
    counts[status === 'error' ? 'errored' : status] += 1;
    if (flaky) counts.flaky += 1;
    if (attempts.length > 0 && (status === 'failed' || status === 'error')) counts.rerun_failed += 1;
    if (failures > 1) counts.several_failures += 1;
    if (duration === null) counts.untimed += 1;
    else this.#time = (this.#time ?? 0) + duration;
  }
}
