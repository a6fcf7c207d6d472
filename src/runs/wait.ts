import type { Run } from '../domain/run';
import type { CiRun } from '../domain/ci-run/view';
import { anyCoordinatorOf } from './any-run';
import type { RunKey } from './pointer';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * The run when it is finished, or as it stands after `waitMs`; null where there is none. It asks again and again:
 * no state hangs on the waiting request, which may vanish at any time.
 */
export async function waitForRun(env: Env, key: RunKey, waitMs: number): Promise<Run | CiRun | null> {
  const until = Date.now() + waitMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const run = await anyCoordinatorOf(env, key).view();
    const left = until - Date.now();
    if (!run || run.status === 'finished' || left <= 0) return run;
    await scheduler.wait(Math.min(pause, left));
  }
}
