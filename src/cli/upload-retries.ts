import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from './client';
import type { Problem } from './problem';

/** How long a call to the service is repeated while that fails. */
export interface Patience {
  /** In all, milliseconds. */
  totalMs: number;
  /** Gives up at once when it is aborted. */
  stop?: AbortSignal;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/**
 * Repeats a call that may be repeated: where nothing answered, and on 408, 429 and 5xx, after as long as the service
 * says (`Retry-After`), else after twice as long each time, with chance in it so that jobs do not come back together.
 */
export async function persist<T>(call: () => Promise<Outcome<T>>, { totalMs, stop }: Patience): Promise<Outcome<T>> {
  const until = Date.now() + totalMs;
  for (let backOff = FIRST_DELAY_MS; ; backOff = Math.min(backOff * 2, LONGEST_DELAY_MS)) {
    const outcome = await call();
    if ('value' in outcome || !mayPass(outcome.problem)) return outcome;
    const wait = outcome.retryAfterMs ?? backOff * (0.5 + Math.random() / 2);
    if (stop?.aborted || Date.now() + wait > until) return outcome;
    await delay(wait);
  }
}

const mayPass = ({ status }: Problem) => status === null || status === 408 || status === 429 || status >= 500;
