import { z } from 'zod';
import { TestOutcome } from '../ledger';

/** Bytes of the plain raw file that an item was read from. */
export const ByteRange = z.strictObject({ offset: z.int().nonnegative(), length: z.int().nonnegative() });
export type ByteRange = z.infer<typeof ByteRange>;

/** What a test that did not pass says. `type`: the exception's or assertion's own name. */
export const TestFailure = z.strictObject({
  message: z.string().nullable(),
  type: z.string().nullable(),
  stack: z.string().nullable(),
});
export type TestFailure = z.infer<typeof TestFailure>;

/** One execution of a test. The last one decides, unless a file says otherwise. */
export const TestAttempt = z.strictObject({
  status: TestOutcome,
  duration: z.number().nonnegative().nullable().meta({ description: 'Seconds' }),
  started_at: z.iso.datetime().nullable(),
  failures: z.array(TestFailure).meta({ description: 'Several where a test made several failing assertions' }),
  stdout: z.string().nullable(),
  stderr: z.string().nullable(),
});
export type TestAttempt = z.infer<typeof TestAttempt>;

/**
 * One test of a report, in the words of no format. What a file does not say is null or empty; nothing is guessed.
 * Names that are longer than 1,000 characters are cut with a digest of the whole (`boundedName`).
 */
export const TestEvidence = z.strictObject({
  suite: z
    .string()
    .meta({ description: 'Names of the suites around it, outermost first, joined by " > "; may be empty' }),
  file: z.string().nullable(),
  line: z.int().positive().nullable(),
  class: z.string().nullable(),
  name: z.string(),
  parameters: z.string().nullable(),
  status: TestOutcome,
  flaky: z.boolean().meta({ description: 'Passed after it had failed, within this file' }),
  duration: z.number().nonnegative().nullable().meta({ description: 'Seconds' }),
  started_at: z.iso.datetime().nullable(),
  failures: z.array(TestFailure).meta({ description: 'Of the deciding attempt; of a skipped test, why' }),
  stdout: z.string().nullable().meta({ description: 'The last 64 KiB' }),
  stderr: z.string().nullable().meta({ description: 'The last 64 KiB' }),
  attachments: z.array(z.strictObject({ name: z.string().nullable(), path: z.string() })),
  properties: z.record(z.string(), z.string()),
  attempts: z.array(TestAttempt).meta({ description: 'Earlier attempts, oldest first, without the deciding one' }),
  ref: ByteRange,
});
export type TestEvidence = z.infer<typeof TestEvidence>;

/** Tests of a file or of a run, counted from its elements and never from its own counters. */
export const TestCounts = z.strictObject({
  tests: z.int(),
  passed: z.int(),
  failed: z.int(),
  errored: z.int(),
  skipped: z.int(),
  flaky: z.int().meta({ description: 'Of the passed: those that had failed before' }),
  duration: z.number().nullable().meta({ description: 'Sum over the tests, seconds; null where none was measured' }),
});
export type TestCounts = z.infer<typeof TestCounts>;

const declaredCount = z.int().nonnegative().nullable();

/** What a file of tests says in all. Its own counters are compared with its elements, and never believed. */
export const TestFileSummary = TestCounts.extend({
  rerun_failed: z.int().meta({ description: 'Of the failed and errored: those that were tried more than once' }),
  several_failures: z.int().meta({ description: 'Tests with more than one failure or error in the deciding attempt' }),
  duplicates: z.int().nullable().meta({
    description: 'Tests whose suite, class and name an earlier one has; null where too many to tell',
  }),
  unnamed: z.int(),
  untimed: z.int().meta({ description: 'Tests for which the file gives no duration that can be read' }),
  suites: z.int(),
  suite_depth: z.int(),
  suite_failures: z.int().meta({ description: 'Failures and errors of suites outside of any test' }),
  first_suite_failures: z.array(TestFailure).max(10),
  started_at: z.iso.datetime().nullable().meta({ description: 'Earliest start that the file gives' }),
  tool: z.string().nullable().meta({ description: 'The producer, where the file names it' }),
  declared: z.strictObject({
    tests: declaredCount,
    failures: declaredCount,
    errors: declaredCount,
    skipped: declaredCount,
  }),
  incomplete: z.boolean().meta({
    description: 'It announces tests and holds none, or a suite failed outside of its tests: never green',
  }),
});
export type TestFileSummary = z.infer<typeof TestFileSummary>;
