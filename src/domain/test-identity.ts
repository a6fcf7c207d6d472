import { z } from 'zod';
import { contentHash, sha256 } from './hash';
import { label } from './text';

/** What tells a test from every other one of its project. `null`: this kind of test has no such part. */
export const TestName = z.strictObject({
  suite: label(512).meta({ description: "The agent's name for the cases of an agent" }),
  file: label(1024).nullable().default(null),
  class: label(512).nullable().default(null),
  name: label(512).meta({ description: "The case's id for the cases of an agent" }),
  parameters: label(1024).nullable().default(null).meta({
    description: 'Of one instance of a parametrised test, as its runner shows them',
  }),
});
export type TestName = z.infer<typeof TestName>;

/** Hexadecimal digits of an id that belong to its suite, and to the whole name. */
const SUITE_DIGITS = 8;
const NAME_DIGITS = 24;

/**
 * The stable id of a test within its project: `tst_` and 32 hexadecimal digits of SHA-256 over RFC 8785 forms. The
 * first 8 are those of the suite, so that the tests of a suite sort side by side; the other 24 those of the name.
 */
export function testIdOf(test: TestName): string {
  return `${suitePrefix(test.suite)}${nameDigits(test)}`;
}

/** Ids as `testIdOf` gives them, for tests that come suite by suite: a suite is hashed once for its tests in a row. */
export class TestIds {
  #suite: string | null = null;
  #prefix = '';

  idOf(test: TestName): string {
    if (test.suite !== this.#suite) {
      this.#suite = test.suite;
      this.#prefix = suitePrefix(test.suite);
    }
    return `${this.#prefix}${nameDigits(test)}`;
  }
}

/** A report may have a million tests: of strings and nulls alone, in the order of keys, this is the RFC 8785 form. */
function nameDigits({ suite, file, class: className, name, parameters }: TestName): string {
  const form = { class: className, file, name, parameters, schema_version: 'test_identity@1', suite };
  return sha256(JSON.stringify(form)).slice(0, NAME_DIGITS);
}

/** What the ids of all tests of a suite begin with. Another suite may share it: compare the suite as well. */
export function suitePrefix(suite: string): string {
  return `tst_${contentHash({ schema_version: 'test_suite@1', suite }).slice(0, SUITE_DIGITS)}`;
}

/** How a case of an agent is named among all tests of a project. */
export function caseTest({ agent, caseId }: { agent: string; caseId: string }): TestName {
  return { suite: agent, file: null, class: null, name: caseId, parameters: null };
}
