/** The sum of two counts. It stays at 2^53 - 1, so it is the same in whatever order counts are added. */
export const addHits = (a: number, b: number) => Math.min(a + b, Number.MAX_SAFE_INTEGER);

/** Joins two numbers of which null says nothing: null and n are n. */
export function joinKnown(a: number | null, b: number | null, join: (a: number, b: number) => number): number | null {
  if (a === null) return b;
  return b === null ? a : join(a, b);
}
