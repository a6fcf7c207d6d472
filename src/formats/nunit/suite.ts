import { boundedName } from '../../domain/evidence/names';
import type { TestFailure } from '../../domain/evidence/test';
import { suiteName } from '../dotnet/names';
import { FailureDraft } from '../dotnet/test-draft';
import type { XmlAttributes } from '../xml/reader';
import { resultOf } from './result';

/** Suites around a test, from the innermost on, that are looked at for its class; real files are 14 deep at most. */
const MOST_LOOKED_AT = 16;

/** A `test-suite`, or the root, while it is open. */
export class Suite {
  readonly name: string;
  /** Names from the outermost on, joined. */
  readonly path: string;
  readonly parent: Suite | null;
  /** Something within it failed, and that is counted. */
  failedWithin = false;
  readonly #failed: boolean;
  readonly #ofItsOwn: boolean;
  readonly failure = new FailureDraft();

  constructor(attributes: XmlAttributes, parent: Suite | null) {
    const outcome = resultOf(attributes);
    this.name = suiteName(attributes['name'] ?? '');
    this.path = boundedName([parent?.path ?? '', this.name].filter((part) => part !== '').join(' > '));
    this.parent = parent;
    this.#failed = outcome === 'failed' || outcome === 'error';
    this.#ofItsOwn = this.#failed && attributes['site'] === 'TearDown';
  }

  /** Its failure where no test within it has it: a tear-down that failed, or a suite that could not be run at all. */
  get ownFailure(): TestFailure | null {
    const own = this.#ofItsOwn || (this.#failed && !this.failedWithin);
    return own ? this.failure.finish() : null;
  }
}

/**
 * The class of a test that has its full name only (NUnit 2): what the names of suites around it, joined by dots, say
 * before the last part. Suites of old versions have full names too.
 *
 * @returns null where no names of suites begin the name
 */
export function classWithin(fullName: string, suite: Suite): string | null {
  for (let inner: Suite | null = suite, looked = 0; inner && looked < MOST_LOOKED_AT; inner = inner.parent, looked++) {
    const found = longestPrefix(fullName, inner);
    if (found !== null) return found;
  }
  return null;
}

/** Names of suites that end with this one and begin the full name, as many as do. */
function longestPrefix(fullName: string, inner: Suite): string | null {
  let joined = inner.name;
  let found: string | null = null;
  for (let outer = inner.parent, looked = 0; outer && looked < MOST_LOOKED_AT; outer = outer.parent, looked++) {
    if (joined !== '' && fullName.startsWith(`${joined}.`)) found = joined;
    joined = `${outer.name}.${joined}`;
  }
  return found;
}
