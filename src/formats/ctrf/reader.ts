import type { TestEvidence, TestFileSummary } from '../../domain/evidence/test';
import { JsonStream } from '../json-stream/json-stream';
import type { JsonEvents, JsonPlace } from '../json-stream/picker';
import type { JsonObject, JsonValue } from '../json-stream/value';
import { integerOf, objectOf, textOf } from '../json-stream/value';
import { DigestSet } from '../junit/digest-set';
import type { FileFault, FileFaultCode, FileReader, FileWarning } from '../reading';
import { Warnings } from '../warnings';
import type { TestOddity } from './test';
import { suitePath, TEST_KEYS, testOf, timeOf } from './test';

export const MOST_TESTS = 1_000_000;

const WANTED = {
  reportFormat: 'whole',
  specVersion: 'whole',
  'results.tool': ['name'],
  'results.summary': ['tests', 'failed', 'skipped', 'pending', 'other', 'start'],
  'results.tests.*': TEST_KEYS,
} as const;

const ODDITIES: Readonly<Record<TestOddity, string>> = {
  bad_status: 'a status that the format does not have was taken as an error',
  bad_duration: 'a duration that is no number, or less than nothing',
  attempts_left_out: 'of the attempts of a test the last 100 were kept',
};

/**
 * Reads CTRF 0 and 1 (https://ctrf.io) in bounded memory. Its summary is compared with its tests, and never believed;
 * properties that the format does not have are passed over.
 *
 * @param emit takes each test within the write that completed it
 */
export function ctrfReader(emit: (test: TestEvidence) => void): FileReader<TestFileSummary> {
  const report = new CtrfReport(emit);
  const stream = new JsonStream(WANTED, report);
  return {
    write: (bytes) => {
      const broken = stream.write(bytes);
      // What the report refuses it has met before the place where the JSON breaks, however the pieces are cut.
      return report.fault ?? broken;
    },
    close: () => stream.close() ?? report.finish(stream.warnings),
  };
}

type Declared = TestFileSummary['declared'];

/** Takes the values of a report in the order in which they come. */
class CtrfReport implements JsonEvents {
  fault: FileFault | null = null;
  readonly #emit: (test: TestEvidence) => void;
  readonly #warnings = new Warnings();
  readonly #identities = new DigestSet();
  readonly #suites = new DigestSet();
  readonly #counts = { passed: 0, failed: 0, errored: 0, skipped: 0, flaky: 0 };
  readonly #more = { rerun_failed: 0, unnamed: 0, untimed: 0, suites: 0, suite_depth: 0 };
  #tests = 0;
  #bad = 0;
  #microseconds: number | null = null;
  #duplicates: number | null = 0;
  #startedAt: string | null = null;
  #tool: string | null = null;
  #declared: Declared = { tests: null, failures: null, errors: null, skipped: null };
  #hasFormat = false;
  #hasVersion = false;
  #hasTests = false;

  constructor(emit: (test: TestEvidence) => void) {
    this.#emit = emit;
  }

  open(path: string, kind: 'list' | 'object'): void {
    if (path === 'results.tests') this.#hasTests = kind === 'list';
  }

  value(path: string, value: JsonValue, place: JsonPlace): void {
    if (path === 'reportFormat') this.#setFormat(value, place);
    else if (path === 'specVersion') this.#setVersion(value, place);
    else if (path === 'results.tool') this.#tool = textOf(objectOf(value)?.['name']);
    else if (path === 'results.summary') this.#setSummary(objectOf(value));
    else if (path === 'results.tests.*') this.#takeTest(value, place);
  }

  dropped(path: string, { offset }: JsonPlace): void {
    this.#warnings.add('too_large_item', 'items of more than 16 MiB were left out', offset);
    if (path === 'results.tests.*') this.#bad += 1;
  }

