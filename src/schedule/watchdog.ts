import { log } from '../effects/log';
import { anyCoordinatorOf } from '../runs/any-run';
import { endWatch, silentRuns } from '../store/live-runs';

/** A run under way beats every four minutes; after this long without a beat its alarm may be lost. */
const SILENT_AFTER_MS = 10 * 60_000;
/** Runs woken in one go; the next go takes those that are still silent. */
const MOST_RUNS = 200;

/** Wakes the coordinators of runs that have fallen silent: alarms have been lost. Safe to repeat. */
export async function wakeSilentRuns(env: Env, now: number): Promise<void> {
  const before = new Date(now - SILENT_AFTER_MS).toISOString();
  const runs = await silentRuns(env.DB, before, MOST_RUNS);
  const woken = await Promise.allSettled(
    runs.map(async (run) => {
      if (!(await anyCoordinatorOf(env, run).poke())) await endWatch(env.DB, run);
    }),
  );
  const failed = woken.filter(({ status }) => status === 'rejected').length;
  if (runs.length > 0) log('watchdog.woke', { runs: runs.length, failed });
}
