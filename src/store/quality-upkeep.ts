import { compressedBefore, resultLimits } from '../domain/retention';
import { filesOf, type QualityRow, type StoredFile } from './quality-results';
import type { Retention } from './retention';

/** A result whose files are to be compressed or deleted. */
export interface KeptResult {
  project_id: string;
  id: string;
  /** Bytes that its files had when they were saved. */
  bytes: number;
  files: StoredFile[];
}

/**
 * Decides which results of a project are to be purged: from that moment on nobody is given their files. Pinned ones
 * are not, and nothing is decided where the policy was changed meanwhile.
 *
 * @param now milliseconds since 1970
 * @returns how many
 */
export async function decideResultPurges(
  db: D1Database,
  { projectId, policy, revision }: Retention,
  { now, most }: { now: number; most: number },
): Promise<number> {
  const { results } = await db
    .prepare(
      `UPDATE quality_result SET purged_at = ?4,
         purge_reason = (SELECT value->>'reason' FROM json_each(?3) WHERE value->>'task_type' = task_type)
       WHERE project_id = ?1 AND pinned = 0 AND purged_at IS NULL AND id IN (
         SELECT quality_upkeep.id FROM json_each(?3) AS task
         CROSS JOIN quality_upkeep INDEXED BY quality_upkeep_purge
           ON quality_upkeep.project_id = ?1 AND quality_upkeep.task_type = task.value->>'task_type'
             AND quality_upkeep.purge_from < task.value->>'before'
         LIMIT ?5
       ) AND EXISTS (SELECT 1 FROM retention WHERE project_id = ?1 AND revision = ?2)
       RETURNING id`,
    )
    .bind(projectId, revision, JSON.stringify(resultLimits(policy, now)), new Date(now).toISOString(), most)
    .all();
  return results.length;
}

const FILES = 'quality_upkeep.project_id, quality_upkeep.id, quality_result.bytes, quality_result.files';
const RESULT = 'quality_result.project_id = quality_upkeep.project_id AND quality_result.id = quality_upkeep.id';

type FilesRow = Pick<QualityRow, 'project_id' | 'id' | 'bytes' | 'files'>;

const keptResult = (row: FilesRow): KeptResult => ({ ...row, files: filesOf(row) });

/** Purged results whose files may still be there, longest waiting first. */
export async function resultsToClear(db: D1Database, limit: number): Promise<KeptResult[]> {
  const { results } = await db
    .prepare(
      `SELECT ${FILES} FROM quality_upkeep INDEXED BY quality_upkeep_clear CROSS JOIN quality_result ON ${RESULT}
       WHERE clear_from IS NOT NULL ORDER BY clear_from LIMIT ?1`,
    )
    .bind(limit)
    .all<FilesRow>();
  return results.map(keptResult);
}

/** Results of a project that are old enough to be compressed, longest waiting first. `now` in milliseconds. */
export async function resultsToCompress(
  db: D1Database,
  { projectId, policy }: Retention,
  { now, limit }: { now: number; limit: number },
): Promise<KeptResult[]> {
  const { results } = await db
    .prepare(
      `SELECT ${FILES} FROM quality_upkeep INDEXED BY quality_upkeep_compress CROSS JOIN quality_result ON ${RESULT}
       WHERE quality_upkeep.project_id = ?1 AND compress_from < ?2 ORDER BY compress_from LIMIT ?3`,
    )
    .bind(projectId, compressedBefore(policy, now), limit)
    .all<FilesRow>();
  return results.map(keptResult);
}

/** Notes that no file of a purged result is left, and adds what they took to what was freed: once, however often. */
export async function noteCleared(db: D1Database, { project_id, id }: KeptResult): Promise<void> {
  const open = 'FROM quality_upkeep WHERE project_id = ?1 AND id = ?2 AND clear_from IS NOT NULL';
  await db.batch([
    db
      .prepare(
        `UPDATE retention SET results_purged = results_purged + 1,
           result_bytes_purged = result_bytes_purged + (SELECT stored_bytes ${open})
         WHERE project_id = ?1 AND EXISTS (SELECT 1 ${open})`,
      )
      .bind(project_id, id),
    db
      .prepare('UPDATE quality_upkeep SET clear_from = NULL, stored_bytes = 0 WHERE project_id = ?1 AND id = ?2')
      .bind(project_id, id),
  ]);
}

/**
 * Notes what the files of a result take now that they are compressed, and adds what that saves to what was freed:
 * once, however often. A result that was purged meanwhile is left alone.
 */
export async function noteCompressed(
  db: D1Database,
  { project_id, id, bytes }: KeptResult,
  { storedBytes, now }: { storedBytes: number; now: string },
): Promise<void> {
  const open = 'SELECT 1 FROM quality_upkeep WHERE project_id = ?1 AND id = ?2 AND compress_from IS NOT NULL';
  await db.batch([
    db
      .prepare(
        `UPDATE retention SET results_compressed = results_compressed + 1,
           result_bytes_saved = result_bytes_saved + ?3 WHERE project_id = ?1 AND EXISTS (${open})`,
      )
      .bind(project_id, id, bytes - storedBytes),
    db
      .prepare(`UPDATE quality_result SET compressed_at = ?3 WHERE project_id = ?1 AND id = ?2 AND EXISTS (${open})`)
      .bind(project_id, id, now),
    db
      .prepare(
        `UPDATE quality_upkeep SET compress_from = NULL, stored_bytes = ?3
         WHERE project_id = ?1 AND id = ?2 AND compress_from IS NOT NULL`,
      )
      .bind(project_id, id, storedBytes),
  ]);
}

/** Sends a result that could not be cleared or compressed to the end of its line. */
export async function postponeUpkeep(
  db: D1Database,
  line: 'clear_from' | 'compress_from',
  { project_id, id, until }: Pick<KeptResult, 'project_id' | 'id'> & { until: string },
): Promise<void> {
  await db
    .prepare(`UPDATE quality_upkeep SET ${line} = ?3 WHERE project_id = ?1 AND id = ?2 AND ${line} IS NOT NULL`)
    .bind(project_id, id, until)
    .run();
}
