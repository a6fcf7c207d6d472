import { z } from 'zod';
import type { CellResult } from './cell';
import { Flakiness } from './flakiness';
import type { TestName } from './test-identity';
import { label } from './text';

/** How a test came out in one run. `error`: it could not be measured; `skipped`: nobody tried. */
export const TestOutcome = z.enum(['passed', 'failed', 'error', 'skipped']);
export type TestOutcome = z.infer<typeof TestOutcome>;

/** One test's part in one run, as the ledger takes it. */
export interface TestResult {
  test: TestName;
  outcome: TestOutcome;
  /** Seconds; null where nobody measured it. */
  duration: number | null;
  /** What a failing test says; null for another, and where the run's record has no room for it. */
  failure: { description: string; signature: string } | null;
  /** It failed and passed within the run. */
  flaky?: boolean;
}

export const LETTERS = { passed: 'p', failed: 'f', error: 'e', skipped: 's' } as const satisfies Record<
  TestOutcome,
  string
>;

/** Outcomes that the ledger keeps of a test, and failures with what they said. */
export const MOST_OUTCOMES = 100;
export const MOST_FAILURES = 10;

/** Of each kept outcome the ledger has this much of its commit, or as many spaces. */
export const COMMIT_DIGITS = 8;
export const NO_COMMIT = ' '.repeat(COMMIT_DIGITS);

/** Whom somebody declared to answer for a test: a team, a person. */
export const OwnerTag = label(64);
export const MOST_OWNERS = 16;

const LedgerFailure = z.strictObject({
  run_id: z.string(),
  timestamp: z.iso.datetime(),
  description: z.string().nullable().meta({ description: "null: beyond what the run's record had room for" }),
  signature: z.string().nullable(),
});
export type LedgerFailure = z.infer<typeof LedgerFailure>;

/** A test as the history knows it. */
export const LedgerEntry = z
  .strictObject({
    test_id: z.string(),
    suite: z.string().meta({ description: "The agent's name for the cases of an agent" }),
    file: z.string().nullable(),
    class: z.string().nullable(),
    name: z.string().meta({ description: "The case's id for the cases of an agent" }),
    parameters: z.string().nullable(),
    owners: z.array(z.string()).max(MOST_OWNERS).meta({ description: 'Who answers for it, as somebody declared' }),
    first_seen: z.iso.datetime(),
    last_seen: z.iso.datetime(),
    last_run_id: z.string(),
    last_outcome: TestOutcome,
    failing: z
      .strictObject({
        since: z.iso.datetime(),
        since_run_id: z.string(),
        runs: z.int().positive().meta({ description: 'Runs that it failed in, one after the other' }),
        days: z.int().nonnegative().meta({ description: 'Whole days since it began' }),
      })
      .nullable()
      .meta({ description: 'The failure it is in; an error neither begins nor ends one' }),
    last_failed_at: z.iso.datetime().nullable(),
    outcomes: z
      .string()
      .max(MOST_OUTCOMES)
      .meta({ description: 'The last 100, newest first: p passed, f failed, e error, s skipped' }),
    runs: z.int().positive(),
    passed: z.int().nonnegative(),
    failed: z.int().nonnegative(),
    errored: z.int().nonnegative(),
    flips: z.int().nonnegative().meta({ description: 'Turns from passing to failing or back, ever' }),
    flake_rate: z.number().min(0).max(1).nullable().meta({
      description: 'Turns within `outcomes` over the pairs of measured neighbours; null below two measured outcomes',
    }),
    flakiness: Flakiness,
    last_flaky_at: z.iso.datetime().nullable().meta({
      description: 'When it last failed and passed within one run, or turned on one commit',
    }),
    mean_duration: z.number().nonnegative().nullable().meta({ description: 'Seconds; null where never measured' }),
    last_failures: z.array(LedgerFailure).max(MOST_FAILURES).meta({ description: 'Newest first' }),
  })
  .meta({ description: 'A test as the history knows it' });
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** Errors of cells that nobody got to: they say nothing about the test. */
const NOT_TRIED: ReadonlySet<string> = new Set(['cancelled', 'run_stopped', 'deadline']);

/** What a cell is for its test. */
export function outcomeOf({ passed, error }: Pick<CellResult, 'passed' | 'error'>): TestOutcome {
  if (passed !== null) return passed ? 'passed' : 'failed';
  return error && NOT_TRIED.has(error.code) ? 'skipped' : 'error';
}

const DAY_MS = 86_400_000;

/** Whole days from one RFC 3339 time to another, 0 where the second is not later. */
export function wholeDays(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS));
}
