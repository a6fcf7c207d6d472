/** A decimal number as producers write counts: a sign, a fraction and an exponent may be there. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const WHOLE = /^-?\d{1,15}$/;

export interface Count {
  /** A safe integer from 0 on. */
  value: number;
  /** What the file says instead, in a word; null: just this. */
  odd: 'negative_count' | 'fractional_count' | 'huge_count' | null;
}

/**
 * How often something was run. Negative counts, which gcov makes of overflows and races, are 0: nothing shows that it
 * was run. A fraction is rounded up, because what was run in part was run. Beyond 2^53 - 1 a count stays there.
 *
 * @returns null where it is no number
 */
export function parseCount(text: string): Count | null {
  if (!DECIMAL.test(text)) return null;
  const number = Number(text);
  if (number < 0) return { value: 0, odd: 'negative_count' };
  if (number > Number.MAX_SAFE_INTEGER) return { value: Number.MAX_SAFE_INTEGER, odd: 'huge_count' };
  const value = Math.ceil(number);
  // Without the sign of -0, which is no count.
  return { value: value + 0, odd: value === number ? null : 'fractional_count' };
}

/** The number of a line, or another whole number that may be written with a minus; null where it is none. */
export function parseWhole(text: string): number | null {
  return WHOLE.test(text) ? Number(text) + 0 : null;
}