  /**
   * @param odd warnings of the JSON itself
   * @returns `invalid` where it is no report at all
   */
  finish(odd: readonly FileWarning[]): { summary: TestFileSummary; warnings: FileWarning[] } | FileFault {
    if (!this.#hasTests) this.#refuse('invalid', 'a CTRF report has a list `results.tests`', null);
    if (this.fault) return this.fault;
    // Reports of before version 1 tell neither; their tests have the same form.
    if (!this.#hasFormat) this.#warnings.add('no_report_format', 'it does not say that it is a CTRF report', null);
    if (!this.#hasVersion) this.#warnings.add('no_spec_version', 'it does not say of which version it is', null);
    const summary = this.#summary();
    const differing = this.#differences();
    if (differing > 0) {
      this.#warnings.add('declared_counts_differ', 'its summary differs from its tests', null, differing);
    }
    return { summary, warnings: [...odd, ...this.#warnings.list()] };
  }

  #summary(): TestFileSummary {
    return {
      tests: this.#tests,
      ...this.#counts,
      ...this.#more,
      duration: this.#microseconds === null ? null : this.#microseconds / 1e6,
      several_failures: 0,
      duplicates: this.#duplicates,
      suite_failures: 0,
      first_suite_failures: [],
      started_at: this.#startedAt,
      tool: this.#tool,
      declared: this.#declared,
      incomplete: this.#bad > 0 || (this.#tests === 0 && (this.#declared.tests ?? 0) > 0),
    };
  }

  #differences(): number {
    const { tests, failures, errors, skipped } = this.#declared;
    const { failed, errored, skipped: found } = this.#counts;
    const pairs = [
      [tests, this.#tests],
      [failures, failed],
      [errors, errored],
      [skipped, found],
    ] as const;
    return pairs.filter(([declared, counted]) => declared !== null && declared !== counted).length;
  }

  #takeTest(value: JsonValue, place: JsonPlace): void {
    if (this.fault) return;
    if (this.#tests + this.#bad === MOST_TESTS) {
      this.#refuse('too_many', `a report has at most ${MOST_TESTS} tests`, place.offset);
      return;
    }
    const object = objectOf(value);
    if (!object) {
      this.#bad += 1;
      this.#warnings.add('bad_test', 'tests that are no objects were left out', place.offset);
      return;
    }
    const { test, oddities } = testOf(object, { offset: place.offset, length: place.length ?? 0 });
    for (const code of oddities) this.#warnings.add(code, ODDITIES[code], place.offset);
    this.#count(test);
    this.#countNames(test, suitePath(object['suite']));
    this.#emit(test);
  }

  #count({ status, flaky, attempts, duration, started_at }: TestEvidence): void {
    this.#tests += 1;
    this.#counts[status === 'error' ? 'errored' : status] += 1;
    if (flaky) this.#counts.flaky += 1;
    if (attempts.length > 0 && (status === 'failed' || status === 'error')) this.#more.rerun_failed += 1;
    if (duration === null) this.#more.untimed += 1;
    // In whole numbers: a sum of fractions would drift.
    else this.#microseconds = (this.#microseconds ?? 0) + Math.round(duration * 1e6);
    if (started_at !== null) this.#startAt(started_at);
  }

  #countNames({ suite, file, name, parameters }: TestEvidence, path: readonly string[]): void {
    if (name.trim() === '') this.#more.unnamed += 1;
    this.#more.suite_depth = Math.max(this.#more.suite_depth, path.length);
    if (path.length > 0 && this.#suites.add(suite) === true) this.#more.suites += 1;
    const isNew = this.#identities.add(suite, file ?? '', name, parameters ?? '');
    if (isNew === null) this.#duplicates = null;
    else if (!isNew && this.#duplicates !== null) this.#duplicates += 1;
  }

  #startAt(time: string): void {
    if (this.#startedAt === null || time < this.#startedAt) this.#startedAt = time;
  }

  #setSummary(summary: JsonObject | null): void {
    const [skipped, pending] = [countOf(summary?.['skipped']), countOf(summary?.['pending'])];
    this.#declared = {
      tests: countOf(summary?.['tests']),
      failures: countOf(summary?.['failed']),
      errors: countOf(summary?.['other']),
      skipped: skipped === null && pending === null ? null : (skipped ?? 0) + (pending ?? 0),
    };
    const start = timeOf(summary?.['start']);
    if (start !== null) this.#startAt(start);
  }

  #setFormat(value: JsonValue, { offset }: JsonPlace): void {
    this.#hasFormat = true;
    if (value !== 'CTRF') this.#refuse('invalid', 'its `reportFormat` is not CTRF', offset);
  }

  #setVersion(value: JsonValue, { offset }: JsonPlace): void {
    this.#hasVersion = true;
    const version = /^(\d{1,4})\.\d{1,4}\.\d{1,4}$/.exec(textOf(value) ?? '');
    if (!version) this.#refuse('invalid', 'its `specVersion` is no version, such as 1.0.0', offset);
    else if (Number(version[1]) > 1)
      this.#refuse('wrong_version', `CTRF ${version[0]} is not taken, 0 and 1 are`, offset);
  }

  #refuse(fault: FileFaultCode, detail: string, offset: number | null): void {
    this.fault ??= { fault, detail, offset };
  }
}

function countOf(value: JsonValue | undefined): number | null {
  const count = integerOf(value);
  return count !== null && count >= 0 ? count : null;
}
