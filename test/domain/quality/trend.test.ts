import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findChangePoints } from '../../../src/domain/change-points';
import { monotoneTrend } from '../../../src/domain/monotone-trend';
import { computeTrend, type TrendPoint, type WindowTrend } from '../../../src/domain/quality/trend';

const DAY_MS = 24 * 3600 * 1000;
const NOW = Date.UTC(2026, 10, 21, 12);
const COVERAGE = { key: 'line_coverage', better: 'higher', unit: 'percent' } as const;
const FINDINGS = { key: 'findings', better: 'lower', unit: 'count' } as const;

/** A small disturbance that repeats only after many days, the same on every machine. */
const ripple = (i: number) => ((i * 7919) % 13) / 13 - 0.5;

/** One point a day, the last of them today; null is a day without one. */
const daily = (values: readonly (number | null)[]): TrendPoint[] =>
  values.flatMap((value, i) => (value === null ? [] : [{ at: NOW - (values.length - 1 - i) * DAY_MS, value }]));

const series = (days: number, valueOf: (i: number) => number | null) =>
  Array.from({ length: days }, (_, i) => valueOf(i));

function over(days: number, points: readonly TrendPoint[], rule: typeof COVERAGE | typeof FINDINGS = COVERAGE) {
  const window = computeTrend(rule, points, NOW).windows.find(({ window_days }) => window_days === days);
  if (!window) throw new Error(`no window of ${days} days`);
  return window;
}

const dayBefore = (days: number) => new Date(NOW - days * DAY_MS).toISOString().slice(0, 10);

describe('planted series', () => {
  test.each([30, 90])('a flat one with a ripple has no trend and no change over %i days', (days) => {
    const window = over(days, daily(series(90, (i) => 80 + ripple(i))));
    expect(window).toMatchObject({ improving: null, points: days, days, change_points: [] });
    expect(window.confidence).toBeLessThan(0.95);
    expect(window.slope_low).toBeLessThanOrEqual(0);
    expect(window.slope_high).toBeGreaterThanOrEqual(0);
  });

  test('a constant one has the slope 0, no confidence in a trend and no change', () => {
    expect(over(30, daily(series(30, () => 80)))).toMatchObject({
      improving: null,
      delta: 0,
      slope: 0,
      confidence: 0,
      change_points: [],
    });
  });

  test.each([7, 30, 90])('a slope is found with its size over %i days, and is no change of level', (days) => {
    const window = over(days, daily(series(90, (i) => 40 + 0.5 * i + ripple(i) / 10)));
    expect(window).toMatchObject({ improving: true, change_points: [] });
    expect(window.slope).toBeCloseTo(0.5, 1);
    expect(window.slope_low).toBeLessThanOrEqual(0.5);
    expect(window.slope_high).toBeGreaterThanOrEqual(0.5);
  });

  test('a step is found on its day, with both levels', () => {
    const window = over(30, daily(series(30, (i) => (i < 18 ? 80 : 70) + ripple(i))));
    expect(window.improving).toBe(false);
    expect(window.change_points).toHaveLength(1);
    const [change] = window.change_points;
    expect(change?.at).toBe(dayBefore(11));
    expect(change?.before).toBeCloseTo(80, 0);
    expect(change?.after).toBeCloseTo(70, 0);
  });

  test('up and down again are two changes and no trend', () => {
    const window = over(90, daily(series(90, (i) => (i >= 30 && i < 60 ? 90 : 80) + ripple(i))));
    expect(window.change_points.map(({ at }) => at)).toEqual([dayBefore(59), dayBefore(29)]);
    expect(window.improving).toBeNull();
  });

  test('an outlier, however far, makes neither a trend nor a change', () => {
    const plain = over(30, daily(series(30, (i) => 80 + ripple(i))));
    for (const place of [0, 3, 15, 29]) {
      const window = over(30, daily(series(30, (i) => (i === place ? 1e9 : 80 + ripple(i)))));
      expect(window).toMatchObject({ improving: null, change_points: [] });
      expect(Math.abs(window.slope ?? 1)).toBeLessThan(0.1);
      expect(Math.abs((window.delta ?? 0) - (plain.delta ?? 0))).toBeLessThan(1);
    }
  });

  test('an outlier hides no slope', () => {
    const window = over(30, daily(series(30, (i) => (i === 20 ? 0 : 40 + i))));
    expect(window.improving).toBe(true);
    expect(window.slope).toBeCloseTo(1, 1);
  });

  test('days without a measurement are left out, never taken for 0', () => {
    const gap = (i: number) => (i >= 8 && i < 22 ? null : 40 + i);
    const window = over(30, daily(series(30, gap)));
    expect(window).toMatchObject({ improving: true, slope: 1, points: 16, days: 16, change_points: [] });
    const flat = over(30, daily(series(30, (i) => (i >= 8 && i < 22 ? null : 80 + ripple(i)))));
    expect(flat).toMatchObject({ improving: null, change_points: [] });
  });
});

