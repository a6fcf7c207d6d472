import { sha256 } from '../hash';

const MOST_CHARACTERS = 1000;
const DIGEST_CHARACTERS = 16;

/**
 * A name of 1,000 UTF-16 units at most. A longer one is cut and ends in `#` and 16 hexadecimal digits of the SHA-256
 * of the whole, so that two that differ far behind stay two.
 */
export function boundedName(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const kept = MOST_CHARACTERS - DIGEST_CHARACTERS - 1;
  const splitsPair = /[\ud800-\udbff]/.test(text.charAt(kept - 1));
  return `${text.slice(0, splitsPair ? kept - 1 : kept)}#${sha256(text).slice(0, DIGEST_CHARACTERS)}`;
}
