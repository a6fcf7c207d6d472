/** Bytes that an XML declaration may take. */
const DECLARATION_BYTES = 1024;

/** `claimed`: the encoding that the declaration names, where the bytes cannot be of it. */
export interface XmlEncoding {
  label: string;
  claimed: string | null;
}

/**
 * The encoding of a document by its first bytes: a byte order mark, else the zero bytes of UTF-16, else the
 * declaration, else UTF-8 (XML 1.0, appendix F).
 *
 * @param whole nothing follows these bytes
 * @returns null where more bytes are needed, 1,024 at most
 */
export function findEncoding(head: Uint8Array, whole: boolean): XmlEncoding | null {
  const [first, second, third] = head;
  if (first === 0xff && second === 0xfe) return { label: 'utf-16le', claimed: null };
  if (first === 0xfe && second === 0xff) return { label: 'utf-16be', claimed: null };
  if (first === 0xef && second === 0xbb && third === 0xbf) return { label: 'utf-8', claimed: null };
  if (first === 0x3c && second === 0) return { label: 'utf-16le', claimed: null };
  if (first === 0 && second === 0x3c) return { label: 'utf-16be', claimed: null };

  const text = String.fromCharCode(...head.subarray(0, DECLARATION_BYTES));
  const complete = whole || head.length >= DECLARATION_BYTES;
  if (!complete && (text.length < 3 || '<?xml'.startsWith(text))) return null;
  if (!text.startsWith('<?xml')) return { label: 'utf-8', claimed: null };
  const end = text.indexOf('?>');
  if (end < 0 && !complete) return null;
  const label = /\sencoding\s*=\s*["']([^"']+)["']/.exec(end < 0 ? text : text.slice(0, end))?.[1] ?? 'utf-8';
  // .NET writes `utf-16` into what it then stores as UTF-8: a declaration that reads as ASCII is no UTF-16.
  return /^(?:utf-16|ucs-2|iso-10646-ucs-2)/i.test(label)
    ? { label: 'utf-8', claimed: label }
    : { label, claimed: null };
}
