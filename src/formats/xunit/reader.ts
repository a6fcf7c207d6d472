import type { TestEvidence, TestFileSummary } from '../../domain/evidence/test';
import { suiteName } from '../dotnet/names';
import { FailureDraft } from '../dotnet/test-draft';
import { TestTally } from '../dotnet/test-tally';
import type { FileFault, FileReader } from '../reading';
import { Warnings } from '../warnings';
import { type XmlAttributes, type XmlHandler, XmlReader } from '../xml/reader';
import { XunitTest } from './test';

/** Newer versions tell collections apart by a digest of their path, which another machine has not. */
const COLLECTION_ID = / \(id: [0-9a-f]+\)$/;

/**
 * Reads a report of xUnit.net, version 1 to 3: `assemblies/assembly/collection/test`, with `class` for `collection` in
 * version 1. Each `test` is one test. What fails outside of tests (`errors/error`: fixtures, clean-up) makes the file
 * incomplete.
 *
 * @returns faults: `unrecognised` where the root is another, `too_many` above 1,000,000 tests, and those of `XmlReader`
 */
export function xunitReader(emit: (test: TestEvidence) => void): FileReader<TestFileSummary> {
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

/** What stands around the tests: assemblies, collections, and what failed outside of tests. */
class Report implements XmlHandler {
  readonly warnings = new Warnings();
  readonly #emit: (test: TestEvidence) => void;
  readonly #tally = new TestTally(this.warnings);
  /** Names of the assembly and the collection around. */
  readonly #suites: string[] = [];
  #test: XunitTest | null = null;
  #error: FailureDraft | null = null;
  #sink: FailureDraft['message'] | null = null;
  /** Elements that are open within the test. */
  #inside = 0;
  #rooted = false;
  #declaredErrors = 0;
  #errors = 0;

  constructor(emit: (test: TestEvidence) => void) {
    this.#emit = emit;
  }

  open(name: string, attributes: XmlAttributes, offset: number): FileFault | null {
    if (!this.#rooted && name !== 'assemblies' && name !== 'assembly') {
      return { fault: 'unrecognised', detail: 'its root element is none of xUnit', offset };
    }
    this.#rooted = true;
    if (this.#test) {
      this.#inside += 1;
      this.#test.open(name, attributes);
      return null;
    }
    switch (name) {
      case 'assemblies':
        this.#tally.startAt(attributes['start-rtf'] ?? '', offset);
        break;
      case 'assembly':
        this.#openAssembly(attributes, offset);
        break;
      case 'collection':
      case 'class':
        this.#openSuite((attributes['name'] ?? '').replace(COLLECTION_ID, ''));
        break;
      case 'test':
        this.#test = new XunitTest(attributes, { suites: this.#suites, offset, warnings: this.warnings });
        break;
      default:
        this.#openAside(name, attributes);
    }
    return null;
  }

  text(text: string): void {
    if (this.#test) this.#test.text(text);
    else this.#sink?.add(text);
  }

  close(name: string, end: number): FileFault | null {
    if (this.#inside > 0) {
      this.#inside -= 1;
      this.#test?.close();
      return null;
    }
    if (this.#test) return this.#closeTest(this.#test.finish(end));
    this.#sink = null;
    if (name === 'assembly' || name === 'collection' || name === 'class') this.#suites.pop();
    else if (name === 'error' && this.#error) {
      this.#tally.addSuiteFailure(this.#error.finish());
      this.#error = null;
    }
    return null;
  }

  summary(): TestFileSummary {
    if (this.#declaredErrors > this.#errors) this.#tally.aborted = true;
    return this.#tally.summary();
  }

  #openAssembly(attributes: XmlAttributes, offset: number): void {
    const { name = '', total, failed, skipped } = attributes;
    this.#openSuite(suiteName(name));
    this.#tally.declare('tests', total);
    this.#tally.declare('failures', failed);
    this.#tally.declare('skipped', skipped, attributes['not-run']);
    this.#declaredErrors += Number(/^\d{1,9}$/.exec(attributes['errors'] ?? '')?.[0] ?? 0);
    this.#tally.tool ??= attributes['test-framework']?.slice(0, 100) ?? null;
    const start = attributes['start-rtf'] ?? `${attributes['run-date'] ?? ''} ${attributes['run-time'] ?? ''}`;
    this.#tally.startAt(start, offset);
  }

  #openSuite(name: string): void {
    this.#suites.push(name);
    this.#tally.addSuite(this.#suites.length);
  }

  /** `error` stands in `errors` of an assembly, and has a `failure` like that of a test. */
  #openAside(name: string, attributes: XmlAttributes): void {
    if (name === 'error') {
      this.#errors += 1;
      this.#error = new FailureDraft(attributes['type']);
    } else if (name === 'message') this.#sink = this.#error?.message ?? null;
    else if (name === 'stack-trace') this.#sink = this.#error?.stack ?? null;
  }

  #closeTest(test: TestEvidence): FileFault | null {
    this.#test = null;
    const fault = this.#tally.add(test);
    if (!fault) this.#emit(test);
    return fault;
  }
}
