import type { Candidate, FreedResults, Purge, RetentionPolicy, Sweep } from '../domain/retention';

/** A project's policy, and how far cron has got with it. */
export interface Retention {
  projectId: string;
  policy: RetentionPolicy;
  /** Counts the changes of the policy: what was decided under an earlier one is not carried out. */
  revision: number;
  cursor: number;
  freed: FreedResults;
}

interface RetentionRow {
  project_id: string;
  artifact_days: number;
  hold_tags: string;
  revision: number;
  cursor_seq: number;
  result_days: string;
  compress_after_days: number;
  results_purged: number;
  result_bytes_purged: number;
  results_compressed: number;
  result_bytes_saved: number;
}

const COLUMNS = `project_id, artifact_days, hold_tags, revision, cursor_seq, result_days, compress_after_days,
  results_purged, result_bytes_purged, results_compressed, result_bytes_saved`;

/** The tags of the row `record` by its newest correction, or its own; `?1` is the project. */
const TAGS_AS_THEY_READ = `coalesce((
    SELECT correction.tags FROM record AS correction INDEXED BY record_corrections
    WHERE correction.project_id = ?1 AND correction.corrects = record.run_id ORDER BY correction.seq DESC LIMIT 1
  ), record.tags)`;

/** Reads the primary, never a replica: a hold counts from the moment it was acknowledged. */
export async function findRetention(db: D1Database, projectId: string): Promise<Retention> {
  const row = await db
    .withSession('first-primary')
    .prepare(`SELECT ${COLUMNS} FROM retention WHERE project_id = ?1`)
    .bind(projectId)
    .first<RetentionRow>();
  if (!row) throw new Error('a project has its retention from its first moment on');
  return retentionOf(row);
}

/** Whose turn it is: with their runs, or with their quality results. */
const VISITS = {
  runs: { column: 'visited_at', index: 'retention_by_visit' },
  results: { column: 'results_visited_at', index: 'retention_by_result_visit' },
} as const;

/** Projects that are not deleted, longest not visited first, which count as visited at `now`. */
export async function visitProjects(
  db: D1Database,
  visit: keyof typeof VISITS,
  { now, limit }: { now: string; limit: number },
): Promise<Retention[]> {
  const { column, index } = VISITS[visit];
  const { results } = await db
    .prepare(
      `UPDATE retention SET ${column} = ?1 WHERE project_id IN (
         SELECT retention.project_id FROM retention INDEXED BY ${index}
         JOIN project ON project.id = retention.project_id
         WHERE project.deleted_at IS NULL ORDER BY ${column} LIMIT ?2
       ) RETURNING ${COLUMNS}`,
    )
    .bind(now, limit)
    .all<RetentionRow>();
  return results.map(retentionOf);
}

/** What a change of the policy names; the rules for results stay where they are left out. */
export type PolicyChange = Pick<RetentionPolicy, 'artifact_days' | 'hold_tags'> & {
  [rule in 'result_days' | 'compress_after_days']?: RetentionPolicy[rule] | undefined;
};

/** Replaces the policy. Cron looks again at what an earlier one has held. */
export async function setPolicy(
  db: D1Database,
  projectId: string,
  { artifact_days, hold_tags, result_days, compress_after_days }: PolicyChange,
): Promise<void> {
  await db
    .prepare(
      `UPDATE retention SET artifact_days = ?2, hold_tags = ?3, revision = revision + 1,
         cursor_seq = min(cursor_seq, coalesce(first_held_seq - 1, cursor_seq)), first_held_seq = NULL,
         result_days = coalesce(?4, result_days), compress_after_days = coalesce(?5, compress_after_days)
       WHERE project_id = ?1`,
    )
    .bind(
      projectId,
      artifact_days,
      JSON.stringify(hold_tags),
      result_days === undefined ? null : JSON.stringify(result_days),
      compress_after_days ?? null,
    )
    .run();
}

