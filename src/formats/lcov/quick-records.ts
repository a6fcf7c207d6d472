import type { SectionBuilder } from './section-builder';

const COMMA = 0x2c;
const DASH = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const FIRST_PRINTABLE = 0x21;
const LAST_PRINTABLE = 0x7e;
/** As many digits are a safe integer. */
const MOST_DIGITS = 15;

/**
 * Nine of ten lines of a file are DA and BRDA in their plainest form. They are read from their bytes, which is several
 * times as fast as by way of a text. What is not of that form is left to the records that are read as text.
 */
export function takeQuickRecord(bytes: Uint8Array, from: number, to: number, section: SectionBuilder): boolean {
  const first = bytes[from];
  if (first === 0x44 && bytes[from + 1] === 0x41 && bytes[from + 2] === 0x3a) {
    return takeLine(bytes, from + 3, to, section);
  }
  const isBranch =
    first === 0x42 &&
    bytes[from + 1] === 0x52 &&
    bytes[from + 2] === 0x44 &&
    bytes[from + 3] === 0x41 &&
    bytes[from + 4] === 0x3a;
  return isBranch && takeBranch(bytes, from + 5, to, section);
}

/** `DA:line,hits`, with a checksum behind or without. */
function takeLine(bytes: Uint8Array, from: number, to: number, section: SectionBuilder): boolean {
  const lineEnd = digitsFrom(bytes, from, to);
  if (lineEnd === from || lineEnd === to || bytes[lineEnd] !== COMMA) return false;
  const hitsEnd = digitsFrom(bytes, lineEnd + 1, to);
  if (hitsEnd === lineEnd + 1 || !isChecksum(bytes, hitsEnd, to)) return false;
  const line = numberIn(bytes, from, lineEnd);
  // Line 0 is told as odd.
  if (line === 0) return false;
  section.addLine(line, numberIn(bytes, lineEnd + 1, hitsEnd));
  return true;
}

/** `BRDA:line,block,branch,taken` of numbers alone. */
function takeBranch(bytes: Uint8Array, from: number, to: number, section: SectionBuilder): boolean {
  const lineEnd = digitsFrom(bytes, from, to);
  if (lineEnd === from || bytes[lineEnd] !== COMMA) return false;
  const blockEnd = digitsFrom(bytes, lineEnd + 1, to);
  if (!isCanonical(bytes, lineEnd + 1, blockEnd) || bytes[blockEnd] !== COMMA) return false;
  const branchEnd = digitsFrom(bytes, blockEnd + 1, to);
  if (!isCanonical(bytes, blockEnd + 1, branchEnd) || bytes[branchEnd] !== COMMA) return false;
  const start = branchEnd + 1;
  const end = digitsFrom(bytes, start, to);
  const unreached = end === start && to === start + 1 && bytes[start] === DASH;
  if (!unreached && (end === start || end !== to)) return false;
  const line = numberIn(bytes, from, lineEnd);
  if (line === 0) return false;
  const block = String(numberIn(bytes, lineEnd + 1, blockEnd));
  const branch = String(numberIn(bytes, blockEnd + 1, branchEnd));
  section.addBranch([line, block, branch, unreached ? null : numberIn(bytes, start, end)]);
  return true;
}

/** The end of the digits that start at `from`; `from` itself where they are too many for a safe integer. */
function digitsFrom(bytes: Uint8Array, from: number, to: number): number {
  let end = from;
  while (end < to && isDigit(bytes[end])) end++;
  return end - from > MOST_DIGITS ? from : end;
}

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= ZERO && byte <= NINE;

/** Whether digits are as `String` would write their number: blocks and branches are names, and 00 is not 0. */
const isCanonical = (bytes: Uint8Array, from: number, end: number) =>
  end > from && (bytes[from] !== ZERO || end === from + 1);

function numberIn(bytes: Uint8Array, from: number, end: number): number {
  let number = 0;
  for (let i = from; i < end; i++) number = number * 10 + (bytes[i] ?? ZERO) - ZERO;
  return number;
}

/** Nothing, or a comma and printable ASCII. */
function isChecksum(bytes: Uint8Array, from: number, to: number): boolean {
  if (from === to) return true;
  if (bytes[from] !== COMMA) return false;
  for (let i = from + 1; i < to; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < FIRST_PRINTABLE || byte > LAST_PRINTABLE) return false;
  }
  return true;
}
