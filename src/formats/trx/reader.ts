import type { TestEvidence, TestFileSummary } from '../../domain/evidence/test';
import { FailureDraft } from '../dotnet/test-draft';
import { TestTally } from '../dotnet/test-tally';
import { HeldItems } from '../held-items';
import type { TextSink } from '../junit/kept-text';
import type { FileFault, FileReader } from '../reading';
import { Warnings } from '../warnings';
import { type XmlAttributes, type XmlHandler, XmlReader } from '../xml/reader';
import { TrxDefinitions } from './definitions';
import { isAborted } from './outcome';
import { define, TrxResult } from './result';

/** Elements that are results, all of one shape. */
const RESULTS: ReadonlySet<string> = new Set([
  'UnitTestResult',
  'TestResult',
  'TestResultAggregation',
  'GenericTestResult',
  'WebTestResult',
  'ManualTestResult',
  'LoadTestResult',
]);

/** Counters of tests that are errors here. */
const ERRORS = ['error', 'timeout', 'aborted', 'disconnected', 'notRunnable', 'completed', 'inProgress'];
const MOST_ERRORS = 10;
/** Results within results, each of which is held until it ends; real ones are two deep. */
const MOST_NESTED = 16;

export interface TrxSummary extends TestFileSummary {
  /**
   * Not null: the results were too long to be kept until their definitions came, and none was given. The file is to be
   * read again by a reader that is opened with these; all else in this summary is void.
   */
  definitions: TrxDefinitions | null;
}

/**
 * Reads a report of Visual Studio's test platform (`TestRun`, the format of `dotnet test --logger trx`). A result is a
 * test; of one that was run with several rows of data (`InnerResults`) each row is. Results mostly come before the
 * definitions that tell their classes, and are given when those have come.
 *
 * @param definitions of a first pass over the same bytes
 * @returns faults: `unrecognised` where the root is another, `too_many` above 1,000,000 tests, and those of `XmlReader`
 */
