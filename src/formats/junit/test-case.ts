import { boundedName } from '../../domain/evidence/names';
import type { TestAttempt, TestEvidence, TestFailure } from '../../domain/evidence/test';
import type { TestOutcome } from '../../domain/ledger';
import type { Warnings } from '../warnings';
import type { XmlAttributes } from '../xml/reader';
import { legibleText, Output, TextHead, type TextSink } from './kept-text';
import { readSeconds } from './seconds';
import { statusOf } from './status';
import { readTimestamp } from './timestamp';

const MOST_FAILURES = 100;
const MOST_ATTEMPTS = 100;
const MOST_PROPERTIES = 1000;
/** Characters of a message or of a property's value. */
const MOST_VALUE = 64 * 1024;

/** What a test has from the suites around it. */
export interface SuiteContext {
  /** Names from the outermost on, joined. */
  path: string;
  name: string;
  file: string | null;
  hostname: string | null;
}

const ODDITIES = {
  time_unreadable: 'a time that is no number counts as not measured',
  time_ambiguous: 'a time such as 1,234 has two meanings and counts as not measured',
  time_negative: 'a negative time counts as 0',
  timestamp_unreadable: 'a timestamp of no known form is left out',
  timestamp_without_zone: 'a timestamp without a zone is taken for UTC',
} as const;

/** Elements that hold text are told apart by what is to become of it. */
const FAILING: ReadonlyMap<string, TestOutcome> = new Map([
  ['failure', 'failed'],
  ['error', 'error'],
]);
const ATTEMPTS: ReadonlyMap<string, { status: TestOutcome; flaky: boolean }> = new Map([
  ['flakyFailure', { status: 'failed', flaky: true }],
  ['flakyError', { status: 'error', flaky: true }],
  ['rerunFailure', { status: 'failed', flaky: false }],
  ['rerunError', { status: 'error', flaky: false }],
]);
const SKIPPING: ReadonlySet<string> = new Set(['skipped', 'ignored', 'disabled', 'skip']);

/** What an element of a failure says of it, while its text comes in. */
export class FailureDraft {
  readonly #message: string | null;
  readonly #type: string | null;
  readonly text = new TextHead();

  constructor({ message, type }: XmlAttributes) {
    this.#message = message === undefined ? null : message.slice(0, MOST_VALUE);
    this.#type = type === undefined || type === '' ? null : boundedName(type);
  }

  finish(stack = this.text.legible): TestFailure {
    return { message: this.#message === null ? null : legibleText(this.#message), type: this.#type, stack };
  }
}

interface AttemptDraft {
  status: TestOutcome;
  attributes: XmlAttributes;
  failure: FailureDraft;
  stackTrace: TextHead;
  stdout: Output;
  stderr: Output;
}

/** An element within a `testcase`; texts of unknown ones go where those of their parent go. */
type Frame =
  | { kind: 'attempt'; attempt: AttemptDraft; sink: TextSink }
  | { kind: 'properties'; sink: null }
  | { kind: 'property'; name: string; text: TextHead; sink: TextSink }
  | { kind: 'other'; sink: TextSink | null };

/** One `testcase` of a report, in any dialect, from its start tag to its end tag. */
export class TestCase {
  readonly #attributes: XmlAttributes;
  readonly #suite: SuiteContext;
  readonly #offset: number;
  readonly #warnings: Warnings;
  readonly #frames: Frame[] = [];
  readonly #failures: { status: TestOutcome; draft: FailureDraft }[] = [];
  readonly #attempts: AttemptDraft[] = [];
  readonly #properties = new Map<string, string>();
  /** null where the test has none: most have none, and there may be a million. */
  readonly #outputs: { stdout: Output | null; stderr: Output | null } = { stdout: null, stderr: null };
  #skipped: FailureDraft | null = null;
  #flaky = false;
  #rerun = false;

