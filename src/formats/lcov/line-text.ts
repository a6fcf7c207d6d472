import type { FileFault } from '../reading';
import { TextStream } from '../text-stream';
import type { Warnings } from '../warnings';

const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;
/** Arguments of one call; engines take some ten thousand. */
const AT_ONCE = 4096;

/**
 * The text of one line. Nearly all are printable ASCII, which needs no decoder.
 *
 * @param offset of the line's first byte in the file
 * @returns `encoding` or `nul` with the offset of the byte
 */
export function readLineText(line: Uint8Array, offset: number, warnings: Warnings): string | FileFault {
  if (isPrintable(line)) return fromAscii(line);
  const stream = new TextStream('utf-8');
  const text = stream.push(line);
  if (typeof text !== 'string') return shift(text, offset);
  const end = stream.end();
  // The line has ended, the file has not: half a character is a bad one.
  if (typeof end !== 'string') return shift({ ...end, fault: 'encoding', detail: 'a byte that is not UTF-8' }, offset);
  for (const { code, detail, offset: within, count } of stream.warnings) {
    warnings.add(code, detail, offset + (within ?? 0), count);
  }
  return text;
}

const shift = (fault: FileFault, by: number): FileFault => ({ ...fault, offset: by + (fault.offset ?? 0) });

function isPrintable(line: Uint8Array): boolean {
  for (const byte of line) if (byte < FIRST_PRINTABLE || byte > LAST_PRINTABLE) return false;
  return true;
}

/** Applied to the bytes themselves: spreading them first takes five times as long. */
function fromAscii(line: Uint8Array): string {
  if (line.length <= AT_ONCE) return Reflect.apply(String.fromCharCode, null, line);
  const pieces: string[] = [];
  for (let from = 0; from < line.length; from += AT_ONCE) {
    pieces.push(fromAscii(line.subarray(from, from + AT_ONCE)));
  }
  return pieces.join('');
}
