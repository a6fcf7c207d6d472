import { log } from '../effects/log';
import { abandonSaves, forgetSave } from '../store/quality-saves';
import { deleteResultFiles } from '../store/stored-files';

/** Saves that one tick clears away. */
const MOST_SAVES = 100;

/** A save that was not completed after this long never will be: its request has ended. */
const ABANDONED_AFTER_MS = 3600 * 1000;

/**
 * Deletes the files of quality results whose save died before there was a result. Safe to repeat, and to break off
 * anywhere: a save is forgotten when its files are gone.
 *
 * @param now milliseconds since 1970
 */
export async function clearUnfinishedSaves(env: Env, now: number): Promise<void> {
  const before = new Date(now - ABANDONED_AFTER_MS).toISOString();
  const saves = await abandonSaves(env.DB, { before, now: new Date(now).toISOString(), most: MOST_SAVES });
  for (const save of saves) {
    await deleteResultFiles(env.ARTIFACTS, { projectId: save.project_id, id: save.id });
    await forgetSave(env.DB, save);
  }
  if (saves.length > 0) log('results.unfinished', { cleared: saves.length });
}
