import { log } from '../effects/log';
import { anyCoordinatorOf } from '../runs/any-run';
import { type DeletedProject, deletedProjects, deleteProjectRows } from '../store/projects';
import { deleteProjectFiles, deleteRunFiles, runsWithFiles } from '../store/stored-files';

/** Projects that one tick goes on with, and what it takes of each. */
const MOST_PROJECTS = 10;
const MOST_RUNS = 50;
const MOST_FILES = 1000;
const MOST_ROWS = 1000;

/**
 * What was under way when a project was deleted has ended after this long: a run that was just being started has its
 * manifest, one that was being finished has its files, and the last record has been written.
 */
const SETTLED_AFTER_MS = 3600 * 1000;

/**
 * Deletes what deleted projects have left: first the runs, then other files, then the rows of D1, and the project
 * itself at the very end. Each tick starts again with what is still there, so it may break off anywhere.
 *
 * @param now milliseconds since 1970
 */
export async function deleteProjects(env: Env, now: number): Promise<void> {
  const projects = await deletedProjects(env.DB, MOST_PROJECTS);
  for (const project of projects) {
    try {
      log('deletion.step', { project: project.id, ...(await deleteStep(env, project, now)) });
    } catch (cause) {
      log('deletion.failed', { project: project.id, cause });
    }
  }
}

async function deleteStep(env: Env, { id, deleted_at }: DeletedProject, now: number): Promise<Record<string, unknown>> {
  const runs = await runsWithFiles(env.ARTIFACTS, id, MOST_RUNS);
  await Promise.all(
    runs.map(async (runId) => {
      const key = { projectId: id, runId };
      // The files last: a run is found by them.
      await anyCoordinatorOf(env, key).destroy();
      await deleteRunFiles(env.ARTIFACTS, key);
    }),
  );
  if (runs.length > 0) return { runs: runs.length };
  const files = await deleteProjectFiles(env.ARTIFACTS, id, MOST_FILES);
  if (files > 0) return { files };
  if (now < Date.parse(deleted_at) + SETTLED_AFTER_MS) return { waits: true };
  return { gone: await deleteProjectRows(env.DB, id, MOST_ROWS) };
}
