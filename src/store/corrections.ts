import type { NewCorrection } from '../domain/correction';
import { type Fault, fault } from '../domain/fault';
import { contentHash } from '../domain/hash';
import type { Database } from './database';
import { chained, chainHeadQuery, insertRecords, type RecordDraft, type RecordRow } from './records';

/** A correction that is to be appended. `at`: RFC 3339, UTC. */
export interface Correction {
  id: string;
  at: string;
  request: NewCorrection;
}

/** What a correction may say anew. */
const CORRECTABLE = ['verdict', 'tags', 'commit_sha', 'branch', 'environment', 'ci_provider', 'build_url'] as const;
export type Corrected = Pick<RecordRow, (typeof CORRECTABLE)[number]>;

export type CorrectionFault = Fault<'not_found' | 'conflict' | 'idempotency_key_reused'>;

/**
 * Appends the correction of a run's record to its project's chain. It repeats what was measured, and is neither counted
 * nor told to tests or versions: no run was made. To be called by the project's one writer.
 *
 * @returns `replayed`: the same correction is there already; nothing changed
 */
export async function appendCorrection(
  db: D1Database,
  projectId: string,
  correction: Correction,
): Promise<{ row: RecordRow; replayed: boolean } | CorrectionFault> {
  const { id, request } = correction;
  const byRun = db.prepare('SELECT * FROM record WHERE project_id = ?1 AND run_id = ?2');
  const [earlier, recorded, corrected, head] = await db.batch<RecordRow>([
    byRun.bind(projectId, id),
    byRun.bind(projectId, request.run_id),
    newestCorrectionQuery(db, projectId, [request.run_id]),
    chainHeadQuery(db, projectId),
  ]);
  const replay = earlier?.results[0];
  if (replay) return replayOf(replay, request);
  const run = recorded?.results[0];
  if (!run) return fault('not_found', 'This project has no record of such a run: list them at /v1/history/runs');

  const before = asCorrected(run, corrected?.results[0]);
  const draft = correctionOf(before, correction);
  if (CORRECTABLE.every((name) => draft[name] === before[name])) {
    return fault('conflict', 'The record reads like that already: there is nothing to correct');
  }
  const says = { corrects: run.run_id, reason: request.reason };
  const rows = chained(projectId, [{ draft, ...says }], head?.results[0]);
  const swept = draft.tags === before.tags ? [] : [lookAgain(db, projectId, run)];
  await db.batch([...insertRecords(db, rows), ...swept]);
  const [row] = rows;
  if (!row) throw new Error('one draft makes one record');
  return { row, replayed: false };
}

/** A record as it is to be read after its newest correction; itself where it has none. */
export function asCorrected<R extends Partial<Corrected>>(row: R, correction: Corrected | undefined): R {
  if (!correction) return row;
  const { verdict, tags, commit_sha, branch, environment, ci_provider, build_url } = correction;
  return { ...row, verdict, tags, commit_sha, branch, environment, ci_provider, build_url };
}

/** The newest correction of each of these runs that has one, by the run. */
export async function newestCorrections(
  db: Database,
  projectId: string,
  runIds: readonly string[],
): Promise<Map<string, RecordRow>> {
  const found = new Map<string, RecordRow>();
  if (runIds.length === 0) return found;
  const { results } = await newestCorrectionQuery(db, projectId, runIds).all<RecordRow>();
  for (const row of results) if (row.corrects !== null) found.set(row.corrects, row);
  return found;
}

/** Reads one row a run and one more where it has a correction, however many it has. */
function newestCorrectionQuery(db: Database, projectId: string, runIds: readonly string[]): D1PreparedStatement {
  // CROSS JOIN keeps the order of the tables: from the runs, never from all records.
  return db
    .prepare(
      `SELECT correction.* FROM json_each(?2) AS run
       CROSS JOIN record AS correction INDEXED BY record_by_seq
         ON correction.project_id = ?1 AND correction.seq = (
           SELECT max(seq) FROM record INDEXED BY record_corrections
           WHERE project_id = ?1 AND corrects = run.value)`,
    )
    .bind(projectId, JSON.stringify(runIds));
}

function replayOf(row: RecordRow, request: NewCorrection): { row: RecordRow; replayed: true } | CorrectionFault {
  const same = JSON.parse(row.hashes).request === contentHash(request);
  return same
    ? { row, replayed: true }
    : fault('idempotency_key_reused', 'Another correction was sent under this key: use a new one');
}

/**
 * The record of a correction: the run's numbers, and what is to be read otherwise. Its failures are named by the run's
 * record alone, and it has spent nothing.
 */
function correctionOf(before: RecordRow, { id, at, request }: Correction): RecordDraft {
  const { verdict, tags, source = {} } = request;
  const named = <T>(value: T | undefined, otherwise: T): T => (value === undefined ? otherwise : value);
  return {
    ...before,
    run_id: id,
    kind: 'correction',
    timestamp: at,
    verdict: verdict ?? before.verdict,
    tags: tags === undefined ? before.tags : JSON.stringify(tags),
    commit_sha: named(source.commit, before.commit_sha),
    branch: named(source.branch, before.branch),
    environment: named(source.environment, before.environment),
    ci_provider: named(source.ci_provider, before.ci_provider),
    build_url: named(source.build_url, before.build_url),
    failures: '[]',
    failures_cut: before.failed + before.errored,
    spend: 'null',
    hashes: JSON.stringify({ ...JSON.parse(before.hashes), request: contentHash(request) }),
    rehearsal: Boolean(before.rehearsal),
  };
}

/** Other tags may hold a run's files or let them go: retention looks again, and drops what it was deciding. */
function lookAgain(db: D1Database, projectId: string, run: RecordRow): D1PreparedStatement {
  return db
    .prepare('UPDATE retention SET revision = revision + 1, cursor_seq = min(cursor_seq, ?2 - 1) WHERE project_id = ?1')
    .bind(projectId, run.seq);
}
