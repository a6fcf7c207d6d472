import { computeTypeTrend, LONGEST_WINDOW, type TrendResult } from '../domain/quality/trend';
import { log } from '../effects/log';
import { type DueTrend, dueTrends, storeTrend, type TrendPlace, trendPage } from '../store/quality-trends';

/** Results of one task that its trend looks at: the newest ones. */
const MOST_RESULTS = 10_000;
const RESULTS_A_PAGE = 2_500;
/** What one tick reads, about: the trend that goes beyond it is the last of the tick. */
const MOST_READ = 30_000;
/** Trends of one tick. */
const MOST_TRENDS = 200;

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Computes the trends that are due. What is too much for one tick stays due, and the next one goes on with what has
 * waited longest. Safe to repeat, and to break off anywhere.
 *
 * @param now milliseconds since 1970
 */
export async function computeTrends(env: Env, now: number): Promise<void> {
  const due = await dueTrends(env.DB, new Date(now).toISOString(), MOST_TRENDS);
  let [read, done] = [0, 0];
  for (const trend of due) {
    if (read >= MOST_READ) break;
    read += await computeOne(env.DB, trend, now);
    done += 1;
  }
  if (due.length > 0) log('trends.computed', { trends: done, waiting: due.length - done, rows_read: read });
}

/** @returns rows of D1 that it has read */
async function computeOne(db: D1Database, due: DueTrend, now: number): Promise<number> {
  const { results, rowsRead } = await recentResults(db, due, now);
  const trend = computeTypeTrend(due.task_type, results, now);
  // Without results in its longest window it says nothing tomorrow either: the next result makes it due.
  const nextAt = results.length === 0 ? null : new Date(now + DAY_MS).toISOString();
  const seen = results[0]?.created_at ?? new Date(now - LONGEST_WINDOW * DAY_MS).toISOString();
  await storeTrend(db, due, { trend, seen, nextAt, soonAt: new Date(now + HOUR_MS).toISOString() });
  return rowsRead;
}

async function recentResults(db: D1Database, due: DueTrend, now: number) {
  const since = new Date(now - LONGEST_WINDOW * DAY_MS).toISOString();
  const found: TrendResult[] = [];
  let rowsRead = 0;
  let before: TrendPlace | null = null;
  do {
    const limit = Math.min(RESULTS_A_PAGE, MOST_RESULTS - found.length);
    const page: Awaited<ReturnType<typeof trendPage>> = await trendPage(db, due, { since, before, limit });
    found.push(...page.results);
    rowsRead += page.rowsRead;
    before = page.next;
  } while (before !== null && found.length < MOST_RESULTS);
  return { results: found, rowsRead };
}
