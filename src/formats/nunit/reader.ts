import type { TestEvidence, TestFileSummary } from '../../domain/evidence/test';
import { TestTally } from '../dotnet/test-tally';
import type { TextSink } from '../junit/kept-text';
import type { FileFault, FileReader } from '../reading';
import { Warnings } from '../warnings';
import { type XmlAttributes, type XmlHandler, XmlReader } from '../xml/reader';
import { Suite } from './suite';
import { NunitTest } from './test-case';

/**
 * Reads a report of NUnit 3 (`test-run`) or of NUnit 2 and tools that write like it (`test-results`). Each `test-case`
 * is one test. A suite that failed while no test within it did, or while it was torn down, makes the file incomplete.
 *
 * @returns faults: `unrecognised` where the root is another, `too_many` above 1,000,000 tests, and those of `XmlReader`
 */
export function nunitReader(emit: (test: TestEvidence) => void): FileReader<TestFileSummary> {
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

/** The structure around the tests. */
class Report implements XmlHandler {
  readonly warnings = new Warnings();
  readonly #emit: (test: TestEvidence) => void;
  readonly #tally = new TestTally(this.warnings);
  /** The innermost suite that is open; the root is one without a name. */
  #suite: Suite | null = null;
  #depth = 0;
  #test: NunitTest | null = null;
  /** Elements that are open within the test. */
  #inside = 0;
  #sink: TextSink | null = null;

  constructor(emit: (test: TestEvidence) => void) {
    this.#emit = emit;
  }

  open(name: string, attributes: XmlAttributes, offset: number): FileFault | null {
    if (!this.#suite) return this.#openRoot(name, attributes, offset);
    if (this.#test) {
      this.#inside += 1;
      this.#test.open(name, attributes);
      return null;
    }
    switch (name) {
      case 'test-suite':
        this.#suite = new Suite(attributes, this.#suite);
        this.#depth += 1;
        this.#tally.addSuite(this.#depth);
        break;
      case 'test-case':
        this.#test = new NunitTest(attributes, { suite: this.#suite, offset, warnings: this.warnings });
        break;
      case 'message':
        this.#sink = this.#suite.failure.message;
        break;
      case 'stack-trace':
        this.#sink = this.#suite.failure.stack;
        break;
      case 'environment':
        this.#tally.tool ??= toolOf(attributes);
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
      this.#test?.close(name);
      return null;
    }
    if (this.#test) return this.#closeTest(this.#test.finish(end));
    this.#sink = null;
    if (name === 'test-suite' || name === 'test-run') this.#closeSuite();
    return null;
  }

  summary(): TestFileSummary {
    return this.#tally.summary();
  }

  #openRoot(name: string, attributes: XmlAttributes, offset: number): FileFault | null {
    if (name !== 'test-run' && name !== 'test-results') {
      return { fault: 'unrecognised', detail: 'its root element is none of NUnit', offset };
    }
    // Its name is that of a file, which the suite below has as well.
    this.#suite = new Suite({ ...attributes, name: '' }, null);
    this.#tally.declare('failures', attributes['failed'], attributes['failures']);
    this.#tally.declare('errors', attributes['errors'], attributes['invalid']);
    if (name === 'test-run') {
      this.#tally.declare('tests', attributes['total']);
      this.#tally.declare('skipped', attributes['skipped'], attributes['inconclusive']);
      this.#tally.startAt(attributes['start-time'] ?? '', offset);
    } else {
      // Its total is of those that ran.
      this.#tally.declare('tests', attributes['total'], attributes['not-run']);
      this.#tally.declare('skipped', attributes['skipped'], attributes['ignored'], attributes['inconclusive']);
      this.#tally.startAt(`${attributes['date'] ?? ''} ${attributes['time'] ?? ''}`, offset);
    }
    return null;
  }

  #closeTest(test: TestEvidence): FileFault | null {
    this.#test = null;
    if (this.#suite && (test.status === 'failed' || test.status === 'error')) this.#suite.failedWithin = true;
    const fault = this.#tally.add(test);
    if (!fault) this.#emit(test);
    return fault;
  }

  #closeSuite(): void {
    const suite = this.#suite;
    if (!suite) return;
    const failure = suite.ownFailure;
    if (failure) this.#tally.addSuiteFailure(failure);
    if (!suite.parent) return;
    if (failure || suite.failedWithin) suite.parent.failedWithin = true;
    this.#suite = suite.parent;
    this.#depth -= 1;
  }
}

function toolOf(attributes: XmlAttributes): string | null {
  const version = attributes['framework-version'] ?? attributes['nunit-version'];
  return version === undefined ? null : `NUnit ${version.slice(0, 50)}`;
}
