import { COMMIT_DIGITS, LETTERS, MOST_FAILURES, MOST_OUTCOMES, NO_COMMIT, type TestResult } from '../domain/ledger';
import { testIdOf } from '../domain/test-identity';
import { utf8Length } from '../domain/text';

/** A run as its tests are told of it. */
export interface LedgerRun {
  run_id: string;
  /** When it finished, RFC 3339. */
  timestamp: string;
  commit: string | null;
  tests: readonly TestResult[];
}

/** Bytes of JSON in one statement: D1 takes 2 MB as one value. */
const MOST_BYTES = 900_000;

/** The test did before, on the same commit, what it does not now. */
const TURNED_ON_ONE_COMMIT = `(excluded.commits <> '${NO_COMMIT}' AND substr(commits, 1, ${COMMIT_DIGITS}) = excluded.commits
      AND substr(outcomes, 1, 1) || excluded.last_outcome IN ('pf', 'fp'))`;

// A failing outcome begins or prolongs a failure, a passing one ends it; an error and a skip tell nothing of either.
// Of two runs in one commit the later row meets the earlier one's, so the order of the list is the order of the chain.
const UPSERT = `INSERT INTO test_ledger (
    project_id, test_id, suite, file, class, name, parameters, first_seen, last_seen, last_run_id, last_outcome,
    failing_since, failing_since_run_id, failing_runs, last_failed_at, outcomes,
    runs, passes, failures, errors, flips, duration_sum, duration_count, last_failures,
    commits, flaky_seen, last_flaky_at)
  SELECT ?1, value->>'test_id', value->>'suite', value->>'file', value->>'class', value->>'name',
    value->>'parameters', value->>'at', value->>'at', value->>'run_id', value->>'outcome',
    iif(value->>'outcome' = 'f', value->>'at', NULL), iif(value->>'outcome' = 'f', value->>'run_id', NULL),
    value->>'outcome' = 'f', iif(value->>'outcome' = 'f', value->>'at', NULL), value->>'outcome',
    1, value->>'outcome' = 'p', value->>'outcome' = 'f', value->>'outcome' = 'e', 0,
    coalesce(value->>'duration', 0), value->>'duration' IS NOT NULL, value->'failures',
    value->>'commit', value->>'flaky', iif(value->>'flaky', value->>'at', NULL)
  FROM json_each(?2) WHERE true ORDER BY key
  ON CONFLICT (project_id, test_id) DO UPDATE SET
    last_seen = excluded.last_seen,
    last_run_id = excluded.last_run_id,
    last_outcome = excluded.last_outcome,
    failing_since = CASE excluded.last_outcome
      WHEN 'f' THEN coalesce(failing_since, excluded.failing_since) WHEN 'p' THEN NULL ELSE failing_since END,
    failing_since_run_id = CASE excluded.last_outcome
      WHEN 'f' THEN coalesce(failing_since_run_id, excluded.failing_since_run_id)
      WHEN 'p' THEN NULL ELSE failing_since_run_id END,
    failing_runs = CASE excluded.last_outcome WHEN 'f' THEN failing_runs + 1 WHEN 'p' THEN 0 ELSE failing_runs END,
    last_failed_at = coalesce(excluded.last_failed_at, last_failed_at),
    outcomes = substr(excluded.outcomes || outcomes, 1, ${MOST_OUTCOMES}),
    commits = substr(excluded.commits || commits, 1, ${MOST_OUTCOMES * COMMIT_DIGITS}),
    flaky_seen = flaky_seen + max(excluded.flaky_seen, ${TURNED_ON_ONE_COMMIT}),
    last_flaky_at = iif(excluded.flaky_seen OR ${TURNED_ON_ONE_COMMIT}, excluded.last_seen, last_flaky_at),
    runs = runs + 1,
    passes = passes + excluded.passes,
    failures = failures + excluded.failures,
    errors = errors + excluded.errors,
    flips = flips + (excluded.last_outcome = 'p' AND failing_since IS NOT NULL)
      + (excluded.last_outcome = 'f' AND failing_since IS NULL AND passes > 0),
    duration_sum = duration_sum + excluded.duration_sum,
    duration_count = duration_count + excluded.duration_count,
    last_failures = iif(excluded.last_failures = '[]', last_failures, (
      SELECT json_group_array(json(item.value)) FROM (
        SELECT 0 AS age, newest.value AS value FROM json_each(excluded.last_failures) AS newest
        UNION ALL
        SELECT 1 + older.key, older.value FROM json_each(test_ledger.last_failures) AS older
        ORDER BY age LIMIT ${MOST_FAILURES}) AS item))`;

/**
 * The statements that tell the ledger of runs, in the order of the chain; for the transaction that appends their
 * records, so that a run counts exactly once.
 */
export function ledgerStatements(db: D1Database, projectId: string, runs: readonly LedgerRun[]): D1PreparedStatement[] {
  const upsert = db.prepare(UPSERT);
  return listsWithin(
    MOST_BYTES,
    runs.flatMap((run) => run.tests.map((result) => JSON.stringify(ledgerRow(run, result)))),
  ).map((list) => upsert.bind(projectId, list));
}

function ledgerRow(run: LedgerRun, { test, outcome, duration, failure, flaky = false }: TestResult) {
  const { run_id, timestamp, commit } = run;
  const failed = {
    run_id,
    timestamp,
    description: failure?.description ?? null,
    signature: failure?.signature ?? null,
  };
  return {
    ...test,
    test_id: testIdOf(test),
    at: timestamp,
    run_id,
    outcome: LETTERS[outcome],
    duration,
    commit: (commit ?? '').slice(0, COMMIT_DIGITS).padEnd(COMMIT_DIGITS),
    flaky: flaky ? 1 : 0,
    failures: outcome === 'failed' ? [failed] : [],
  };
}

/** JSON items as JSON lists, each within a number of bytes of UTF-8. */
function listsWithin(mostBytes: number, items: readonly string[]): string[] {
  const lists: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const size = utf8Length(item) + 1;
    if (bytes + size > mostBytes) {
      lists.push([]);
      bytes = 2;
    }
    lists.at(-1)?.push(item);
    bytes += size;
  }
  return lists.map((list) => `[${list.join(',')}]`);
}
