/** The items of two lists by whether both have them. Of items with one key in the same list the last stands for all. */
export interface Matching<T> {
  gone: T[];
  fresh: T[];
  kept: { before: T; after: T }[];
}

/** Matches the items of two lists by a key, in the order of the lists. */
export function matchItems<T>(before: readonly T[], after: readonly T[], keyOf: (item: T) => string): Matching<T> {
  const [old, now] = [before, after].map((items) => new Map(items.map((item) => [keyOf(item), item])));
  const matching: Matching<T> = { gone: [], fresh: [], kept: [] };
  for (const [key, item] of now ?? []) {
    const known = old?.get(key);
    if (known === undefined) matching.fresh.push(item);
    else matching.kept.push({ before: known, after: item });
  }
  for (const [key, item] of old ?? []) if (now?.has(key) !== true) matching.gone.push(item);
  return matching;
}

/** A key of several parts, of which none can pass for another. */
export const keyOfParts = (...parts: readonly (string | number | null | readonly string[])[]) => JSON.stringify(parts);
