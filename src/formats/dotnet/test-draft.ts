import { boundedName } from '../../domain/evidence/names';
import type { TestEvidence, TestFailure } from '../../domain/evidence/test';
import { Output, TextHead } from '../junit/kept-text';
import { readSeconds } from '../junit/seconds';
import { readTimestamp } from '../junit/timestamp';
import type { Warnings } from '../warnings';

const MOST_FAILURES = 100;
const MOST_ATTACHMENTS = 100;
const MOST_PROPERTIES = 1000;
/** Characters of a property's value. */
const MOST_VALUE = 64 * 1024;

const ODDITIES = {
  time_unreadable: 'a time that is no number counts as not measured',
  time_ambiguous: 'a time such as 1,234 has two meanings and counts as not measured',
  time_negative: 'a negative time counts as 0',
  timestamp_unreadable: 'a timestamp of no known form is left out',
  timestamp_without_zone: 'a timestamp without a zone is taken for UTC',
} as const;
type Oddity = keyof typeof ODDITIES;

/** What a failure says, while its texts come in. */
export class FailureDraft {
  readonly message = new TextHead();
  readonly stack = new TextHead();
  readonly #type: string | null;

  constructor(type = '') {
    this.#type = type === '' ? null : boundedName(type);
  }

  finish(): TestFailure {
    return { message: this.message.legible, type: this.#type, stack: this.stack.legible };
  }
}

/** What a report says of a test by attributes, in the words of no format. */
export type Said = Pick<
  TestEvidence,
  'suite' | 'file' | 'line' | 'class' | 'name' | 'parameters' | 'status' | 'duration' | 'started_at'
>;

/** One test of a report of .NET, from its start tag to its end tag: what comes in elements within it. */
export class TestDraft {
  readonly stdout = new Output();
  readonly stderr = new Output();
  readonly #offset: number;
  readonly #warnings: Warnings;
  readonly #failures: FailureDraft[] = [];
  readonly #properties = new Map<string, string>();
  readonly #attachments: TestEvidence['attachments'] = [];

  constructor(offset: number, warnings: Warnings) {
    this.#offset = offset;
    this.#warnings = warnings;
  }

  addFailure(type?: string): FailureDraft {
    const failure = new FailureDraft(type);
    if (this.#failures.length < MOST_FAILURES) this.#failures.push(failure);
    else this.#leaveOut();
    return failure;
  }

  dropFailure(failure: FailureDraft): void {
    const at = this.#failures.indexOf(failure);
    if (at >= 0) this.#failures.splice(at, 1);
  }

  /** A name that comes again, as categories do, has all its values, a line each. */
  addProperty(name: string, value: string): void {
    const key = boundedName(name);
    const before = this.#properties.get(key);
    const all = before === undefined ? value : `${before}\n${value}`;
    if (all.length > MOST_VALUE || (before === undefined && this.#properties.size === MOST_PROPERTIES)) {
      this.#leaveOut();
    } else this.#properties.set(key, all);
  }

  addAttachment(path: string, name: string | null): void {
    if (path === '') return;
    if (this.#attachments.length === MOST_ATTACHMENTS) this.#leaveOut();
    else this.#attachments.push({ name: name === null ? null : boundedName(name), path: boundedName(path) });
  }

  seconds(time: string): number | null {
    const { seconds, odd } = readSeconds(time);
    if (odd) this.tell(odd);
    return seconds;
  }

  instant(timestamp: string): string | null {
    const { time, odd } = readTimestamp(timestamp);
    if (odd) this.tell(odd);
    return time;
  }

  tell(odd: Oddity): void {
    this.#warnings.add(odd, ODDITIES[odd], this.#offset);
  }

  /** No result that is known: never passed. */
  tellUnknownResult(): void {
    this.#warnings.add('unknown_result', 'a result of no known kind counts as an error', this.#offset);
  }

  /** @param end byte after its end tag */
  finish(said: Said, end: number): TestEvidence {
    return {
      suite: boundedName(said.suite),
      file: boundedOrNull(said.file),
      line: said.line,
      class: boundedOrNull(said.class),
      name: boundedName(said.name),
      parameters: boundedOrNull(said.parameters),
      status: said.status,
      flaky: false,
      duration: said.duration,
      started_at: said.started_at,
      failures: said.status === 'passed' ? [] : this.#told(),
      stdout: this.stdout.tail,
      stderr: this.stderr.tail,
      attachments: this.#attachments,
      properties: this.#wholeProperties(),
      attempts: [],
      ref: { offset: this.#offset, length: end - this.#offset },
    };
  }

  /** A failure without a word tells nothing that the status does not. */
  #told(): TestFailure[] {
    const failures = this.#failures.map((failure) => failure.finish());
    return failures.filter(({ message, type, stack }) => (message ?? type ?? stack) !== null);
  }

  /** Where a text was cut, half a character may stand at its end. */
  #wholeProperties(): Record<string, string> {
    return Object.fromEntries([...this.#properties].map(([name, value]) => [name, value.toWellFormed()]));
  }

  #leaveOut(): void {
    this.#warnings.add('left_out', 'failures, properties or attachments of a test beyond its limit', this.#offset);
  }
}

const boundedOrNull = (name: string | null) => (name === null ? null : boundedName(name));
