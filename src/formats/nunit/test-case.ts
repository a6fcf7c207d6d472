import type { TestEvidence } from '../../domain/evidence/test';
import type { TestOutcome } from '../../domain/ledger';
import { nameWithin, splitCall } from '../dotnet/names';
import { type FailureDraft, TestDraft } from '../dotnet/test-draft';
import { TextHead, type TextSink } from '../junit/kept-text';
import type { Warnings } from '../warnings';
import type { XmlAttributes } from '../xml/reader';
import { resultOf } from './result';
import { classWithin, type Suite } from './suite';

/** One `test-case` element. */
export class NunitTest {
  readonly #attributes: XmlAttributes;
  readonly #suite: Suite;
  readonly #draft: TestDraft;
  /** Where the text of each open element goes. */
  readonly #sinks: (TextSink | null)[] = [];
  /** What `failure` says in all. */
  #failure: FailureDraft | null = null;
  /** The first assertion that failed. */
  #assertion: FailureDraft | null = null;
  #assertions = 0;
  /** What `message` and `stack-trace` belong to. */
  #told: FailureDraft | null = null;
  #attachment: { path: TextHead; description: TextHead } | null = null;

  constructor(
    attributes: XmlAttributes,
    { suite, offset, warnings }: { suite: Suite; offset: number; warnings: Warnings },
  ) {
    this.#attributes = attributes;
    this.#suite = suite;
    this.#draft = new TestDraft(offset, warnings);
  }

  open(name: string, attributes: XmlAttributes): void {
    this.#sinks.push(this.#sinkOf(name, attributes));
  }

  text(text: string): void {
    this.#sinks.at(-1)?.add(text);
  }

  close(name: string): void {
    this.#sinks.pop();
    if (name !== 'attachment' || !this.#attachment) return;
    const { path, description } = this.#attachment;
    this.#attachment = null;
    this.#draft.addAttachment(path.legible?.trim() ?? '', description.legible);
  }

  finish(end: number): TestEvidence {
    const { name = '', fullname = '', time = '', duration = time } = this.#attributes;
    const className = this.#attributes['classname'] ?? classWithin(fullname || name, this.#suite);
    const plain = nameWithin(className, name);
    const method = this.#attributes['methodname'] ?? /^[^<( ]+/.exec(plain)?.[0] ?? '';
    // The failure says once more what its assertions say, of several in one text.
    const repeated = this.#assertions > 1 ? this.#failure : this.#assertion;
    if (repeated && this.#failure) this.#draft.dropFailure(repeated);
    const said = {
      suite: this.#suite.path,
      file: null,
      line: null,
      class: className,
      ...splitCall(plain, plain.startsWith(method) ? method.length : 0),
      status: this.#status(),
      duration: this.#draft.seconds(duration),
      started_at: this.#draft.instant(this.#attributes['start-time'] ?? ''),
    };
    return this.#draft.finish(said, end);
  }

  /** A failure decides, whatever the result says; a result that nobody knows is an error. */
  #status(): TestOutcome {
    const outcome = resultOf(this.#attributes);
    if (this.#failure && outcome !== 'error') return 'failed';
    if (!outcome) this.#draft.tellUnknownResult();
    return outcome ?? 'error';
  }

  #sinkOf(name: string, attributes: XmlAttributes): TextSink | null {
    switch (name) {
      case 'message':
        return this.#told?.message ?? null;
      case 'stack-trace':
        return this.#told?.stack ?? null;
      case 'output':
        return this.#draft.stdout;
      case 'filePath':
        return this.#attachment?.path ?? null;
      case 'description':
        return this.#attachment?.description ?? null;
      default:
        this.#begin(name, attributes);
        return null;
    }
  }

  #begin(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'failure':
        this.#failure = this.#told = this.#draft.addFailure();
        break;
      case 'reason':
        this.#told = this.#draft.addFailure();
        break;
      case 'assertion':
        this.#beginAssertion(attributes);
        break;
      case 'attachment':
        this.#attachment = { path: new TextHead(), description: new TextHead() };
        break;
      case 'property':
        this.#draft.addProperty(attributes['name'] ?? '', attributes['value'] ?? '');
        break;
      case 'category':
        this.#draft.addProperty('Category', attributes['name'] ?? '');
    }
  }

  /** Those that passed or only warned say nothing of a failure. */
  #beginAssertion(attributes: XmlAttributes): void {
    const outcome = resultOf(attributes);
    const failing = outcome === 'failed' || outcome === 'error';
    this.#told = failing ? this.#draft.addFailure() : null;
    this.#assertion ??= this.#told;
    if (failing) this.#assertions += 1;
  }
}