/** Records after a place in the chain, as retention looks at them. */
export async function purgeCandidates(
  db: D1Database,
  projectId: string,
  { after, limit }: { after: number; limit: number },
): Promise<Candidate[]> {
  const { results } = await db
    .prepare(
      `SELECT record.seq, record.run_id, record.kind, record.timestamp,
         ${TAGS_AS_THEY_READ} AS tags,
         run_purge.run_id IS NOT NULL AS purged
       FROM record INDEXED BY record_by_seq
       LEFT JOIN run_purge ON run_purge.project_id = record.project_id AND run_purge.run_id = record.run_id
       WHERE record.project_id = ?1 AND record.seq > ?2 ORDER BY record.seq LIMIT ?3`,
    )
    .bind(projectId, after, limit)
    .all<Omit<Candidate, 'tags' | 'purged'> & { tags: string; purged: number }>();
  return results.map((row) => ({ ...row, tags: JSON.parse(row.tags), purged: row.purged === 1 }));
}

/**
 * Counts runs from before a time that have one of the tags and were not purged: among the `limit` oldest that were
 * recorded with one, and among `limit` corrections, which may have given or taken one.
 */
export async function countHeld(
  db: D1Database,
  projectId: string,
  { tags, before, limit }: { tags: readonly string[]; before: string; limit: number },
): Promise<{ held: number; complete: boolean }> {
  // CROSS JOIN keeps the order of the tables: from the tags and the corrections, never from all records.
  const row = await db
    .prepare(
      `WITH tagged AS MATERIALIZED (
         SELECT run_id FROM record_tag
         WHERE project_id = ?1 AND tag IN (SELECT value FROM json_each(?2)) AND timestamp < ?3 LIMIT ?4
       ), corrected AS MATERIALIZED (
         SELECT corrects AS run_id FROM record INDEXED BY record_corrections
         WHERE project_id = ?1 AND corrects IS NOT NULL LIMIT ?4
       )
       SELECT (SELECT count(*) FROM tagged) AS by_tag, (SELECT count(*) FROM corrected) AS by_correction,
         (SELECT count(*) FROM (SELECT run_id FROM tagged UNION SELECT run_id FROM corrected) AS found
          CROSS JOIN record INDEXED BY record_by_run ON record.project_id = ?1 AND record.run_id = found.run_id
          LEFT JOIN run_purge ON run_purge.project_id = ?1 AND run_purge.run_id = found.run_id
          WHERE record.kind IN ('agent', 'ci') AND record.timestamp < ?3 AND run_purge.run_id IS NULL
            AND EXISTS (
              SELECT 1 FROM json_each(${TAGS_AS_THEY_READ}) AS tag WHERE tag.value IN (SELECT value FROM json_each(?2))
            )) AS held`,
    )
    .bind(projectId, JSON.stringify(tags), before, limit)
    .first<{ by_tag: number; by_correction: number; held: number }>();
  const { by_tag = 0, by_correction = 0, held = 0 } = row ?? {};
  return { held, complete: by_tag < limit && by_correction < limit };
}

/**
 * Decides on the purge of what a sweep found and moves the cursor, in one transaction. Where the policy was changed
 * meanwhile, nothing is decided.
 *
 * @returns how many runs are to be purged now
 */
export async function decidePurges(
  db: D1Database,
  { projectId, revision }: Retention,
  { due, cursor, firstHeld }: Sweep,
  { purged_at, reason }: Purge,
): Promise<number> {
  const unchanged = 'EXISTS (SELECT 1 FROM retention WHERE project_id = ?1 AND revision = ?2)';
  const [decided] = await db.batch([
    db
      .prepare(
        `INSERT INTO run_purge (project_id, run_id, purged_at, reason)
         SELECT ?1, value, ?4, ?5 FROM json_each(?3) WHERE ${unchanged} ON CONFLICT DO NOTHING RETURNING run_id`,
      )
      .bind(projectId, revision, JSON.stringify(due), purged_at, reason),
    db
      .prepare(
        `UPDATE retention SET cursor_seq = ?3, first_held_seq = coalesce(first_held_seq, ?4)
         WHERE project_id = ?1 AND revision = ?2`,
      )
      .bind(projectId, revision, cursor, firstHeld),
  ]);
  return decided?.results.length ?? 0;
}

const retentionOf = (row: RetentionRow): Retention => ({
  projectId: row.project_id,
  policy: {
    artifact_days: row.artifact_days,
    hold_tags: JSON.parse(row.hold_tags),
    result_days: JSON.parse(row.result_days),
    compress_after_days: row.compress_after_days,
  },
  revision: row.revision,
  cursor: row.cursor_seq,
  freed: {
    purged: row.results_purged,
    bytes_purged: row.result_bytes_purged,
    compressed: row.results_compressed,
    bytes_saved: row.result_bytes_saved,
  },
});