describe('what is too little to tell', () => {
  const unknown = { improving: null, delta: null, slope: null, slope_low: null, confidence: null, change_points: [] };

  test.each([
    ['nothing', []],
    ['one day', [80]],
  ])('%s has no trend: null, not 0', (_, values) => {
    expect(over(30, daily(values))).toMatchObject({ ...unknown, days: values.length });
  });

  test('four rising days are a slope and no trend; five are one', () => {
    expect(over(7, daily([1, 2, 3, 4]))).toMatchObject({ improving: null, slope: 1, slope_low: null });
    expect(over(7, daily([1, 2, 3, 4, 5]))).toMatchObject({ improving: true, slope: 1 });
  });
});

describe('the direction', () => {
  test('fewer findings are better, and more coverage is', () => {
    const rising = daily(series(30, (i) => i));
    const falling = daily(series(30, (i) => 30 - i));
    expect([over(30, rising), over(30, falling)].map(({ improving }) => improving)).toEqual([true, false]);
    expect([over(30, rising, FINDINGS), over(30, falling, FINDINGS)].map(({ improving }) => improving)).toEqual([
      false,
      true,
    ]);
  });

  test('weeks up that end far down are called neither', () => {
    const window = over(30, daily(series(30, (i) => (i < 26 ? 50 + i : 20))));
    expect(window.improving).toBeNull();
    expect(window.delta).toBeLessThan(0);
  });
});

test('a busy day weighs no more than a quiet one', () => {
  const busy = Array.from({ length: 500 }, (_, i) => ({ at: NOW - 10 * DAY_MS + i, value: 5 }));
  const quiet = daily(series(30, (i) => (i === 19 ? null : 80)));
  expect(over(30, [...busy, ...quiet])).toMatchObject({ points: 529, days: 30, slope: 0, improving: null });
});

test('the confidence is that of the exact distribution of Kendall, where it is counted out', () => {
  // Kendall, Rank Correlation Methods, table 1: of 5 values S = 10 has a one-sided probability of 1/120, S = 8 of 5/120.
  const rows = (values: number[]) => values.map((y, x) => ({ x, y }));
  expect(monotoneTrend(rows([1, 2, 3, 4, 5]))?.confidence).toBeCloseTo(1 - 2 / 120, 12);
  expect(monotoneTrend(rows([1, 2, 3, 5, 4]))?.confidence).toBeCloseTo(1 - 10 / 120, 12);
});

test('Pettitt’s test finds a change in the middle of twenty values', () => {
  const rows = Array.from({ length: 20 }, (_, x) => ({ x, y: x < 10 ? x % 3 : 100 + (x % 3) }));
  expect(findChangePoints(rows)).toEqual([{ index: 10, before: 1, after: 101 }]);
});

describe('for any points', () => {
  const points = fc.array(
    fc.record({
      at: fc.integer({ min: NOW - 120 * DAY_MS, max: NOW + DAY_MS }),
      value: fc.integer({ min: 0, max: 1000 }),
    }),
    { maxLength: 150 },
  );
  const windows = (given: TrendPoint[], rule: typeof COVERAGE | typeof FINDINGS = COVERAGE): WindowTrend[] =>
    computeTrend(rule, given, NOW).windows;

  test('their order changes nothing', () => {
    fc.assert(
      fc.property(points, (given) => {
        expect(windows([...given].reverse())).toEqual(windows(given));
      }),
    );
  });

  test('the other direction of better turns improving round and nothing else', () => {
    fc.assert(
      fc.property(points, (given) => {
        const turned = windows(given, FINDINGS).map((window) => ({
          ...window,
          improving: window.improving === null ? null : !window.improving,
        }));
        expect(turned).toEqual(windows(given));
      }),
    );
  });

  test('a constant that is added moves no slope and no confidence', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: -1000, max: 1000 }), (given, by) => {
        const moved = windows(given.map(({ at, value }) => ({ at, value: value + by })));
        for (const [i, window] of windows(given).entries()) {
          expect(moved[i]?.confidence).toBe(window.confidence);
          expect(moved[i]?.slope ?? 0).toBeCloseTo(window.slope ?? 0, 9);
        }
      }),
    );
  });

  test('the slope lies within its interval, and every day is of the window', () => {
    fc.assert(
      fc.property(points, (given) => {
        const trend = computeTrend(COVERAGE, given, NOW);
        expect(trend.days.length).toBeLessThanOrEqual(90);
        for (const { slope, slope_low, slope_high, days, window_days } of trend.windows) {
          expect(days).toBeLessThanOrEqual(window_days);
          if (slope === null || slope_low === null || slope_high === null) continue;
          expect(slope_low).toBeLessThanOrEqual(slope);
          expect(slope_high).toBeGreaterThanOrEqual(slope);
        }
      }),
    );
  });
});

test('of a flat noisy series a trend is told about as rarely as the confidence says', () => {
  let told = 0;
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 30, maxLength: 30 }), (values) => {
      if (over(30, daily(values)).improving !== null) told += 1;
    }),
    { numRuns: 400, seed: 20261121 },
  );
  expect(told).toBeLessThan(400 * 0.1);
});
