import type { Database } from './database';
import type { QualityRow } from './quality-results';

/** A save that has begun and is not completed. */
export interface QualitySave {
  project_id: string;
  id: string;
  created_at: string;
  /** What the paths of its files begin with. */
  stem: string;
  fingerprint: string;
  /** Not null: what it has stored is being deleted. */
  abandoned_at: string | null;
}

/** Characters of the id that keep two results apart whose paths would be the same. */
const SUFFIX = 8;
/** A stem with its suffix is so much longer, at most. */
export const SUFFIX_LENGTH = SUFFIX + 1;

/**
 * Begins a save, or finds the one that the same request had begun: it holds the paths of its files from here on.
 * Where another result has them, they end in a part of this one's id.
 *
 * @returns the result where it was saved before
 */
export async function beginSave(
  db: Database,
  save: Omit<QualitySave, 'abandoned_at'>,
): Promise<{ save: QualitySave } | { saved: QualityRow }> {
  const { project_id, id, created_at, stem, fingerprint } = save;
  const key = [project_id, id] as const;
  const [, begun, saved] = await db.batch<QualitySave | QualityRow>([
    db
      .prepare(
        `INSERT INTO quality_save (project_id, id, created_at, stem, fingerprint)
         SELECT ?1, ?2, ?3, CASE
           WHEN EXISTS (SELECT 1 FROM quality_result WHERE project_id = ?1 AND stem = ?4)
             OR EXISTS (SELECT 1 FROM quality_save WHERE project_id = ?1 AND stem = ?4)
           THEN ?4 || '-' || ?6 ELSE ?4 END, ?5
         WHERE NOT EXISTS (SELECT 1 FROM quality_result WHERE project_id = ?1 AND id = ?2)
         ON CONFLICT (project_id, id) DO NOTHING`,
      )
      .bind(project_id, id, created_at, stem, fingerprint, id.slice(-SUFFIX)),
    db.prepare('SELECT * FROM quality_save WHERE project_id = ?1 AND id = ?2').bind(...key),
    db.prepare('SELECT * FROM quality_result WHERE project_id = ?1 AND id = ?2').bind(...key),
  ]);
  const [row] = saved?.results ?? [];
  if (row && 'files' in row) return { saved: row };
  const [open] = begun?.results ?? [];
  if (open && 'abandoned_at' in open) return { save: open };
  throw new Error('a save that was just begun is not there');
}

/**
 * Writes the row of a result whose files are all stored; from then on it is there for all to see. Safe to repeat.
 *
 * @returns the row; null where the save was abandoned in the meantime
 */
export async function completeSave(db: Database, row: QualityRow): Promise<QualityRow | null> {
  const columns = Object.keys(row);
  const [, , saved] = await db.batch<QualityRow>([
    db
      .prepare(
        `INSERT INTO quality_result (${columns.join(', ')})
         SELECT ${columns.map((column) => `?3->>'${column}'`).join(', ')}
         WHERE EXISTS (SELECT 1 FROM quality_save WHERE project_id = ?1 AND id = ?2 AND abandoned_at IS NULL)
         ON CONFLICT DO NOTHING`,
      )
      .bind(row.project_id, row.id, JSON.stringify(row)),
    db
      .prepare(
        `DELETE FROM quality_save WHERE project_id = ?1 AND id = ?2
         AND EXISTS (SELECT 1 FROM quality_result WHERE project_id = ?1 AND id = ?2)`,
      )
      .bind(row.project_id, row.id),
    db.prepare('SELECT * FROM quality_result WHERE project_id = ?1 AND id = ?2').bind(row.project_id, row.id),
  ]);
  return saved?.results[0] ?? null;
}

/**
 * Marks saves as abandoned that began before a time and were never completed, oldest first.
 *
 * @returns those, and what an earlier call has marked: their files may be deleted
 */
export async function abandonSaves(
  db: D1Database,
  { before, now, most }: { before: string; now: string; most: number },
): Promise<QualitySave[]> {
  const { results } = await db
    .prepare(
      `UPDATE quality_save SET abandoned_at = ?1 WHERE (project_id, id) IN
         (SELECT project_id, id FROM quality_save WHERE created_at < ?2 ORDER BY created_at LIMIT ?3)
       RETURNING *`,
    )
    .bind(now, before, most)
    .all<QualitySave>();
  return results;
}

/** Forgets an abandoned save of which no file is left. */
export async function forgetSave(db: D1Database, { project_id, id }: QualitySave): Promise<void> {
  await db
    .prepare('DELETE FROM quality_save WHERE project_id = ?1 AND id = ?2 AND abandoned_at IS NOT NULL')
    .bind(project_id, id)
    .run();
}
