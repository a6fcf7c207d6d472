import { compilePattern } from '../domain/expectations/pattern';

/** Escapes that mean the same to every engine: classes, boundaries, white space, and punctuation that stands for itself. */
const SHARED_ESCAPE = /^\\(?:[dDwWsSbBnrtfv]|[\\.^$|?*+()[\]{}/]|[pP]\{(?:L|Lu|Ll|N|Nd|P|S|Z|M|C)\})/;

/**
 * A regular expression in the part of RE2's syntax that all eleven languages share: no inline flags, no named groups,
 * no POSIX classes, no escapes that one engine lacks. `\d`, `\w`, `\s` and `\b` go by ASCII in some and by Unicode in others.
 *
 * @returns null where the pattern may be used
 */
export function checkPattern(source: string, flags: string): { code: string; detail: string } | null {
  const pattern = compilePattern(source, flags);
  if ('fault' in pattern) return { code: 'invalid_regex', detail: pattern.fault };
  const odd = piecesOf(source).find(({ text, inClass }) => !isShared(text, inClass));
  return odd ? { code: 'not_portable', detail: `not every language knows ${odd.text.slice(0, 8)}` } : null;
}

/** Rewrites the pieces of a pattern: an escape is one piece, any other character is. `inClass`: between [ and ]. */
export function rewritePattern(source: string, rewrite: (piece: string, inClass: boolean) => string): string {
  return piecesOf(source)
    .map(({ text, inClass }) => rewrite(text, inClass))
    .join('');
}

interface Piece {
  text: string;
  inClass: boolean;
}

function piecesOf(source: string): Piece[] {
  const pieces: Piece[] = [];
  let inClass = false;
  for (let i = 0; i < source.length;) {
    const text = pieceAt(source, i, inClass);
    if (inClass && text === ']') inClass = false;
    pieces.push({ text, inClass });
    if (!inClass && text === '[') inClass = true;
    i += text.length;
  }
  return pieces;
}

function pieceAt(source: string, i: number, inClass: boolean): string {
  const rest = source.slice(i);
  if (rest.startsWith('\\'))
    return SHARED_ESCAPE.exec(rest)?.[0] ?? `\\${String.fromCodePoint(rest.codePointAt(1) ?? 92)}`;
  if (!inClass && rest.startsWith('(?')) return rest.slice(0, 3);
  return String.fromCodePoint(rest.codePointAt(0) ?? 0);
}

function isShared(piece: string, inClass: boolean): boolean {
  if (piece.startsWith('\\')) return SHARED_ESCAPE.test(piece) && !(inClass && /^\\[bB]$/.test(piece));
  if (piece.startsWith('(?')) return piece === '(?:';
  // Inside of a class `[` opens a set in some engines, and `&&` and `--` are operations of sets.
  return !inClass || !['[', '&', '~'].includes(piece);
}