  constructor(
    attributes: XmlAttributes,
    { suite, offset, warnings }: { suite: SuiteContext; offset: number; warnings: Warnings },
  ) {
    this.#attributes = attributes;
    this.#suite = suite;
    this.#offset = offset;
    this.#warnings = warnings;
  }

  /** Failures and errors of the deciding attempt. */
  get failureCount(): number {
    return this.#failures.length;
  }

  open(name: string, attributes: XmlAttributes): void {
    const parent = this.#frames.at(-1);
    this.#frames.push(parent ? this.#inner(parent, name, attributes) : this.#child(name, attributes));
  }

  text(text: string): void {
    this.#frames.at(-1)?.sink?.add(text);
  }

  close(): void {
    const frame = this.#frames.pop();
    if (frame?.kind !== 'property' || this.#properties.has(frame.name)) return;
    this.#addProperty(frame.name, frame.text.legible ?? '');
  }

  /** @param end byte after its end tag */
  finish(end: number): TestEvidence {
    const { name = '', time = '', timestamp = '', line = '' } = this.#attributes;
    const status = this.#status();
    const [plainName, parameters] = splitParameters(name);
    const { hostname } = this.#suite;
    if (hostname !== null && !this.#properties.has('hostname')) this.#addProperty('hostname', hostname);
    return {
      suite: this.#suite.path,
      file: bounded(this.#attributes['file'] ?? this.#attributes['filepath']) ?? this.#suite.file,
      line: /^[1-9]\d{0,8}$/.test(line) ? Number(line) : null,
      class: bounded(this.#attributes['classname'] ?? this.#attributes['class']),
      name: boundedName(plainName),
      parameters: parameters === null ? null : boundedName(parameters),
      status,
      flaky: status === 'passed' && this.#flaky,
      duration: this.#seconds(time),
      started_at: this.#instant(timestamp),
      failures: this.#told(status),
      stdout: this.#outputs.stdout?.tail ?? null,
      stderr: this.#outputs.stderr?.tail ?? null,
      attachments: this.#attachments(),
      properties: Object.fromEntries(this.#properties),
      attempts: this.#attempts.map((attempt) => this.#finishAttempt(attempt)),
      ref: { offset: this.#offset, length: end - this.#offset },
    };
  }

  /** error, failure, skipped, then what the attributes say; reruns of which none passed have failed. */
  #status(): TestOutcome {
    const statuses = this.#failures.map(({ status }) => status);
    if (statuses.includes('error')) return 'error';
    if (statuses.includes('failed')) return 'failed';
    if (this.#skipped) return 'skipped';
    const { status, result } = this.#attributes;
    const said = status === undefined && result === undefined ? null : statusOf({ status, result });
    if (said !== null && said !== 'passed') return said;
    if (this.#rerun && !this.#flaky) return this.#attempts.at(-1)?.status ?? 'failed';
    return 'passed';
  }

  #child(name: string, attributes: XmlAttributes): Frame {
    const failing = FAILING.get(name);
    if (failing) return this.#failure(failing, attributes);
    const again = ATTEMPTS.get(name);
    if (again) return this.#attempt(again, attributes);
    if (name === 'properties') return { kind: 'properties', sink: null };
    if (name === 'system-out') return { kind: 'other', sink: (this.#outputs.stdout ??= new Output()) };
    if (name === 'system-err') return { kind: 'other', sink: (this.#outputs.stderr ??= new Output()) };
    if (!SKIPPING.has(name)) return { kind: 'other', sink: null };
    this.#skipped ??= new FailureDraft(attributes);
    return { kind: 'other', sink: this.#skipped.text };
  }

  #failure(status: TestOutcome, attributes: XmlAttributes): Frame {
    const draft = new FailureDraft(attributes);
    if (this.#failures.length < MOST_FAILURES) this.#failures.push({ status, draft });
    else this.#leaveOut();
    return { kind: 'other', sink: draft.text };
  }

  #attempt({ status, flaky }: { status: TestOutcome; flaky: boolean }, attributes: XmlAttributes): Frame {
    if (flaky) this.#flaky = true;
    else this.#rerun = true;
    const attempt: AttemptDraft = {
      status,
      attributes,
      failure: new FailureDraft(attributes),
      stackTrace: new TextHead(),
      stdout: new Output(),
      stderr: new Output(),
    };
    if (this.#attempts.length < MOST_ATTEMPTS) this.#attempts.push(attempt);
    else this.#leaveOut();
    return { kind: 'attempt', attempt, sink: attempt.failure.text };
  }

  #inner(parent: Frame, name: string, attributes: XmlAttributes): Frame {
    if (parent.kind === 'attempt') {
      const { stackTrace, stdout, stderr, failure } = parent.attempt;
      if (name === 'stackTrace') return { kind: 'other', sink: stackTrace };
      if (name === 'system-out') return { kind: 'other', sink: stdout };
      return { kind: 'other', sink: name === 'system-err' ? stderr : failure.text };
    }
    if (parent.kind !== 'properties' || name !== 'property') return { kind: 'other', sink: parent.sink };
    const { name: key = '', value } = attributes;
    if (value !== undefined) this.#addProperty(key, value);
    const text = new TextHead();
    return { kind: 'property', name: boundedName(key), text, sink: text };
  }

  #addProperty(name: string, value: string): void {
    if (this.#properties.size < MOST_PROPERTIES)
      this.#properties.set(boundedName(name), value.slice(0, MOST_VALUE).toWellFormed());
    else this.#leaveOut();
  }

  #told(status: TestOutcome): TestFailure[] {
    if (status !== 'skipped') return this.#failures.map(({ draft }) => draft.finish());
    const why = this.#skipped?.finish();
    return why && (why.message ?? why.type ?? why.stack) !== null ? [why] : [];
  }

  #finishAttempt({ status, attributes, failure, stackTrace, stdout, stderr }: AttemptDraft): TestAttempt {
    const { time = '', timestamp = '' } = attributes;
    return {
      status,
      duration: this.#seconds(time),
      started_at: this.#instant(timestamp),
      failures: [failure.finish(stackTrace.legible ?? failure.text.legible)],
      stdout: stdout.tail,
      stderr: stderr.tail,
    };
  }

  #attachments(): TestEvidence['attachments'] {
    if (!this.#outputs.stdout && !this.#outputs.stderr && this.#attempts.length === 0) return [];
    const paths = new Set<string>();
    for (const { stdout, stderr } of [this.#outputs, ...this.#attempts]) {
      for (const path of stdout?.attachments ?? []) paths.add(path);
      for (const path of stderr?.attachments ?? []) paths.add(path);
    }
    return Array.from(paths, (path) => ({ name: null, path }));
  }

  #seconds(time: string): number | null {
    const { seconds, odd } = readSeconds(time);
    if (odd) this.#warnings.add(odd, ODDITIES[odd], this.#offset);
    return seconds;
  }

  #instant(timestamp: string): string | null {
    const { time, odd } = readTimestamp(timestamp);
    if (odd) this.#warnings.add(odd, ODDITIES[odd], this.#offset);
    return time;
  }

  #leaveOut(): void {
    this.#warnings.add('left_out', 'failures, attempts or properties of a test beyond its limit', this.#offset);
  }
}

const bounded = (text: string | undefined) => (text === undefined || text === '' ? null : boundedName(text));

/** `test_x[a-1]` is `test_x` with the parameters `a-1`: a bracket at the end, and no white space before the first. */
function splitParameters(name: string): [name: string, parameters: string | null] {
  const open = name.endsWith(']') ? name.indexOf('[') : -1;
  const plain = name.slice(0, Math.max(open, 0));
  return plain === '' || /[\s\]]/.test(plain) ? [name, null] : [plain, name.slice(open + 1, -1)];
}
