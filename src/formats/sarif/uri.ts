const SCHEME = /^[a-z][a-z0-9+.-]+:/i;
const DRIVE = /^[a-z]:\//i;

/** RFC 3986: a scheme and what a URI may hold, with whole percent escapes and one fragment. */
const ABSOLUTE =
  /^[a-z][a-z0-9+.-]*:(?:[a-z0-9._~:/?@!$&'()*+,;=-]|%[0-9a-f]{2})+(?:#(?:[a-z0-9._~:/?@!$&'()*+,;=-]|%[0-9a-f]{2})*)?$/i;

/** An absolute URI as it may stand in a log; null where the text is none. */
export function absoluteUri(text: string | null): string | null {
  return text !== null && ABSOLUTE.test(text) ? text : null;
}

/**
 * The URI reference (RFC 3986) that `fileOf` reads as the same file again: a relative path stays relative, an absolute
 * one becomes a `file:` URI, what is a URI already has its forbidden characters escaped.
 */
export function uriOfFile(file: string): string {
  if (DRIVE.test(file)) return `file:///${file.slice(0, 2)}${escapePath(file.slice(2))}`;
  // `//host/share` names its machine itself.
  if (file.startsWith('/')) return `file:${file.startsWith('//') ? '' : '//'}${escapePath(file)}`;
  const scheme = SCHEME.exec(file)?.[0];
  if (scheme !== undefined) return absoluteUri(file) ?? `${scheme}${escapePath(file.slice(scheme.length))}`;
  return escapePath(file);
}

const escapePath = (path: string) => path.toWellFormed().split('/').map(encodeURIComponent).join('/');
