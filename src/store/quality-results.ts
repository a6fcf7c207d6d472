import type { QualityResult, ResultFile } from '../domain/quality/result';
import type { TaskType } from '../domain/quality/task';
import type { Database } from './database';
import type { qualityResult } from './schema';

/** A row of `quality_result` as D1 gives it. */
export type QualityRow = Omit<typeof qualityResult.$inferSelect, 'pinned'> & { pinned: number };

/** A file of a result as its row has it: where it is to be had depends on who asks. */
export type StoredFile = Omit<ResultFile, 'url'>;

/** What a list of results may be narrowed to. Times are RFC 3339, UTC; `since` is within, `until` is not. */
export interface ResultFilter {
  task_type?: TaskType | undefined;
  branch?: string | undefined;
  commit?: string | undefined;
  tag?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

/** Where a page ended: the list goes on below it. */
export interface ResultPlace {
  created_at: string;
  id: string;
}

/** Rows whose filter columns one page reads, at most, where no index decides alone. */
const MOST_READ = 1000;

/** The files of a result. Only `completeSave` writes them. */
export const filesOf = ({ files }: Pick<QualityRow, 'files'>): StoredFile[] => JSON.parse(files);

/** A result as the API tells of it; the URLs of its files are paths. */
export function resultOf(row: QualityRow): QualityResult {
  const { branch, commit_sha: commit, environment, ci_provider, build_url } = row;
  return {
    schema_version: 'quality_result@1',
    id: row.id,
    task_type: row.task_type,
    task: row.task,
    created_at: row.created_at,
    name: row.name,
    prefix: row.prefix,
    language: row.language,
    framework: row.framework,
    tool: row.tool === null ? null : JSON.parse(row.tool),
    tags: JSON.parse(row.tags),
    triggered_by: row.triggered_by,
    source: { commit, branch, environment, ci_provider, build_url },
    note: row.note,
    summary: JSON.parse(row.summary),
    metrics: JSON.parse(row.metrics),
    files: filesOf(row).map((file, n) => ({ ...file, url: `/v1/results/${row.id}/files/${n}` })),
    pinned: row.pinned !== 0,
  };
}

export async function findResult(db: Database, projectId: string, id: string): Promise<QualityRow | null> {
  return db
    .prepare('SELECT * FROM quality_result WHERE project_id = ?1 AND id = ?2')
    .bind(projectId, id)
    .first<QualityRow>();
}

/**
 * Results newest first. One index drives the query and the rest of the filter looks at what it brings, a bounded
 * number of rows.
 *
 * @returns `next` null: the list ends here. A page may be short, even empty, and still go on
 */
export async function listResults(
  db: Database,
  projectId: string,
  { filter, before, limit }: { filter: ResultFilter; before: ResultPlace | null; limit: number },
): Promise<{ rows: QualityRow[]; next: ResultPlace | null }> {
  const { index, where, values } = driver(filter);
  const top = lower(before ?? NEWEST, filter.until === undefined ? NEWEST : { created_at: filter.until, id: '' });
  const { results } = await db
    .prepare(
      `SELECT id, created_at, task_type, branch, commit_sha, tags FROM quality_result INDEXED BY ${index}
       WHERE project_id = ?1 AND ${where} (created_at, id) < (?2, ?3) AND created_at >= ?4
       ORDER BY created_at DESC, id DESC LIMIT ?5`,
    )
    .bind(projectId, top.created_at, top.id, filter.since ?? '', isDriven(filter) ? limit + 1 : MOST_READ, ...values)
    .all<Passing>();
  const passing = results.filter((row) => passes(row, filter));
  const page = passing.slice(0, limit);
  const isCut = results.length === (isDriven(filter) ? limit + 1 : MOST_READ);
  const last = passing.length > limit ? page.at(-1) : isCut ? results.at(-1) : undefined;
  const next = last ? { created_at: last.created_at, id: last.id } : null;
  return { rows: await rowsOf(db, projectId, page), next };
}

/** Sorts above every time, and every id at one time. */
const NEWEST: ResultPlace = { created_at: '~', id: '~' };

function lower(a: ResultPlace, b: ResultPlace): ResultPlace {
  if (a.created_at !== b.created_at) return a.created_at < b.created_at ? a : b;
  return a.id < b.id ? a : b;
}

type Passing = Pick<QualityRow, 'id' | 'created_at' | 'task_type' | 'branch' | 'commit_sha' | 'tags'>;

/** The index that narrows most, as a rule; named, because SQLite has no statistics to choose from. */
function driver({ task_type, branch, commit }: ResultFilter): { index: string; where: string; values: string[] } {
  if (commit !== undefined) {
    return { index: 'quality_result_by_commit', where: 'commit_sha = ?6 AND', values: [commit] };
  }
  if (task_type !== undefined && branch !== undefined) {
    const where = 'task_type = ?6 AND branch = ?7 AND';
    return { index: 'quality_result_by_branch', where, values: [task_type, branch] };
  }
  if (task_type !== undefined) {
    return { index: 'quality_result_by_type', where: 'task_type = ?6 AND', values: [task_type] };
  }
  return { index: 'quality_result_newest', where: '', values: [] };
}

/** Whether every row that the index brings passes the filter. */
function isDriven({ task_type, branch, commit, tag }: ResultFilter): boolean {
  if (tag !== undefined) return false;
  return commit === undefined ? branch === undefined || task_type !== undefined : !task_type && !branch;
}

function passes(row: Passing, { task_type, branch, commit, tag }: ResultFilter): boolean {
  return (
    (task_type === undefined || row.task_type === task_type) &&
    (branch === undefined || row.branch === branch) &&
    (commit === undefined || row.commit_sha === commit) &&
    (tag === undefined || JSON.parse(row.tags).includes(tag))
  );
}

/** The whole rows, in the order of the page: a row can be large, and what a filter drops is not read. */
async function rowsOf(db: Database, projectId: string, page: readonly Passing[]): Promise<QualityRow[]> {
  if (page.length === 0) return [];
  const { results } = await db
    .prepare(
      `SELECT * FROM quality_result WHERE project_id = ?1 AND id IN (SELECT value FROM json_each(?2))
       ORDER BY created_at DESC, id DESC`,
    )
    .bind(projectId, JSON.stringify(page.map(({ id }) => id)))
    .all<QualityRow>();
  return results;
}

/** An entry of the index: a result without what only its own page needs. */
export type IndexRow = Pick<QualityRow, 'id' | 'created_at' | 'task_type' | 'summary' | 'files'>;

/** Results after a place, oldest first, up to and with `last`. */
export async function indexPage(
  db: Database,
  projectId: string,
  { after, last, limit }: { after: ResultPlace; last: ResultPlace; limit: number },
): Promise<IndexRow[]> {
  const { results } = await db
    .prepare(
      `SELECT id, created_at, task_type, summary, files FROM quality_result INDEXED BY quality_result_newest
       WHERE project_id = ?1 AND (created_at, id) > (?2, ?3) AND (created_at, id) <= (?4, ?5)
       ORDER BY created_at, id LIMIT ?6`,
    )
    .bind(projectId, after.created_at, after.id, last.created_at, last.id, limit)
    .all<IndexRow>();
  return results;
}

/** The oldest and the newest result; null where there is none. */
export async function indexBounds(
  db: Database,
  projectId: string,
): Promise<{ oldest: ResultPlace; newest: ResultPlace } | null> {
  const end = (direction: 'ASC' | 'DESC') =>
    db
      .prepare(
        `SELECT created_at, id FROM quality_result INDEXED BY quality_result_newest
         WHERE project_id = ?1 ORDER BY created_at ${direction}, id ${direction} LIMIT 1`,
      )
      .bind(projectId);
  const [first, last] = await db.batch<ResultPlace>([end('ASC'), end('DESC')]);
  const [oldest, newest] = [first?.results[0], last?.results[0]];
  return oldest && newest ? { oldest, newest } : null;
}

/** Keeps a result whatever its age, or no longer. A result whose files are gone can not be pinned. */
export async function setPinned(
  db: Database,
  projectId: string,
  { id, pinned }: { id: string; pinned: boolean },
): Promise<QualityRow | null> {
  return db
    .prepare(
      'UPDATE quality_result SET pinned = ?3 WHERE project_id = ?1 AND id = ?2 AND purged_at IS NULL RETURNING *',
    )
    .bind(projectId, id, pinned ? 1 : 0)
    .first<QualityRow>();
}
