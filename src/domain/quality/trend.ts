import { z } from 'zod';
import { findChangePoints } from '../change-points';
import { medianOf } from '../median';
import { type Measurement, monotoneTrend } from '../monotone-trend';
import { type MetricRule, METRICS, TaskType } from './task';

/** Days that a trend is looked at over. */
export const TREND_WINDOWS = [7, 30, 90] as const;
export const LONGEST_WINDOW = 90;

/** A trend is told from this confidence on. */
const SURE = 0.95;
/** Days at either end whose median is the level there: one odd day moves neither. */
const END_DAYS = 3;

const ChangePoint = z.strictObject({
  at: z.iso.date().meta({ description: 'The first day on the new level' }),
  before: z.number(),
  after: z.number(),
});

/** What a metric did over one window. */
export const WindowTrend = z
  .strictObject({
    window_days: z.int().positive().meta({ description: 'UTC days, today the last of them' }),
    points: z.int().nonnegative().meta({ description: 'Results in which it was measured' }),
    days: z.int().nonnegative().meta({ description: 'Days with such a result; the median of each is what counts' }),
    improving: z.boolean().nullable().meta({
      description: 'true: towards better, false: towards worse; null where no trend can be told, also for too few days',
    }),
    delta: z.number().nullable().meta({
      description: 'Median of the last three days minus that of the first three; null below two days',
    }),
    slope: z.number().nullable().meta({ description: 'Change a day, Theil–Sen; null below two days' }),
    slope_low: z.number().nullable().meta({ description: '95 %, by Sen from Kendall’s S; null below five days' }),
    slope_high: z.number().nullable(),
    confidence: z.number().min(0).max(1).nullable().meta({
      description: 'One minus the two-sided p-value of the Mann–Kendall test; days are taken for independent',
    }),
    change_points: z.array(ChangePoint).meta({ description: 'Where the level changed (Pettitt), oldest first' }),
  })
  .meta({ description: 'What a metric did over one window' });
export type WindowTrend = z.infer<typeof WindowTrend>;

/** A metric by day, and what it did over each window. */
export const MetricTrend = z.strictObject({
  metric: z.string(),
  better: z.enum(['higher', 'lower']),
  unit: z.string(),
  days: z
    .array(z.strictObject({ day: z.iso.date(), value: z.number() }))
    .max(LONGEST_WINDOW)
    .meta({ description: 'Medians by UTC day; a day without a measurement is left out' }),
  windows: z.array(WindowTrend),
});
export type MetricTrend = z.infer<typeof MetricTrend>;

/** The trend of one task's results in a project. */
export const TypeTrend = z
  .strictObject({
    task_type: TaskType,
    name: z.string().nullable().meta({ description: 'Results of this name and branch are what it is of' }),
    branch: z.string().nullable(),
    results: z.int().nonnegative().meta({ description: 'How many of them, in 90 days' }),
    since: z.iso.datetime().nullable().meta({ description: 'The oldest of them; null of none' }),
    computed_at: z.iso.datetime(),
    metrics: z.array(MetricTrend).meta({ description: 'The first one is the headline' }),
  })
  .meta({ description: 'The trend of one task’s results in a project' });
export type TypeTrend = z.infer<typeof TypeTrend>;

/** What of a result its trend needs. */
export interface TrendResult {
  created_at: string;
  name: string;
  branch: string | null;
  metrics: Readonly<Record<string, number | null>>;
}

/**
 * The trend of a task's results. Results of another name or branch are another series: coverage of two services, or
 * of a pull request and the main branch, make no line together. The series with the most results is followed.
 *
 * @param results newest first
 * @param now milliseconds since 1970
 */
export function computeTypeTrend(taskType: TaskType, results: readonly TrendResult[], now: number): TypeTrend {
  const series = longestSeries(results);
  return {
    task_type: taskType,
    name: series[0]?.name ?? null,
    branch: series[0]?.branch ?? null,
    results: series.length,
    since: series.at(-1)?.created_at ?? null,
    computed_at: new Date(now).toISOString(),
    metrics: METRICS[taskType].map((rule) => {
      const points = series.flatMap(({ created_at, metrics }) => {
        const value = metrics[rule.key] ?? null;
        return value === null ? [] : [{ at: Date.parse(created_at), value }];
      });
      return computeTrend(rule, points, now);
    }),
  };
}

