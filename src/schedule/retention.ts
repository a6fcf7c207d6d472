import { keptSince, reasonOf, type Sweep, sweepRecords } from '../domain/retention';
import { log } from '../effects/log';
import { anyCoordinatorOf } from '../runs/any-run';
import { decidePurges, purgeCandidates, type Retention, visitProjects } from '../store/retention';
import { notePurges, type OpenPurge, openPurges } from '../store/run-purges';
import { purgeRunFiles } from '../store/stored-files';

/** Runs that are purged in one tick. */
const MOST_RUNS = 200;
/** Of these, the runs of one project before it is another's turn. */
const RUNS_A_TURN = 25;
/** Projects that one tick looks at, and how often it looks into their records. */
const MOST_PROJECTS = 50;
const MOST_TURNS = 100;
/** Records that a project's first turn reads, which is all where none is old; later turns read more. */
const FIRST_PAGE = 25;
const LONGEST_PAGE = 500;

/**
 * Deletes the files and transcripts of runs that are older than their project keeps them. First it is decided, in D1,
 * which runs these are; then they are purged one by one, and those that could not be are tried again in a later tick.
 * Safe to repeat, and to break off anywhere.
 *
 * @param now milliseconds since 1970
 */
export async function purgeOldRuns(env: Env, now: number): Promise<void> {
  const waiting = await openPurges(env.DB, MOST_RUNS);
  await decideInTurns(env.DB, now, MOST_RUNS - waiting.length);
  const purges = await openPurges(env.DB, MOST_RUNS);
  if (purges.length === 0) return;
  const outcomes = await Promise.allSettled(purges.map((purge) => purgeRun(env, purge)));
  const completed = purges.filter((_, i) => outcomes[i]?.status === 'fulfilled');
  const failed = purges.filter((_, i) => outcomes[i]?.status === 'rejected');
  await notePurges(env.DB, { completed, failed, now: new Date(now).toISOString() });
  const cause = outcomes.find((outcome) => outcome.status === 'rejected')?.reason;
  log('retention.purged', { runs: completed.length, failed: failed.length, ...(cause ? { cause } : {}) });
}

/** Goes round the projects, so that none with many old runs keeps the others waiting. */
async function decideInTurns(db: D1Database, now: number, room: number): Promise<void> {
  if (room <= 0) return;
  const projects = await visitProjects(db, 'runs', { now: new Date(now).toISOString(), limit: MOST_PROJECTS });
  const turns = projects.map((project) => ({ project, page: FIRST_PAGE }));
  let left = room;
  for (let turn = 0; turn < MOST_TURNS && left > 0; turn++) {
    const next = turns.shift();
    if (!next) return;
    const { project, page } = next;
    const sweep = await sweepProject(db, project, { now, most: Math.min(RUNS_A_TURN, left), page });
    if (sweep.cursor > project.cursor) {
      const purge = { purged_at: new Date(now).toISOString(), reason: reasonOf(project.policy) };
      left -= await decidePurges(db, project, sweep, purge);
    }
    if (sweep.more) {
      turns.push({ project: { ...project, cursor: sweep.cursor }, page: Math.min(page * 4, LONGEST_PAGE) });
    }
  }
}

/** What of a project is to be purged next; changes nothing. */
async function sweepProject(
  db: D1Database,
  { projectId, policy, cursor }: Retention,
  { now, most, page }: { now: number; most: number; page: number },
): Promise<Sweep> {
  const records = await purgeCandidates(db, projectId, { after: cursor, limit: page });
  return sweepRecords(records, { before: keptSince(policy, now), policy, cursor, most, scanned: page });
}

/** The coordinator first: from then on nobody is given a file of which the others may be gone. */
async function purgeRun(env: Env, { project_id: projectId, run_id: runId, purged_at, reason }: OpenPurge) {
  const key = { projectId, runId };
  const outcome = await anyCoordinatorOf(env, key).purge({ purged_at, reason });
  if (outcome === 'open') throw new Error('a run that has a record has not told all of it yet');
  await purgeRunFiles(env.ARTIFACTS, key);
}
