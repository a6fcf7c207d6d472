import type { TestEvidence } from '../domain/quality/gate';
import type { TaskType } from '../domain/quality/task';
import { asCorrected, newestCorrections } from './corrections';
import type { Database } from './database';
import type { QualityRow } from './quality-results';
import type { RecordRow } from './records';

/** Names of results or CI runs of one commit that are looked at. */
const MOST_NAMES = 100;
/** Results of a branch among which the baseline is looked for. */
const MOST_SEARCHED = 500;
/** A commit may be named by so many digits or more. */
const SHORTEST_COMMIT = 7;

/** Whether two hashes name one commit: one of them may be the beginning of the other. */
const sameCommit = (a: string, b: string) => a.startsWith(b) || b.startsWith(a);

/** Rows of a commit, by an index on `commit_sha`: under its whole hash, and under each beginning of it. */
const ofCommit = (table: string, { index, columns, where }: { index: string; columns: string; where: string }) =>
  `SELECT ${columns} FROM ${table} INDEXED BY ${index}
     WHERE project_id = ?1 AND commit_sha IN (SELECT value FROM json_each(?2)) AND ${where}
   UNION ALL SELECT ${columns} FROM ${table} INDEXED BY ${index}
     WHERE project_id = ?1 AND commit_sha > ?3 AND commit_sha < ?3 || 'g' AND ${where}`;

function commitValues(commit: string): [beginnings: string, commit: string] {
  const lengths = Array.from({ length: commit.length - SHORTEST_COMMIT + 1 }, (_, i) => SHORTEST_COMMIT + i);
  return [JSON.stringify(lengths.map((length) => commit.slice(0, length))), commit];
}

/** The newest result of each name that a task has on a commit. */
export async function newestResultsOf(
  db: Database,
  projectId: string,
  { taskType, commit }: { taskType: TaskType; commit: string },
): Promise<QualityRow[]> {
  const columns = 'project_id, id, name, created_at';
  const rows = ofCommit('quality_result', {
    index: 'quality_result_by_commit',
    columns,
    where: 'commit_sha IS NOT NULL AND task_type = ?4',
  });
  // With max() the other columns of a group are those of the row that has it.
  const { results } = await db
    .prepare(
      `SELECT quality_result.* FROM (SELECT project_id, id, max(created_at) FROM (${rows}) GROUP BY name LIMIT ?5) AS newest
       JOIN quality_result ON quality_result.project_id = newest.project_id AND quality_result.id = newest.id
       ORDER BY quality_result.name`,
    )
    .bind(projectId, ...commitValues(commit), taskType, MOST_NAMES)
    .all<QualityRow>();
  return results;
}

/** The newest result of a branch that is older than another one, of its task and name and of another commit. */
export async function findBaseline(db: Database, row: QualityRow, branch: string): Promise<QualityRow | null> {
  return db
    .prepare(
      `SELECT quality_result.* FROM (
         SELECT project_id, id, created_at, name, task, commit_sha
         FROM quality_result INDEXED BY quality_result_by_branch
         WHERE project_id = ?1 AND task_type = ?2 AND branch = ?3 AND created_at < ?4
         ORDER BY created_at DESC, id DESC LIMIT ?7
       ) AS earlier
       JOIN quality_result ON quality_result.project_id = earlier.project_id AND quality_result.id = earlier.id
       WHERE earlier.name = ?5 AND earlier.task = ?8 AND earlier.commit_sha IS NOT ?6
       ORDER BY earlier.created_at DESC, earlier.id DESC LIMIT 1`,
    )
    .bind(row.project_id, row.task_type, branch, row.created_at, row.name, row.commit_sha, MOST_SEARCHED, row.task)
    .first<QualityRow>();
}

/** The newest CI run of each name on a commit, as corrections have it. */
export async function ciRunsOf(db: Database, projectId: string, commit: string): Promise<TestEvidence[]> {
  const columns = 'project_id, run_id, agent_name, timestamp';
  const where = "kind = 'ci' AND commit_sha IS NOT NULL";
  const rows = ofCommit('record', { index: 'record_ci_by_commit', columns, where });
  const { results } = await db
    .prepare(
      `SELECT record.* FROM (
         SELECT project_id, run_id, max(timestamp) FROM (${rows}) GROUP BY agent_name LIMIT ?4
       ) AS newest
       JOIN record ON record.project_id = newest.project_id AND record.run_id = newest.run_id
       ORDER BY record.agent_name`,
    )
    .bind(projectId, ...commitValues(commit), MOST_NAMES)
    .all<RecordRow>();
  const corrections = await newestCorrections(
    db,
    projectId,
    results.map(({ run_id }) => run_id),
  );
  return results
    .map((row) => asCorrected(row, corrections.get(row.run_id)))
    .filter(({ commit_sha }) => commit_sha !== null && sameCommit(commit_sha, commit))
    .map(({ run_id, agent_name: name, timestamp, verdict, total, skipped }) => ({
      ...{ run_id, name, timestamp, verdict },
      executed: total - skipped,
    }));
}