export function trxReader(emit: (test: TestEvidence) => void, definitions?: TrxDefinitions): FileReader<TrxSummary> {
  const report = new Report(emit, definitions ?? null);
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

class Report implements XmlHandler {
  readonly warnings = new Warnings();
  readonly #emit: (test: TestEvidence) => void;
  readonly #tally = new TestTally(this.warnings);
  readonly #definitions: TrxDefinitions;
  #defined: boolean;
  /** Tests that wait for their definitions. */
  readonly #held = new HeldItems<{ testId: string; test: TestEvidence }>();
  /** Elements that are open, and where the text of each goes. */
  readonly #open: { name: string; sink: TextSink | null }[] = [];
  #result: TrxResult | null = null;
  /** The definition that is being read. */
  #test: { id: string; storage: string } | null = null;
  #outcome = '';
  #runInfo: FailureDraft | null = null;
  readonly #errors: FailureDraft[] = [];

  constructor(emit: (test: TestEvidence) => void, definitions: TrxDefinitions | null) {
    this.#emit = emit;
    this.#definitions = definitions ?? new TrxDefinitions();
    this.#defined = definitions !== null;
  }

  open(name: string, attributes: XmlAttributes, offset: number): FileFault | null {
    const around = this.#open.at(-1)?.name ?? '';
    if (this.#open.length === 0 && name !== 'TestRun') {
      return { fault: 'unrecognised', detail: 'its root element is not TestRun', offset };
    }
    if (isResult(name, around) && this.#result?.depth === MOST_NESTED) {
      return { fault: 'too_deep', detail: `results nested deeper than ${MOST_NESTED}`, offset };
    }
    this.#open.push({ name, sink: this.#enter(name, { attributes, around, offset }) });
    return null;
  }

  text(text: string): void {
    this.#open.at(-1)?.sink?.add(text);
  }

  close(name: string, end: number): FileFault | null {
    this.#open.pop();
    const around = this.#open.at(-1)?.name ?? '';
    if (this.#result && isResult(name, around)) return this.#closeResult(this.#result, end);
    if (around === 'TestDefinitions') this.#test = null;
    if (name === 'RunInfo') this.#runInfo = null;
    return name === 'TestDefinitions' || this.#open.length === 0 ? this.#release() : null;
  }

  summary(): TrxSummary {
    const failed = this.#outcome === 'Failed' || this.#outcome === 'Error' || this.#errors.length > 0;
    if (failed && this.#tally.broken === 0) {
      const errors = this.#errors.length === 0 ? [new FailureDraft()] : this.#errors;
      for (const error of errors) this.#tally.addSuiteFailure(error.finish());
    }
    if (isAborted(this.#outcome)) this.#tally.aborted = true;
    return { ...this.#tally.summary(), definitions: this.#held.overflown ? this.#definitions : null };
  }

  /** @returns where the text of the element goes */
  #enter(name: string, { attributes, around, offset }: Place): TextSink | null {
    if (isResult(name, around)) {
      this.#result = new TrxResult(attributes, { parent: this.#result, offset, warnings: this.warnings });
      return null;
    }
    if (this.#result) {
      if (name === 'InnerResults') this.#result.isGroup = true;
      return this.#result.openWithin(name, attributes, around);
    }
    if (around === 'TestDefinitions') {
      this.#test = { id: attributes['id'] ?? '', storage: attributes['storage'] ?? '' };
      return null;
    }
    if (name === 'TestMethod' && this.#test) this.#define(this.#test, attributes, offset);
    return name === 'Text' ? (this.#runInfo?.message ?? null) : this.#enterSummary(name, attributes, offset);
  }

  #enterSummary(name: string, attributes: XmlAttributes, offset: number): null {
    switch (name) {
      case 'Times':
        this.#tally.startAt(attributes['start'] ?? '', offset);
        break;
      case 'ResultSummary':
        this.#outcome = attributes['outcome'] ?? '';
        break;
      case 'Counters':
        this.#declare(attributes);
        break;
      case 'RunInfo':
        this.#runInfo = attributes['outcome'] === 'Error' ? new FailureDraft() : null;
        if (this.#runInfo && this.#errors.length < MOST_ERRORS) this.#errors.push(this.#runInfo);
    }
    return null;
  }

  /** Visual Studio counts no test as `notExecuted`: skipped are those of the total that were not executed. */
  #declare(attributes: XmlAttributes): void {
    const { total, executed, failed, inconclusive } = attributes;
    this.#tally.declare('tests', total);
    this.#tally.declare('failures', failed);
    for (const name of ERRORS) this.#tally.declare('errors', attributes[name]);
    if (total === undefined || executed === undefined) return;
    this.#tally.declare('skipped', String(Number(total) - Number(executed)), inconclusive);
  }

  #define({ id, storage }: { id: string; storage: string }, attributes: XmlAttributes, offset: number): void {
    const { codeBase = storage, className = '', name: method = '' } = attributes;
    const isKept = this.#definitions.add(id, { codeBase, className, method });
    if (!isKept) this.warnings.add('class_left_out', 'more definitions than are kept: tests without a class', offset);
  }

  #closeResult(result: TrxResult, end: number): FileFault | null {
    const { parent, isGroup, outcome } = result;
    this.#result = parent;
    const failed = outcome === 'failed' || outcome === 'error';
    if (parent && (failed || result.failedWithin)) parent.failedWithin = true;
    if (result.isOfAbortedRun) this.#tally.aborted = true;
    if (!isGroup) return this.#take(result, end);
    this.#tally.groups += 1;
    if (failed && !result.failedWithin) this.#tally.addSuiteFailure(result.failure);
    return null;
  }

  #take(result: TrxResult, end: number): FileFault | null {
    const { testId } = result;
    if (this.#defined) return this.#give(testId, result.finish(end));
    if (!this.#held.overflown) this.#held.hold({ testId, test: result.finish(end) });
    return null;
  }

  /** All definitions are known: gives what waited for them. */
  #release(): FileFault | null {
    this.#defined = !this.#held.overflown;
    for (const { testId, test } of this.#held.release()) {
      const fault = this.#give(testId, test);
      if (fault) return fault;
    }
    return null;
  }

  #give(testId: string, test: TestEvidence): FileFault | null {
    const defined = define(test, this.#definitions.find(testId));
    const fault = this.#tally.add(defined);
    if (!fault) this.#emit(defined);
    return fault;
  }
}

interface Place {
  attributes: XmlAttributes;
  /** Name of the element around. */
  around: string;
  offset: number;
}

const isResult = (name: string, around: string) =>
  RESULTS.has(name) && (around === 'Results' || around === 'InnerResults');
