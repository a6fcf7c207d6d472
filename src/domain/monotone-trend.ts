import { medianOf } from './median';

/** A measurement: `x` in any unit of time, rising and each its own. */
export interface Measurement {
  x: number;
  y: number;
}

/** What a row of measurements does over time. */
export interface MonotoneTrend {
  /** Median of the slopes between all pairs, in units of y for one of x. */
  slope: number;
  /** The slope's 95 % interval; null below five measurements, of which none can be told. */
  interval: { low: number; high: number } | null;
  /** 1 where later values tend to be larger, -1 where smaller, 0 where neither. */
  direction: -1 | 0 | 1;
  /** One minus the two-sided p-value of the Mann–Kendall test against 'no trend', 0 to 1. */
  confidence: number;
}

/** 95 %, two-sided. */
const Z = 1.959963984540054;
const FEWEST_FOR_INTERVAL = 5;
/** Up to here, and without ties, the distribution of Kendall's S is counted out and not approximated. */
const MOST_COUNTED = 10;

/**
 * The slope of Theil (1950) and Sen (JASA 63, 1968), which up to 29 % of outliers leave where it is, with Sen's interval
 * from the variance of Kendall's S, and the test of Mann (1945) and Kendall. Costs the square of the measurements. The
 * test takes measurements for independent: of days that hang together it is surer than it should be.
 *
 * @returns null below two measurements
 */
export function monotoneTrend(measurements: readonly Measurement[]): MonotoneTrend | null {
  const slopes: number[] = [];
  let s = 0;
  for (const [i, later] of measurements.entries()) {
    for (const earlier of measurements.slice(0, i)) {
      slopes.push((later.y - earlier.y) / (later.x - earlier.x));
      s += Math.sign(later.y - earlier.y);
    }
  }
  const slope = medianOf(slopes);
  if (slope === null) return null;
  const values = measurements.map(({ y }) => y);
  const deviation = Math.sqrt(varianceOfS(values));
  return {
    slope,
    interval: values.length < FEWEST_FOR_INTERVAL ? null : slopeInterval(slopes, deviation),
    direction: s === 0 ? 0 : s > 0 ? 1 : -1,
    confidence: 1 - kendallP(values, s, deviation),
  };
}

/** Sen's interval: as many slopes lie beside it as S may deviate by chance. */
function slopeInterval(slopes: readonly number[], deviation: number): { low: number; high: number } {
  const sorted = Float64Array.from(slopes).sort();
  const last = sorted.length - 1;
  const beside = Math.floor((sorted.length - Z * deviation) / 2);
  const low = sorted[Math.max(0, beside)] ?? 0;
  const high = sorted[Math.min(last, last - beside)] ?? 0;
  return { low, high };
}

/** Variance of S where there is no trend, with the correction for groups of equal values (Kendall 1975). */
function varianceOfS(values: readonly number[]): number {
  const term = (n: number) => n * (n - 1) * (2 * n + 5);
  const ties = [...groupSizes(values)].reduce((sum, size) => sum + term(size), 0);
  return (term(values.length) - ties) / 18;
}

function groupSizes(values: readonly number[]): Iterable<number> {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return sizes.values();
}

/** Two-sided p-value of Kendall's S: counted out where there are few values and no ties, else the normal one. */
function kendallP(values: readonly number[], s: number, deviation: number): number {
  if (s === 0 || deviation === 0) return 1;
  const n = values.length;
  if (n <= MOST_COUNTED && new Set(values).size === n) return countedP(n, Math.abs(s));
  return 2 * normalTail((Math.abs(s) - 1) / deviation);
}

/** Share of the orders of n values whose S is at least so far from 0, from the numbers of their inversions. */
function countedP(n: number, s: number): number {
  let orders = [1];
  for (let size = 2; size <= n; size++) {
    const longer = Array.from({ length: orders.length + size - 1 }, () => 0);
    for (const [inversions, count] of orders.entries()) {
      for (let more = 0; more < size; more++) longer[inversions + more] = (longer[inversions + more] ?? 0) + count;
    }
    orders = longer;
  }
  const most = ((n * (n - 1)) / 2 - s) / 2;
  const total = orders.reduce((sum, count) => sum + count, 0);
  const tail = orders.slice(0, most + 1).reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * tail) / total);
}

/** Share of the normal distribution above z ≥ 0: Abramowitz and Stegun 26.2.17, off by less than 7.5e-8. */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
