import type { InferSelectModel } from 'drizzle-orm';
import { LETTERS, type LedgerEntry, TestOutcome, wholeDays } from '../domain/ledger';
import { measureFlakiness, type TestPast } from '../domain/flakiness';
import { suitePrefix } from '../domain/test-identity';
import { turnsIn } from '../domain/turns';
import type { Database } from './database';
import type { testLedger } from './schema';

export type LedgerRow = InferSelectModel<typeof testLedger>;

/** What a list of tests may be narrowed to. */
export interface TestFilter {
  suite?: string | undefined;
  state?: 'failing' | 'flaky' | undefined;
  owner?: string | undefined;
}

/** Rows that one page reads, at most. */
const MOST_READ = 180;

/** Sorts above every id. */
const LAST = '~';

/**
 * Tests in the order of their ids, those of one suite together. A page looks at a bounded number of rows.
 *
 * @param after the id where the last page ended, '' for the first
 * @returns `next` null: the list ends here. A page may be short, even empty, and still go on
 */
export async function listTests(
  db: Database,
  projectId: string,
  { filter, after, limit }: { filter: TestFilter; after: string; limit: number },
): Promise<{ tests: LedgerRow[]; next: string | null }> {
  const prefix = filter.suite === undefined ? '' : suitePrefix(filter.suite);
  const { from, key, where, values, reads } = driver(filter);
  const scanned = MOST_READ / reads;
  const { results } = await db
    .prepare(
      `SELECT test_ledger.* FROM ${from}
       WHERE ${key}.project_id = ?1 AND ${key}.test_id > ?2 AND ${key}.test_id < ?3 ${where}
       ORDER BY ${key}.test_id LIMIT ?4`,
    )
    .bind(projectId, after > prefix ? after : prefix, `${prefix}${LAST}`, scanned, ...values)
    .all<LedgerRow>();
  const tests: LedgerRow[] = [];
  for (const [i, row] of results.entries()) {
    if (tests.length === limit) return { tests, next: results[i - 1]?.test_id ?? null };
    if (passes(row, filter)) tests.push(row);
  }
  return { tests, next: results.length === scanned ? (results.at(-1)?.test_id ?? null) : null };
}

interface Driver {
  from: string;
  /** The table whose order the list has. */
  key: 'test_ledger' | 'test_owner';
  where: string;
  values: string[];
  /** Rows that D1 counts for each test. */
  reads: 1 | 2;
}

/** What narrows most; the rest of the filter looks at what it brings. */
function driver({ owner, state }: TestFilter): Driver {
  if (owner !== undefined) {
    // CROSS JOIN keeps the order of the tables: from the owner's tests, never from all.
    const from = `test_owner CROSS JOIN test_ledger
      ON test_ledger.project_id = test_owner.project_id AND test_ledger.test_id = test_owner.test_id`;
    return { from, key: 'test_owner', where: 'AND test_owner.owner = ?5', values: [owner], reads: 2 };
  }
  if (state === undefined) return { from: 'test_ledger', key: 'test_ledger', where: '', values: [], reads: 1 };
  const where = 'AND (failing_since IS NOT NULL OR flips >= 3 OR flaky_seen > 0)';
  return { from: 'test_ledger INDEXED BY test_ledger_watched', key: 'test_ledger', where, values: [], reads: 1 };
}

function passes(row: LedgerRow, { suite, state }: TestFilter): boolean {
  if (suite !== undefined && row.suite !== suite) return false;
  if (state === 'failing') return row.failing_since !== null;
  return state === undefined || isFlaky(row);
}

const isFlaky = (row: LedgerRow) => measureFlakiness(pastOf(row)).state === 'flaky';

export async function findTest(db: Database, key: { projectId: string; testId: string }): Promise<LedgerRow | null> {
  return db
    .prepare('SELECT * FROM test_ledger WHERE project_id = ?1 AND test_id = ?2')
    .bind(key.projectId, key.testId)
    .first<LedgerRow>();
}

/** What the ledger has of each of these tests, by id; tests that it does not know are not in it. */
export async function pastsOf(
  db: Database,
  projectId: string,
  testIds: readonly string[],
): Promise<Map<string, TestPast>> {
  const { results } = await db
    .prepare(
      `SELECT test_id, outcomes, commits, flaky_seen, last_flaky_at, last_seen FROM test_ledger
       WHERE project_id = ?1 AND test_id IN (SELECT value FROM json_each(?2))`,
    )
    .bind(projectId, JSON.stringify(testIds))
    .all<LedgerRow>();
  return new Map(results.map((row) => [row.test_id, pastOf(row)]));
}

/** A row as flakiness is measured by it. */
export const pastOf = ({ outcomes, commits, flaky_seen, last_flaky_at, last_seen }: LedgerRow): TestPast => ({
  outcomes,
  commits,
  flaky_passes: flaky_seen,
  last_flaky_at,
  last_seen,
});

/**
 * A row as readers see it.
 *
 * @param now RFC 3339: the age of a failure ends there
 */
export function ledgerEntry(row: LedgerRow, now: string): LedgerEntry {
  const { turns, measured } = turnsIn(row.outcomes);
  const { failing_since: since, failing_since_run_id: sinceRun, failing_runs: runs } = row;
  return {
    test_id: row.test_id,
    suite: row.suite,
    file: row.file,
    class: row.class,
    name: row.name,
    parameters: row.parameters,
    owners: JSON.parse(row.owners),
    first_seen: row.first_seen,
    last_seen: row.last_seen,
    last_run_id: row.last_run_id,
    last_outcome: outcomeOfLetter(row.last_outcome),
    failing:
      since === null || sinceRun === null ? null : { since, since_run_id: sinceRun, runs, days: wholeDays(since, now) },
    last_failed_at: row.last_failed_at,
    outcomes: row.outcomes,
    runs: row.runs,
    passed: row.passes,
    failed: row.failures,
    errored: row.errors,
    flips: row.flips,
    flake_rate: measured < 2 ? null : turns / (measured - 1),
    flakiness: measureFlakiness(pastOf(row)),
    last_flaky_at: row.last_flaky_at,
    mean_duration: row.duration_count === 0 ? null : row.duration_sum / row.duration_count,
    last_failures: JSON.parse(row.last_failures),
  };
}

function outcomeOfLetter(letter: LedgerRow['last_outcome']): TestOutcome {
  const outcome = TestOutcome.options.find((option) => LETTERS[option] === letter);
  if (outcome === undefined) throw new Error(`${letter} is no outcome of a test`);
  return outcome;
}
