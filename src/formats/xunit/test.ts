import type { TestEvidence } from '../../domain/evidence/test';
import type { TestOutcome } from '../../domain/ledger';
import { nameWithin, splitCall } from '../dotnet/names';
import { type FailureDraft, TestDraft } from '../dotnet/test-draft';
import type { TextSink } from '../junit/kept-text';
import type { Warnings } from '../warnings';
import type { XmlAttributes } from '../xml/reader';

/** `NotRun`: an explicit test that nobody asked for (version 3). */
const RESULTS: ReadonlyMap<string, TestOutcome> = new Map([
  ['Pass', 'passed'],
  ['Fail', 'failed'],
  ['Skip', 'skipped'],
  ['NotRun', 'skipped'],
]);

/** One `test` element. */
export class XunitTest {
  readonly #attributes: XmlAttributes;
  readonly #suite: string;
  readonly #draft: TestDraft;
  /** Where the text of each open element goes. */
  readonly #sinks: (TextSink | null)[] = [];
  #failure: FailureDraft | null = null;

  constructor(
    attributes: XmlAttributes,
    { suites, offset, warnings }: { suites: readonly string[]; offset: number; warnings: Warnings },
  ) {
    this.#attributes = attributes;
    this.#suite = suites.filter((name) => name !== '').join(' > ');
    this.#draft = new TestDraft(offset, warnings);
  }

  open(name: string, attributes: XmlAttributes): void {
    this.#sinks.push(this.#sinkOf(name, attributes));
  }

  text(text: string): void {
    this.#sinks.at(-1)?.add(text);
  }

  close(): void {
    this.#sinks.pop();
  }

  finish(end: number): TestEvidence {
    const { name = '', type = '', method = '', time = '' } = this.#attributes;
    const className = type === '' ? null : type;
    const plain = nameWithin(className, name);
    const line = this.#attributes['source-line'] ?? '';
    const said = {
      suite: this.#suite,
      file: this.#attributes['source-file'] || null,
      line: /^[1-9]\d{0,8}$/.test(line) ? Number(line) : null,
      class: className,
      ...splitCall(plain, plain.startsWith(method) ? method.length : 0),
      status: this.#status(),
      duration: this.#draft.seconds(time),
      started_at: this.#draft.instant(this.#attributes['start-rtf'] ?? ''),
    };
    return this.#draft.finish(said, end);
  }

  /** A failure decides, whatever the result says; a result that nobody knows is an error. */
  #status(): TestOutcome {
    if (this.#failure) return 'failed';
    const status = RESULTS.get(this.#attributes['result'] ?? '');
    if (!status) this.#draft.tellUnknownResult();
    return status ?? 'error';
  }

  #sinkOf(name: string, attributes: XmlAttributes): TextSink | null {
    switch (name) {
      case 'failure':
        this.#failure = this.#draft.addFailure(attributes['exception-type']);
        return null;
      case 'message':
        return this.#failure?.message ?? null;
      case 'stack-trace':
        return this.#failure?.stack ?? null;
      case 'reason':
        return this.#draft.addFailure().message;
      case 'output':
        return this.#draft.stdout;
      case 'trait':
        this.#draft.addProperty(attributes['name'] ?? '', attributes['value'] ?? '');
        return null;
      default:
        return null;
    }
  }
}
