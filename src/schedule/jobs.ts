import { log } from '../effects/log';
import { deleteProjects } from './deletion';
import { keepResults } from './result-upkeep';
import { purgeOldRuns } from './retention';
import { computeTrends } from './trends';
import { clearUnfinishedSaves } from './unfinished-saves';
import { wakeSilentRuns } from './watchdog';

/** What cron does. Each job is safe to repeat and stands for itself. */
const JOBS: Record<string, (env: Env, now: number) => Promise<void>> = {
  watchdog: wakeSilentRuns,
  retention: purgeOldRuns,
  deletion: deleteProjects,
  trends: computeTrends,
  results: keepResults,
  unfinished_saves: clearUnfinishedSaves,
};

/** Does every job; one that fails hinders no other. @param now milliseconds since 1970 */
export async function runJobs(env: Env, now: number): Promise<void> {
  for (const [job, run] of Object.entries(JOBS)) {
    try {
      await run(env, now);
    } catch (cause) {
      log('job.failed', { job, cause });
    }
  }
}
