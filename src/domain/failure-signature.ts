import { sha256 } from './hash';

/** Colours and cursor movements of terminals (ECMA-48 control sequences), whole or as a report spelled them out. */
const TERMINAL = new RegExp(String.raw`(?:\u001b|\\e|\\x1b|\\u001b|#x1B)\[[0-9;?]{0,32}[a-z]`, 'gi');

/**
 * What differs between two occurrences of one failure, the longest forms first. What a pattern may try from each
 * place is bounded, so that no text takes more than linear time.
 */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>)]+/gi, '<url>'],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?/gi, '<time>'],
  [/\b[a-z]{2,8}_[0-9a-z]{12,}\b/gi, '<id>'],
  [/\b0x[0-9a-f]+\b/gi, '<address>'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{7,}\b/gi, '<id>'],
  [/\b[a-z]:\\[^\s"'<>:)]+/gi, '<path>'],
  [/(?<![\w/.<])(?:\.{0,2}\/)?(?:[\w@.-]{1,255}\/){1,64}[\w@.-]{1,255}/g, '<path>'],
  [/(?<![\w/.<])\/[\w@.-]+/g, '<path>'],
  [/\d+(?:\.\d+)?/g, '<n>'],
];

/** A text without terminal control sequences. */
export const plainText = (text: string) => text.replaceAll(TERMINAL, '');

/** A failure's description without what differs from one occurrence to the next: ids, times, paths, numbers. */
export function normaliseFailure(description: string): string {
  const stable = VOLATILE.reduce((text, [pattern, name]) => text.replaceAll(pattern, name), plainText(description));
  return stable.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}

/**
 * The same for failures that differ only in what `normaliseFailure` takes away: `sig_` and 16 hexadecimal digits.
 *
 * @param places where it happened, as they are: of two failures that say the same, other places tell them apart
 */
export function failureSignature(description: string, places: readonly string[] = []): string {
  return `sig_${sha256([normaliseFailure(description), ...places].join('\n')).slice(0, 16)}`;
}
