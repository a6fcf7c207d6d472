import { and, asc, desc, eq, getTableColumns, gt } from 'drizzle-orm';
import { CHAIN_START, linkHash } from '../domain/chain';
import type { TestResult } from '../domain/ledger';
import { countAgentDays } from './agent-days';
import { type Database, ormOf } from './database';
import { type LedgerRun, ledgerStatements } from './ledger';
import { record } from './schema';
import { tellVersions, type VersionOutcome } from './version-outcomes';

export type { VersionOutcome } from './version-outcomes';

export type RecordRow = typeof record.$inferSelect;

/** A record before it has a place in its project's chain. */
export type RecordDraft = Omit<
  RecordRow,
  'project_id' | 'seq' | 'previous_hash' | 'record_hash' | 'corrects' | 'reason'
>;

/** The newest link of a chain. */
export type ChainEnd = Pick<RecordRow, 'seq' | 'record_hash'>;

/** One finished run for the history. `outcome` null: it says nothing about a version; no `tests`: nothing about any. */
export interface HistoryEntry {
  draft: RecordDraft;
  outcome: VersionOutcome | null;
  tests?: readonly TestResult[];
}

/** Every column of a record, in the order of the table, from a JSON object of them. */
const COLUMNS = Object.keys(getTableColumns(record));

// `value` is written as text again each time that it is named, here once a column: as JSONB it is parsed once a row.
const INSERT_RECORDS = `WITH entry AS MATERIALIZED (SELECT jsonb(value) AS value FROM json_each(?1))
  INSERT INTO record (${COLUMNS.join(', ')})
  SELECT ${COLUMNS.map((name) => `value->>'${name}'`).join(', ')} FROM entry WHERE true ORDER BY value->>'seq'`;

const INSERT_TAGS = `INSERT INTO record_tag (project_id, tag, timestamp, run_id)
  SELECT DISTINCT record.value->>'project_id', tag.value, record.value->>'timestamp', record.value->>'run_id'
  FROM json_each(?1) AS record, json_each(record.value->>'tags') AS tag WHERE true ON CONFLICT DO NOTHING`;

const END_WATCHES = `DELETE FROM live_run WHERE project_id = ?1 AND run_id IN (SELECT value FROM json_each(?2))`;

/**
 * Appends runs to their project's chain, tells their tests and versions, counts them and ends their watch, in one transaction.
 * A run that is recorded already keeps its record. To be called by the project's one writer: a second one at the same
 * moment fails on the place in the chain, and neither overwrites the other.
 */
export async function appendRecords(
  db: D1Database,
  projectId: string,
  entries: readonly HistoryEntry[],
): Promise<void> {
  const runIds = JSON.stringify(entries.map(({ draft }) => draft.run_id));
  const [known, head] = await db.batch<ChainEnd & { run_id: string }>([
    db
      .prepare('SELECT run_id FROM record WHERE project_id = ?1 AND run_id IN (SELECT value FROM json_each(?2))')
      .bind(projectId, runIds),
    chainHeadQuery(db, projectId),
  ]);
  const recorded = new Set(known?.results.map(({ run_id }) => run_id));
  const fresh = [...new Map(entries.map((entry) => [entry.draft.run_id, entry])).values()].filter(
    ({ draft }) => !recorded.has(draft.run_id),
  );
  const drafts = fresh.map(({ draft }) => ({ draft, corrects: null, reason: null }));
  await db.batch([
    ...insertRecords(db, chained(projectId, drafts, head?.results[0])),
    ...ledgerStatements(db, projectId, fresh.map(ledgerRun)),
    ...tellVersions(db, projectId, fresh),
    ...countAgentDays(db, projectId, fresh),
    db.prepare(END_WATCHES).bind(projectId, runIds),
  ]);
}

const ledgerRun = ({ draft, tests = [] }: HistoryEntry): LedgerRun => ({
  run_id: draft.run_id,
  timestamp: draft.timestamp,
  commit: draft.commit_sha,
  tests,
});

/** What inserts these records with their tags. */
export function insertRecords(db: D1Database, rows: readonly RecordRow[]): D1PreparedStatement[] {
  const json = JSON.stringify(rows);
  return [INSERT_RECORDS, INSERT_TAGS].map((statement) => db.prepare(statement).bind(json));
}

/** Drafts as the next links of a chain, in their order. `end` undefined: it has none yet. */
export function chained(
  projectId: string,
  drafts: readonly (Pick<RecordRow, 'corrects' | 'reason'> & { draft: RecordDraft })[],
  end: ChainEnd = { seq: 0, record_hash: CHAIN_START },
): RecordRow[] {
  let last = end;
  return drafts.map(({ draft, corrects, reason }) => {
    const place = { project_id: projectId, seq: last.seq + 1, previous_hash: last.record_hash };
    const link = { ...draft, ...place, corrects, reason };
    const row = { ...link, record_hash: linkHash(link) };
    last = row;
    return row;
  });
}

/** The newest link of a project's chain, for a batch. */
export function chainHeadQuery(db: D1Database, projectId: string): D1PreparedStatement {
  return db
    .prepare('SELECT seq, record_hash FROM record WHERE project_id = ?1 ORDER BY seq DESC LIMIT 1')
    .bind(projectId);
}

export async function findRecord(
  db: Database,
  key: { projectId: string; runId: string },
): Promise<RecordRow | undefined> {
  return ormOf(db)
    .select()
    .from(record)
    .where(and(eq(record.project_id, key.projectId), eq(record.run_id, key.runId)))
    .get();
}

/** Records in the order of the chain, after a place in it. */
export async function chainPage(
  db: Database,
  projectId: string,
  { after, limit }: { after: number; limit: number },
): Promise<RecordRow[]> {
  return ormOf(db)
    .select()
    .from(record)
    .where(and(eq(record.project_id, projectId), gt(record.seq, after)))
    .orderBy(asc(record.seq))
    .limit(limit);
}

/** The newest link of a project's chain. */
export async function chainHead(
  db: Database,
  projectId: string,
): Promise<{ seq: number; record_hash: string } | undefined> {
  return ormOf(db)
    .select({ seq: record.seq, record_hash: record.record_hash })
    .from(record)
    .where(eq(record.project_id, projectId))
    .orderBy(desc(record.seq))
    .limit(1)
    .get();
}
