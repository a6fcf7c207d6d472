/** Bytes that `String.fromCharCode` takes at once without running out of call stack. */
const CHUNK = 8192;

/**
 * The first bytes of a file as text, to recognise it by: a byte a character, or two where they are UTF-16 by their
 * byte order mark or by the zeros beside the first ASCII character. What lies beyond ASCII is wrong and does not
 * matter. A byte order mark is dropped.
 */
export function readHeadText(head: Uint8Array): string {
  const [first = 0, second = 0, third = 0] = head;
  if (first === 0xff && second === 0xfe) return joinUnits(head.subarray(2), 1);
  if (first === 0xfe && second === 0xff) return joinUnits(head.subarray(2), 0);
  if (first === 0xef && second === 0xbb && third === 0xbf) return joinUnits(head.subarray(3), null);
  if (first !== 0 && second === 0 && head.length > 1) return joinUnits(head, 1);
  if (first === 0 && second !== 0) return joinUnits(head, 0);
  return joinUnits(head, null);
}

/** @param high which byte of a pair is the higher one; null: bytes do not come in pairs */
function joinUnits(bytes: Uint8Array, high: 0 | 1 | null): string {
  const units = high === null ? bytes : pairUp(bytes, high);
  let text = '';
  for (let from = 0; from < units.length; from += CHUNK)
    text += String.fromCharCode(...units.subarray(from, from + CHUNK));
  return text;
}

function pairUp(bytes: Uint8Array, high: 0 | 1): Uint16Array {
  const units = new Uint16Array(bytes.length >>> 1);
  return units.map((_, i) => ((bytes[2 * i + high] ?? 0) << 8) | (bytes[2 * i + 1 - high] ?? 0));
}
