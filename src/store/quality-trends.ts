import { type TrendResult, TypeTrend } from '../domain/quality/trend';
import type { TaskType } from '../domain/quality/task';
import type { Database } from './database';

/** A trend that is to be computed, and since when: what comes in later makes it due again. */
export interface DueTrend {
  project_id: string;
  task_type: TaskType;
  due_at: string;
}

/** Trends that are due at `now`, longest waiting first. */
export async function dueTrends(db: D1Database, now: string, limit: number): Promise<DueTrend[]> {
  const { results } = await db
    .prepare(
      `SELECT project_id, task_type, due_at FROM quality_trend INDEXED BY quality_trend_due
       WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2`,
    )
    .bind(now, limit)
    .all<DueTrend>();
  return results;
}

/**
 * What a trend needs of the newest results of a task, newest first.
 *
 * @param before the place that the page before ended with, null for the first page
 * @returns `rowsRead` as D1 counts them; `next` null: there are no more
 */
export async function trendPage(
  db: D1Database,
  { project_id, task_type }: DueTrend,
  { since, before, limit }: { since: string; before: TrendPlace | null; limit: number },
): Promise<{ results: TrendResult[]; next: TrendPlace | null; rowsRead: number }> {
  const { results, meta } = await db
    .prepare(
      `SELECT id, created_at, name, branch, metrics FROM quality_result INDEXED BY quality_result_by_type
       WHERE project_id = ?1 AND task_type = ?2 AND created_at >= ?3 AND (created_at, id) < (?4, ?5)
       ORDER BY created_at DESC, id DESC LIMIT ?6`,
    )
    .bind(project_id, task_type, since, before?.created_at ?? '~', before?.id ?? '~', limit)
    .all<Omit<TrendResult, 'metrics'> & { id: string; metrics: string }>();
  const last = results.length === limit ? results.at(-1) : undefined;
  return {
    results: results.map(({ metrics, ...row }) => ({ ...row, metrics: JSON.parse(metrics) })),
    next: last ? { created_at: last.created_at, id: last.id } : null,
    rowsRead: meta.rows_read,
  };
}

/** Where a page of results ended. */
export interface TrendPlace {
  created_at: string;
  id: string;
}

/**
 * Stores a computed trend and when it is due again, null for never. Where results came in after the newest that it
 * has seen, it is due at `soonAt` instead.
 */
export async function storeTrend(
  db: D1Database,
  { project_id, task_type }: DueTrend,
  { trend, seen, nextAt, soonAt }: { trend: TypeTrend; seen: string; nextAt: string | null; soonAt: string },
): Promise<void> {
  await db
    .prepare(
      `UPDATE quality_trend SET trend = ?3, computed_at = ?4, due_at = iif(EXISTS (
           SELECT 1 FROM quality_result WHERE project_id = ?1 AND task_type = ?2 AND created_at > ?5
         ), ?7, ?6) WHERE project_id = ?1 AND task_type = ?2`,
    )
    .bind(project_id, task_type, JSON.stringify(trend), trend.computed_at, seen, nextAt, soonAt)
    .run();
}

/** The trends of a project by task, or of one task alone; those that were not computed yet are left out. */
export async function listTrends(db: Database, projectId: string, taskType?: TaskType): Promise<TypeTrend[]> {
  const { results } = await db
    .prepare(
      `SELECT trend FROM quality_trend WHERE project_id = ?1 AND task_type = coalesce(?2, task_type)
       AND trend IS NOT NULL ORDER BY task_type`,
    )
    .bind(projectId, taskType ?? null)
    .all<{ trend: string }>();
  return results.map(({ trend }) => TypeTrend.parse(JSON.parse(trend)));
}
