import { compressedBefore } from '../domain/retention';
import { log } from '../effects/log';
import { compressResultFiles, deleteResultFiles } from '../store/quality-compression';
import {
  decideResultPurges,
  type KeptResult,
  noteCleared,
  noteCompressed,
  postponeUpkeep,
  resultsToClear,
  resultsToCompress,
} from '../store/quality-upkeep';
import { type Retention, visitProjects } from '../store/retention';

/** Projects that one tick looks at, and what it takes of each. */
const MOST_PROJECTS = 20;
const PURGES_A_PROJECT = 50;
const COMPRESSIONS_A_PROJECT = 5;
/** Results whose files one tick deletes, and files that it compresses, about. */
const MOST_CLEARED = 200;
const MOST_COMPRESSED = 200;

/**
 * Purges and compresses the files of quality results that are old enough. What is to be purged is decided first, in
 * D1; what of it could not be deleted is tried again in a later tick, and so is a compression. Safe to repeat, and to
 * break off anywhere: nothing is counted twice.
 *
 * @param now milliseconds since 1970
 */
export async function keepResults(env: Env, now: number): Promise<void> {
  const at = new Date(now).toISOString();
  const projects = await visitProjects(env.DB, 'results', { now: at, limit: MOST_PROJECTS });
  for (const project of projects) await decideResultPurges(env.DB, project, { now, most: PURGES_A_PROJECT });
  const cleared = await clearResults(env, at);
  const compressed = await compressResults(env, projects, now);
  if (cleared + compressed > 0) log('results.kept', { cleared, compressed });
}

/** @returns how many are cleared */
async function clearResults(env: Env, at: string): Promise<number> {
  const results = await resultsToClear(env.DB, MOST_CLEARED);
  let done = 0;
  for (const result of results) {
    try {
      await deleteResultFiles(env.ARTIFACTS, result);
      await noteCleared(env.DB, result);
      done += 1;
    } catch (cause) {
      log('results.clear_failed', { result: result.id, cause });
      await postponeUpkeep(env.DB, 'clear_from', { ...result, until: at });
    }
  }
  return done;
}

/** Goes round the projects, so that none with many results keeps the others waiting. @returns how many are compressed */
async function compressResults(env: Env, projects: readonly Retention[], now: number): Promise<number> {
  let [files, done] = [0, 0];
  for (const project of projects) {
    if (files >= MOST_COMPRESSED) break;
    const results = await resultsToCompress(env.DB, project, { now, limit: COMPRESSIONS_A_PROJECT });
    for (const result of results) {
      files += result.files.length;
      if (await compressOne(env, project, { result, now })) done += 1;
    }
  }
  return done;
}

async function compressOne(
  env: Env,
  { policy }: Retention,
  { result, now }: { result: KeptResult; now: number },
): Promise<boolean> {
  try {
    const storedBytes = await compressResultFiles(env.ARTIFACTS, result);
    await noteCompressed(env.DB, result, { storedBytes, now: new Date(now).toISOString() });
    return true;
  } catch (cause) {
    log('results.compress_failed', { result: result.id, cause });
    await postponeUpkeep(env.DB, 'compress_from', { ...result, until: compressedBefore(policy, now) });
    return false;
  }
}
