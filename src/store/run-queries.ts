import { asCorrected, type Corrected, newestCorrections } from './corrections';
import type { Database } from './database';
import type { RecordRow } from './records';

/** Runs that a search looks at, at most: each row may bring 25 KB of failures. */
const MOST_SCANNED = 80;

/** Corrections that a search looks at, at most: each brings the record of its run. */
const MOST_CORRECTED = 40;

/** An agent's measured runs: a rehearsal tells nothing of an agent, so it is passed over. `null`: any. */
export interface RunSearch {
  projectId: string;
  agent: string;
  version: string | null;
  branch: string | null;
}

/** What a search found, and whether it looked at all there is: `null` and not `complete`, there may be one further back. */
export interface FoundRun {
  run: RecordRow | null;
  complete: boolean;
}

/** The newest measured run of an agent, or of one of its versions, as it reads by its newest correction. */
export async function findNewestRun(db: Database, search: RunSearch): Promise<FoundRun> {
  const { projectId, agent, version } = search;
  const newestOf = (index: string, where: string) =>
    db.prepare(
      `SELECT * FROM record INDEXED BY ${index} WHERE project_id = ?1 AND agent_name = ?2 AND ${where}
       ORDER BY timestamp DESC, run_id DESC LIMIT ${MOST_SCANNED}`,
    );
  const query =
    version === null
      ? newestOf('record_by_agent', 'true').bind(projectId, agent)
      : newestOf('record_by_version', 'version = ?3').bind(projectId, agent, version);
  const { results } = await query.all<RecordRow>();
  const run = (await asTheyRead(db, projectId, results)).find((row) => isWanted(row, search)) ?? null;
  return { run, complete: run !== null || results.length < MOST_SCANNED };
}

/** The newest run of an agent that passed, not after another run of it: by its own verdict, or by its correction's. */
export async function findGreenRun(
  db: Database,
  search: RunSearch,
  notAfter: Pick<RecordRow, 'timestamp' | 'run_id'>,
): Promise<FoundRun> {
  const [{ results: recorded }, corrected] = await Promise.all([
    db
      .prepare(
        `SELECT * FROM record INDEXED BY record_green
         WHERE project_id = ?1 AND agent_name = ?2 AND verdict = 'passed' AND rehearsal = 0
           AND (timestamp, run_id) <= (?3, ?4)
         ORDER BY timestamp DESC, run_id DESC LIMIT ${MOST_SCANNED}`,
      )
      .bind(search.projectId, search.agent, notAfter.timestamp, notAfter.run_id)
      .all<RecordRow>(),
    findCorrectedRuns(db, search),
  ]);
  const read = await asTheyRead(db, search.projectId, [...recorded, ...corrected]);
  const green = read
    .filter((row) => row.verdict === 'passed' && isWanted(row, search) && !isAfter(row, notAfter))
    .toSorted((a, b) => (isAfter(a, b) ? -1 : 1));
  const run = green[0] ?? null;
  const all = corrected.length < MOST_CORRECTED && (run !== null || recorded.length < MOST_SCANNED);
  return { run, complete: all };
}

/** Runs of an agent whose newest corrections said that they passed, as they were recorded. */
async function findCorrectedRuns(db: Database, { projectId, agent }: RunSearch): Promise<RecordRow[]> {
  // CROSS JOIN keeps the order of the tables: from the corrections, never from all records.
  const { results } = await db
    .prepare(
      `SELECT record.* FROM (
         SELECT corrects FROM record INDEXED BY record_corrections_by_agent
         WHERE project_id = ?1 AND agent_name = ?2 AND corrects IS NOT NULL
         ORDER BY timestamp DESC, run_id DESC LIMIT ${MOST_CORRECTED}
       ) AS correction
       CROSS JOIN record INDEXED BY record_by_run ON record.project_id = ?1 AND record.run_id = correction.corrects`,
    )
    .bind(projectId, agent)
    .all<RecordRow>();
  return results;
}

/** Whether a run has its record. */
export async function isRecorded(db: Database, key: { projectId: string; runId: string }): Promise<boolean> {
  const row = await db
    .prepare('SELECT 1 FROM record WHERE project_id = ?1 AND run_id = ?2')
    .bind(key.projectId, key.runId)
    .first();
  return row !== null;
}

/** Runs after the one and up to the other, neither too many to count: `more` where there are more than counted. */
export async function countRunsBetween(
  db: Database,
  search: RunSearch,
  { after, upTo }: { after: RecordRow; upTo: RecordRow },
): Promise<{ runs: number; more: boolean }> {
  const { results } = await db
    .prepare(
      `SELECT run_id, corrects, branch, rehearsal FROM record INDEXED BY record_by_agent
       WHERE project_id = ?1 AND agent_name = ?2
         AND (timestamp, run_id) > (?3, ?4) AND (timestamp, run_id) <= (?5, ?6)
       ORDER BY timestamp, run_id LIMIT ${MOST_SCANNED}`,
    )
    .bind(search.projectId, search.agent, after.timestamp, after.run_id, upTo.timestamp, upTo.run_id)
    .all<Pick<RecordRow, 'run_id' | 'corrects' | 'branch' | 'rehearsal'>>();
  const runs = (await asTheyRead(db, search.projectId, results)).filter((row) => isWanted(row, search)).length;
  return { runs, more: results.length === MOST_SCANNED };
}

/** The runs among records, each by its newest correction. */
async function asTheyRead<R extends Pick<RecordRow, 'run_id' | 'corrects'> & Partial<Corrected>>(
  db: Database,
  projectId: string,
  rows: readonly R[],
): Promise<R[]> {
  const runs = rows.filter(({ corrects }) => corrects === null);
  const corrections = await newestCorrections(
    db,
    projectId,
    runs.map(({ run_id }) => run_id),
  );
  return runs.map((row) => asCorrected(row, corrections.get(row.run_id)));
}

function isAfter(a: Pick<RecordRow, 'timestamp' | 'run_id'>, b: Pick<RecordRow, 'timestamp' | 'run_id'>): boolean {
  return a.timestamp === b.timestamp ? a.run_id > b.run_id : a.timestamp > b.timestamp;
}

const isWanted = (row: Pick<RecordRow, 'branch' | 'rehearsal'>, { branch }: RunSearch) =>
  !row.rehearsal && (branch === null || row.branch === branch);
