import { COMMIT_DIGITS, MOST_FAILURES, MOST_OUTCOMES } from '../domain/ledger';
import { type TestName, testIdOf } from '../domain/test-identity';
import type { Database } from './database';

/** A rename: what was known under one id is from now on the past of the test with this name. */
export interface TestRename {
  projectId: string;
  fromId: string;
  to: TestName;
  /** RFC 3339. */
  now: string;
}

/** Whether the two can be one test: the new name was never seen up to the old one's last run. */
const CAN_MOVE = `EXISTS (SELECT 1 FROM test_ledger AS older WHERE older.project_id = ?1 AND older.test_id = ?2
    AND NOT EXISTS (SELECT 1 FROM test_ledger AS newer WHERE newer.project_id = ?1 AND newer.test_id = ?3
      AND newer.first_seen <= older.last_seen))`;

const NOTE = `INSERT INTO test_rename (project_id, from_id, to_id, renamed_at) SELECT ?1, ?2, ?3, ?4 WHERE ${CAN_MOVE}
  ON CONFLICT (project_id, from_id) DO UPDATE SET to_id = excluded.to_id, renamed_at = excluded.renamed_at`;

// The new name's own outcomes come after those of the old one: the state is the newer one's, unless it has none yet or
// only goes on failing. A turn between the two counts like any other. Owners of the new name were declared later.
const MOVE = `INSERT INTO test_ledger (
    project_id, test_id, suite, file, class, name, parameters, first_seen, last_seen, last_run_id, last_outcome,
    failing_since, failing_since_run_id, failing_runs, last_failed_at, outcomes,
    runs, passes, failures, errors, flips, duration_sum, duration_count, last_failures, owners,
    commits, flaky_seen, last_flaky_at)
  SELECT project_id, ?3, ?4->>'suite', ?4->>'file', ?4->>'class', ?4->>'name', ?4->>'parameters',
    first_seen, last_seen, last_run_id, last_outcome,
    failing_since, failing_since_run_id, failing_runs, last_failed_at, outcomes,
    runs, passes, failures, errors, flips, duration_sum, duration_count, last_failures, owners,
    commits, flaky_seen, last_flaky_at
  FROM test_ledger WHERE project_id = ?1 AND test_id = ?2 AND ${CAN_MOVE}
  ON CONFLICT (project_id, test_id) DO UPDATE SET
    first_seen = excluded.first_seen,
    failing_since = iif(passes > 0, failing_since, coalesce(excluded.failing_since, failing_since)),
    failing_since_run_id =
      iif(passes > 0, failing_since_run_id, coalesce(excluded.failing_since_run_id, failing_since_run_id)),
    failing_runs = failing_runs + iif(passes > 0, 0, excluded.failing_runs),
    last_failed_at = coalesce(last_failed_at, excluded.last_failed_at),
    outcomes = substr(outcomes || excluded.outcomes, 1, ${MOST_OUTCOMES}),
    commits = substr(commits || substr(printf('%${MOST_OUTCOMES * COMMIT_DIGITS}s', ''), 1,
      ${COMMIT_DIGITS} * length(outcomes) - length(commits)) || excluded.commits, 1, ${MOST_OUTCOMES * COMMIT_DIGITS}),
    flaky_seen = flaky_seen + excluded.flaky_seen,
    last_flaky_at = coalesce(last_flaky_at, excluded.last_flaky_at),
    runs = runs + excluded.runs,
    passes = passes + excluded.passes,
    failures = failures + excluded.failures,
    errors = errors + excluded.errors,
    flips = flips + excluded.flips + CASE substr(rtrim(outcomes, 'es'), -1)
      WHEN 'p' THEN excluded.failing_since IS NOT NULL
      WHEN 'f' THEN excluded.failing_since IS NULL AND excluded.passes > 0
      ELSE 0 END,
    duration_sum = duration_sum + excluded.duration_sum,
    duration_count = duration_count + excluded.duration_count,
    last_failures = (
      SELECT json_group_array(json(item.value)) FROM (
        SELECT newer.key AS age, newer.value AS value FROM json_each(test_ledger.last_failures) AS newer
        UNION ALL
        SELECT ${MOST_FAILURES} + older.key, older.value FROM json_each(excluded.last_failures) AS older
        ORDER BY age LIMIT ${MOST_FAILURES}) AS item),
    owners = iif(owners = '[]', excluded.owners, owners)`;

/** Follows the move in its transaction: where nothing was moved, nothing is forgotten. */
const FORGET = 'DELETE FROM test_ledger WHERE project_id = ?1 AND test_id = ?2 AND changes() > 0';

/**
 * Joins a test's past to the test that it is called now, in one transaction.
 *
 * @returns 'unknown': the old id was never seen nor renamed; 'overlap': both were seen at the same time, so they are
 *   two tests. The same rename again is 'renamed' and changes nothing
 */
export async function renameTest(db: Database, rename: TestRename): Promise<'renamed' | 'unknown' | 'overlap'> {
  const { projectId, fromId, to, now } = rename;
  const toId = testIdOf(to);
  if (fromId === toId) return 'overlap';
  await db.batch([
    db.prepare(NOTE).bind(projectId, fromId, toId, now),
    db.prepare(MOVE).bind(projectId, fromId, toId, JSON.stringify(to)),
    db.prepare(FORGET).bind(projectId, fromId),
  ]);
  const [left, noted] = await db.batch<{ to_id: string }>([
    db
      .prepare('SELECT test_id AS to_id FROM test_ledger WHERE project_id = ?1 AND test_id = ?2')
      .bind(projectId, fromId),
    db.prepare('SELECT to_id FROM test_rename WHERE project_id = ?1 AND from_id = ?2').bind(projectId, fromId),
  ]);
  if (left?.results[0]) return 'overlap';
  return noted?.results[0]?.to_id === toId ? 'renamed' : 'unknown';
}
