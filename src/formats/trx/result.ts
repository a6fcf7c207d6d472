import type { TestEvidence, TestFailure } from '../../domain/evidence/test';
import type { TestOutcome } from '../../domain/ledger';
import { nameWithin, splitCall } from '../dotnet/names';
import { FailureDraft, TestDraft } from '../dotnet/test-draft';
import type { TextSink } from '../junit/kept-text';
import type { Warnings } from '../warnings';
import type { XmlAttributes } from '../xml/reader';
import type { Definition } from './definitions';
import { outcomeOf, secondsIn } from './outcome';

/** One `UnitTestResult`, or a result of another kind. */
export class TrxResult {
  readonly testId: string;
  /** The result around it, of whose data it has one row. */
  readonly parent: TrxResult | null;
  /** 1 for a result that stands in no other. */
  readonly depth: number;
  /** It has rows, which are the tests. */
  isGroup = false;
  /** A row failed. */
  failedWithin = false;
  readonly outcome: TestOutcome;
  readonly #attributes: XmlAttributes;
  readonly #draft: TestDraft;
  #error: FailureDraft | null = null;

  constructor(
    attributes: XmlAttributes,
    { parent, offset, warnings }: { parent: TrxResult | null; offset: number; warnings: Warnings },
  ) {
    this.#attributes = attributes;
    this.#draft = new TestDraft(offset, warnings);
    this.testId = attributes['testId'] ?? '';
    this.parent = parent;
    this.depth = (parent?.depth ?? 0) + 1;
    const outcome = outcomeOf(attributes['outcome']);
    if (!outcome) this.#draft.tellUnknownResult();
    this.outcome = outcome ?? 'error';
  }

  /** Takes an element within it, and tells where the text of that goes. */
  openWithin(name: string, attributes: XmlAttributes, around: string): TextSink | null {
    switch (name) {
      case 'ErrorInfo':
        this.#error = this.#draft.addFailure();
        return null;
      case 'Message':
        return around === 'ErrorInfo' ? (this.#error?.message ?? null) : this.#draft.stdout;
      case 'StackTrace':
        return this.#error?.stack ?? null;
      case 'StdOut':
        return this.#draft.stdout;
      case 'StdErr':
        return this.#draft.stderr;
      case 'ResultFile':
        this.#draft.addAttachment(attributes['path'] ?? '', null);
        return null;
      default:
        return null;
    }
  }

  /** It passed, and the run did not come to its end. */
  get isOfAbortedRun(): boolean {
    return this.#attributes['outcome'] === 'PassedButRunAborted';
  }

  get failure(): TestFailure {
    return (this.#error ?? new FailureDraft()).finish();
  }

  /** As it stands without its definition: see `define`. */
  finish(end: number): TestEvidence {
    const { testName = '', duration = '', startTime = '' } = this.#attributes;
    const said = {
      suite: '',
      file: null,
      line: null,
      class: null,
      name: testName,
      parameters: null,
      status: this.outcome,
      duration: this.#draft.seconds(secondsIn(duration)),
      started_at: this.#draft.instant(startTime),
    };
    return this.#draft.finish(said, end);
  }
}

/** A test with what its definition says of the code that it comes from. */
export function define(test: TestEvidence, definition: Definition | null): TestEvidence {
  if (!definition) return test;
  const { assembly, class: className, methodLength } = definition;
  const plain = nameWithin(className, test.name);
  return { ...test, suite: assembly, class: className, ...splitCall(plain, methodLength) };
}
