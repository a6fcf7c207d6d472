import type { HistoryRecord } from '../domain/record';
import type { Database } from './database';
import type { RecordRow } from './records';

/** What a list of records may be narrowed to. Times are RFC 3339, UTC; `since` is within, `until` is not. */
export interface HistoryFilter {
  agent?: string | undefined;
  version?: string | undefined;
  verdict?: RecordRow['verdict'] | undefined;
  status?: RecordRow['result_status'] | undefined;
  tag?: string | undefined;
  branch?: string | undefined;
  triggered_by?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

/** Where a page ended: the list goes on below it. */
export interface HistoryKey {
  timestamp: string;
  run_id: string;
}

/** Sorts above every time, and every id at one time. */
const NEWEST: HistoryKey = { timestamp: '~', run_id: '~' };
const OLDEST = '';

/**
 * Rows that one page reads, at most, where the index alone does not decide. A filter that few rows pass gives a short
 * page and a key to go on.
 */
const MOST_READ = 180;

/**
 * Records newest first. One index drives the query, the rest of the filter looks at what it brings: a page costs the
 * same at any depth and under any filter.
 *
 * @returns `next` null: the list ends here. A page may be short, even empty, and still go on
 */
export async function listRecords(
  db: Database,
  projectId: string,
  { filter, before, limit }: { filter: HistoryFilter; before: HistoryKey | null; limit: number },
): Promise<{ records: RecordRow[]; next: HistoryKey | null }> {
  const { from, key, where, values, reads } = driver(filter);
  const scanned = isDriven(filter) ? limit + 1 : MOST_READ / reads;
  const top = lower(before ?? NEWEST, filter.until === undefined ? NEWEST : { timestamp: filter.until, run_id: '' });
  const { results } = await db
    .prepare(
      `SELECT record.* FROM ${from}
       WHERE ${where} AND (${key}.timestamp, ${key}.run_id) < (?2, ?3) AND ${key}.timestamp >= ?4
       ORDER BY ${key}.timestamp DESC, ${key}.run_id DESC LIMIT ?5`,
    )
    .bind(projectId, top.timestamp, top.run_id, filter.since ?? OLDEST, scanned, ...values)
    .all<RecordRow>();
  const records: RecordRow[] = [];
  for (const [i, row] of results.entries()) {
    if (records.length === limit) return { records, next: keyOf(results[i - 1]) };
    if (passes(row, filter)) records.push(row);
  }
  return { records, next: results.length === scanned ? keyOf(results.at(-1)) : null };
}

const keyOf = (row: RecordRow | undefined): HistoryKey | null =>
  row ? { timestamp: row.timestamp, run_id: row.run_id } : null;

function lower(a: HistoryKey, b: HistoryKey): HistoryKey {
  if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp ? a : b;
  return a.run_id < b.run_id ? a : b;
}

interface Driver {
  from: string;
  /** The table whose order the list has. */
  key: string;
  where: string;
  values: string[];
  /** Rows that D1 counts for each record. */
  reads: 1 | 2;
}

/** The index that narrows most, as a rule; `INDEXED BY`, because SQLite has no statistics to choose from. */
function driver(filter: HistoryFilter): Driver {
  const by = (index: string, columns: string, values: string[]): Driver => ({
    from: `record INDEXED BY ${index}`,
    key: 'record',
    where: `record.project_id = ?1 AND ${columns}`,
    values,
    reads: 1,
  });
  if (filter.tag !== undefined) {
    return {
      from: `record_tag JOIN record ON record.project_id = record_tag.project_id
        AND record.timestamp = record_tag.timestamp AND record.run_id = record_tag.run_id`,
      key: 'record_tag',
      where: 'record_tag.project_id = ?1 AND record_tag.tag = ?6',
      values: [filter.tag],
      reads: 2,
    };
  }
  if (filter.agent !== undefined && filter.version !== undefined) {
    return by('record_by_version', 'record.agent_name = ?6 AND record.version = ?7', [filter.agent, filter.version]);
  }
  if (filter.agent !== undefined) return by('record_by_agent', 'record.agent_name = ?6', [filter.agent]);
  if (filter.branch !== undefined) return by('record_by_branch', 'record.branch = ?6', [filter.branch]);
  if (filter.triggered_by !== undefined) {
    return by('record_by_trigger', 'record.triggered_by = ?6', [filter.triggered_by]);
  }
  if (filter.verdict !== undefined) return by('record_by_verdict', 'record.verdict = ?6', [filter.verdict]);
  return { from: 'record', key: 'record', where: 'record.project_id = ?1', values: [], reads: 1 };
}

/** Whether the index alone decides: nothing of the filter is left to look at. */
function isDriven({ since: _, until: __, ...filter }: HistoryFilter): boolean {
  const named = Object.values(filter).filter((value) => value !== undefined).length;
  if (filter.status !== undefined) return false;
  return named <= 1 || (named === 2 && filter.agent !== undefined && filter.version !== undefined);
}

function passes(row: RecordRow, filter: HistoryFilter): boolean {
  return (
    same(filter.agent, row.agent_name) &&
    same(filter.version, row.version) &&
    same(filter.verdict, row.verdict) &&
    same(filter.status, row.result_status) &&
    same(filter.branch, row.branch) &&
    same(filter.triggered_by, row.triggered_by)
  );
}

const same = (wanted: string | undefined, value: string | null) => wanted === undefined || wanted === value;

/** A row as readers see it. */
export function historyRecord(row: RecordRow, correctedBy?: string): HistoryRecord {
  return {
    schema_version: 'record@1',
    seq: row.seq,
    run_id: row.run_id,
    kind: row.kind,
    agent_name: row.agent_name,
    version: row.version,
    timestamp: row.timestamp,
    result_summary: {
      total: row.total,
      passed: row.passed,
      failed: row.failed,
      errored: row.errored,
      skipped: row.skipped,
    },
    result_status: row.result_status,
    verdict: row.verdict,
    failures: JSON.parse(row.failures),
    failures_cut: row.failures_cut,
    duration: row.duration,
    triggered_by: row.triggered_by,
    tags: JSON.parse(row.tags),
    overall_score: row.overall_score,
    dimensions: JSON.parse(row.dimensions),
    coverage: row.coverage,
    rehearsal: Boolean(row.rehearsal),
    source: {
      commit: row.commit_sha,
      branch: row.branch,
      environment: row.environment,
      ci_provider: row.ci_provider,
      build_url: row.build_url,
    },
    models: JSON.parse(row.models),
    hashes: JSON.parse(row.hashes),
    spend: JSON.parse(row.spend),
    report_url: row.report_url,
    previous_hash: row.previous_hash,
    record_hash: row.record_hash,
    ...(row.corrects !== null && { corrects: row.corrects, reason: row.reason ?? '' }),
    ...(correctedBy !== undefined && { corrected_by: correctedBy }),
  };
}
