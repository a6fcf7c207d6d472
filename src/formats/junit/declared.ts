import type { TestCounts, TestFileSummary } from '../../domain/evidence/test';
import type { XmlAttributes } from '../xml/reader';

type Declared = TestFileSummary['declared'];
type Counter = keyof Declared;

/** Attributes by which suites count, under the names that producers have for them. */
const NAMES: Readonly<Record<Counter, readonly string[]>> = {
  tests: ['tests'],
  failures: ['failures'],
  errors: ['errors'],
  skipped: ['skipped', 'skips', 'skip', 'disabled', 'ignored'],
};
const COUNTERS: readonly Counter[] = ['tests', 'failures', 'errors', 'skipped'];

/** The counters that a file declares: the root's, and where it has none the sum of those of its outermost suites. */
export class DeclaredCounts {
  readonly #root: Declared = { tests: null, failures: null, errors: null, skipped: null };
  readonly #suites: Declared = { tests: null, failures: null, errors: null, skipped: null };

  addRoot(name: string, attributes: XmlAttributes): void {
    if (name === 'testsuites') add(this.#root, attributes);
  }

  addTopSuite(attributes: XmlAttributes): void {
    add(this.#suites, attributes);
  }

  get counts(): Declared {
    const [root, suites] = [this.#root, this.#suites];
    return {
      tests: root.tests ?? suites.tests,
      failures: root.failures ?? suites.failures,
      errors: root.errors ?? suites.errors,
      skipped: root.skipped ?? suites.skipped,
    };
  }

  /** How many counters of root and suites are not those of the elements; failures and errors count as one. */
  differencesFrom({ tests, failed, errored, skipped }: Pick<TestCounts, 'tests' | 'failed' | 'errored' | 'skipped'>) {
    let differing = 0;
    for (const declared of [this.#root, this.#suites]) {
      const { failures, errors } = declared;
      if (declared.tests !== null && declared.tests !== tests) differing += 1;
      if (failures !== null && failures + (errors ?? 0) !== failed + errored) differing += 1;
      if (declared.skipped !== null && declared.skipped !== skipped) differing += 1;
    }
    return differing;
  }
}

function add(to: Declared, attributes: XmlAttributes): void {
  for (const counter of COUNTERS) {
    for (const name of NAMES[counter]) {
      const written = attributes[name]?.trim() ?? '';
      if (/^\d{1,9}$/.test(written)) to[counter] = (to[counter] ?? 0) + Number(written);
    }
  }
}