/** Of series of one length the one with the newest result. */
function longestSeries(results: readonly TrendResult[]): TrendResult[] {
  const series = new Map<string, TrendResult[]>();
  for (const result of results) {
    const key = JSON.stringify([result.name, result.branch]);
    const found = series.get(key);
    if (found) found.push(result);
    else series.set(key, [result]);
  }
  return [...series.values()].reduce((longest, one) => (one.length > longest.length ? one : longest), []);
}

/** The window that stands for a trend where there is room for one. */
const HEADLINE_WINDOW = 30;

/** A trend in short: its first metric over 30 days; null where there is none. */
export function headlineTrend({
  metrics: [headline],
}: Pick<TypeTrend, 'metrics'>): (WindowTrend & Pick<MetricTrend, 'metric'>) | null {
  const window = headline?.windows.find(({ window_days }) => window_days === HEADLINE_WINDOW);
  return headline && window ? { metric: headline.metric, ...window } : null;
}

/** A measurement at a time, milliseconds since 1970. */
export interface TrendPoint {
  at: number;
  value: number;
}

const DAY_MS = 24 * 3600 * 1000;

interface Day extends Measurement {
  points: number;
}

/**
 * What a metric does over 7, 30 and 90 days. Points are first brought to one median a day, so that neither a busy day
 * nor the number of points weighs: n log n for the points, then at most 90 days. Days without a point are gaps, never 0.
 *
 * @param now milliseconds since 1970; later points are left out
 */
export function computeTrend(
  { key, better, unit }: Pick<MetricRule, 'key' | 'better' | 'unit'>,
  points: readonly TrendPoint[],
  now: number,
): MetricTrend {
  const today = Math.floor(now / DAY_MS);
  const days = dailyMedians(points.filter(({ at }) => at <= now)).filter(({ x }) => x > today - LONGEST_WINDOW);
  return {
    metric: key,
    better,
    unit,
    days: days.map(({ x, y }) => ({ day: dayText(x), value: y })),
    windows: TREND_WINDOWS.map((length) => ({
      window_days: length,
      ...windowTrend(
        days.filter(({ x }) => x > today - length),
        better,
      ),
    })),
  };
}

function windowTrend(days: readonly Day[], better: MetricRule['better']): Omit<WindowTrend, 'window_days'> {
  const trend = monotoneTrend(days);
  const delta = levelDelta(days);
  return {
    points: days.reduce((sum, { points }) => sum + points, 0),
    days: days.length,
    improving: trend && delta !== null ? isImproving(trend, delta, better) : null,
    delta,
    slope: trend?.slope ?? null,
    slope_low: trend?.interval?.low ?? null,
    slope_high: trend?.interval?.high ?? null,
    confidence: trend?.confidence ?? null,
    change_points: findChangePoints(days).map(({ index, before, after }) => ({
      at: dayText(days[index]?.x ?? 0),
      before,
      after,
    })),
  };
}

/** null where the ends tell another story than the days between: up for weeks and down at last is neither. */
function isImproving(
  { direction, confidence }: { direction: number; confidence: number },
  delta: number,
  better: MetricRule['better'],
): boolean | null {
  if (confidence < SURE || direction === 0 || Math.sign(delta) !== direction) return null;
  return direction === (better === 'higher' ? 1 : -1);
}

function levelDelta(days: readonly Day[]): number | null {
  const size = Math.min(END_DAYS, days.length >> 1);
  if (size === 0) return null;
  const first = medianOf(days.slice(0, size).map(({ y }) => y));
  const last = medianOf(days.slice(-size).map(({ y }) => y));
  return first === null || last === null ? null : last - first;
}

/** In the order of days; `x` counts them since 1970. */
function dailyMedians(points: readonly TrendPoint[]): Day[] {
  const byDay = new Map<number, number[]>();
  for (const { at, value } of points) {
    const day = Math.floor(at / DAY_MS);
    const values = byDay.get(day);
    if (values) values.push(value);
    else byDay.set(day, [value]);
  }
  return [...byDay]
    .map(([x, values]) => ({ x, y: medianOf(values) ?? 0, points: values.length }))
    .sort((a, b) => a.x - b.x);
}

const dayText = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
