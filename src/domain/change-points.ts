import { medianOf } from './median';
import { type Measurement, monotoneTrend } from './monotone-trend';

/** The level of a row of measurements changed from one to the next. */
export interface ChangePoint {
  /** Index of the first measurement on the new level. */
  index: number;
  /** Medians of the stretches on either side. */
  before: number;
  after: number;
}

/** A change is told where chance gives one as large in fewer than so many of all rows without a change. */
const ALPHA = 0.05;
/** Fewer on one side are an outlier and no level. */
const SHORTEST_STRETCH = 3;

/**
 * Where the level of measurements changed: Pettitt's rank test (Applied Statistics 28, 1979), applied again to each side
 * of what it finds (binary segmentation), so no permutations are drawn. What a straight line fits as well as two levels
 * is a slope and no change. A change near either end, or of fewer than about a dozen measurements, is too little to
 * tell from chance.
 *
 * @returns in the order of time
 */
export function findChangePoints(measurements: readonly Measurement[]): ChangePoint[] {
  const places = changedPlaces(measurements, 0);
  const bounds = [0, ...places, measurements.length];
  const levels = bounds.slice(1).map((end, i) => levelOf(measurements.slice(bounds[i], end)));
  return places.flatMap((index, i) => {
    const [before, after] = [levels[i] ?? null, levels[i + 1] ?? null];
    return before === null || after === null || before === after ? [] : [{ index, before, after }];
  });
}

function changedPlaces(measurements: readonly Measurement[], offset: number): number[] {
  const { place, p } = strongestChange(measurements.map(({ y }) => y));
  if (p >= ALPHA || !isLevelChange(measurements, place)) return [];
  return [
    ...changedPlaces(measurements.slice(0, place), offset),
    offset + place,
    ...changedPlaces(measurements.slice(place), offset + place),
  ];
}

/** Pettitt's K: where later and earlier values differ most in rank, and his approximate p-value of that. */
function strongestChange(values: readonly number[]): { place: number; p: number } {
  const n = values.length;
  let [u, place, k] = [0, 0, 0];
  for (let t = 1; t <= n - SHORTEST_STRETCH; t++) {
    const value = values[t - 1] ?? 0;
    u += values.reduce((sum, other) => sum + Math.sign(other - value), 0);
    if (t >= SHORTEST_STRETCH && Math.abs(u) > k) [k, place] = [Math.abs(u), t];
  }
  return { place, p: k === 0 ? 1 : Math.min(1, 2 * Math.exp((-6 * k * k) / (n ** 3 + n ** 2))) };
}

/** Whether two levels lie closer to the measurements than one straight line does. */
function isLevelChange(measurements: readonly Measurement[], place: number): boolean {
  const sides = [measurements.slice(0, place), measurements.slice(place)];
  const besideLevels = sides.reduce((sum, side) => sum + distance(side, () => levelOf(side) ?? 0), 0);
  const slope = monotoneTrend(measurements)?.slope ?? 0;
  const start = medianOf(measurements.map(({ x, y }) => y - slope * x)) ?? 0;
  return besideLevels < distance(measurements, (x) => start + slope * x);
}

const levelOf = (stretch: readonly Measurement[]) => medianOf(stretch.map(({ y }) => y));

const distance = (stretch: readonly Measurement[], at: (x: number) => number) =>
  stretch.reduce((sum, { x, y }) => sum + Math.abs(y - at(x)), 0);
