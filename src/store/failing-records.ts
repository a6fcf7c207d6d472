import type { Database } from './database';
import type { HistoryKey } from './history-queries';
import type { RecordRow } from './records';

export type FailingRecord = Pick<
  RecordRow,
  'timestamp' | 'run_id' | 'kind' | 'agent_name' | 'version' | 'branch' | 'commit_sha' | 'failures' | 'failures_cut'
>;

/**
 * Records of runs that were no rehearsal and name failures, newest first, within a window of time.
 *
 * @param from where to begin, itself included: a page may end within a record
 */
export async function listFailingRecords(
  db: Database,
  projectId: string,
  { since, until, from, limit }: { since: string; until: string; from: HistoryKey | null; limit: number },
): Promise<FailingRecord[]> {
  const { timestamp, run_id } = from ?? { timestamp: '~', run_id: '~' };
  const { results } = await db
    .prepare(
      `SELECT timestamp, run_id, kind, agent_name, version, branch, commit_sha, failures, failures_cut
       FROM record INDEXED BY record_with_failures
       WHERE project_id = ?1 AND failures <> '[]' AND rehearsal = 0 AND (timestamp, run_id) <= (?2, ?3)
         AND timestamp >= ?4 AND timestamp < ?5
       ORDER BY timestamp DESC, run_id DESC LIMIT ?6`,
    )
    .bind(projectId, timestamp, run_id, since, until, limit)
    .all<FailingRecord>();
  return results;
}
