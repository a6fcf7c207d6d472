import type { FileFault, FileWarning } from './reading';

/** The one thing that ES2024 lacks here, as Workers, Node and browsers all have it (WHATWG Encoding). */
declare const TextDecoder: new (
  label: string,
  options?: { fatal?: boolean; ignoreBOM?: boolean },
) => { readonly encoding: string; decode(bytes: Uint8Array, options?: { stream?: boolean }): string };

/** Those of the WHATWG encodings in which every character is one byte. */
const SINGLE_BYTE = /^(?:ibm866|iso-8859-\d+(?:-i)?|koi8-[ru]|macintosh|windows-\d+|x-mac-cyrillic)$/;

/** What neither XML 1.0 nor the line formats may hold: C0 controls but tab and line breaks, U+FFFE and U+FFFF. */
const FORBIDDEN = /[^\t\n\r\u0020-\ufffd]/g;

/**
 * Text out of bytes that come in pieces, cut anywhere. Bytes are decoded strictly: the first one that is not of the
 * encoding is a fault with its offset, and so is a NUL. Other forbidden control characters are removed, counted and
 * told as the warning `control_characters`; a byte order mark is dropped.
 */
export class TextStream {
  /** Bytes a UTF-16 unit; null where it differs from one to the next. */
  readonly #width: 1 | 2 | null;
  readonly #encoding: string;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #offsets = new OffsetMap();
  /** Bytes of a character that the next piece completes. */
  #tail = new Uint8Array(0);
  /** Bytes of all characters that are complete. */
  #decoded = 0;
  #length = 0;
  #removed = 0;
  #firstRemoved: number | null = null;

  /** @param encoding a name that `TextStream.open` takes; another is a bug */
  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    this.#encoding = this.#decoder.encoding;
    this.#width = widthOf(this.#encoding);
  }

  /**
   * @param label as a file gives it, in any case: UTF-8, UTF-16 or an encoding of one byte a character
   * @returns `encoding` for another one, known or not
   */
  static open(label: string): TextStream | FileFault {
    const encoding = nameOf(label);
    if (encoding !== null && (encoding === 'utf-8' || widthOf(encoding) !== null)) return new TextStream(encoding);
    return { fault: 'encoding', detail: 'its encoding is not taken: send it as UTF-8', offset: null };
  }

  /** UTF-16 units of all text given so far. */
  get length(): number {
    return this.#length;
  }

  /** Characters that were taken out, as one warning; empty where there was none. */
  get warnings(): FileWarning[] {
    if (this.#removed === 0) return [];
    const detail = 'control characters were removed';
    return [{ code: 'control_characters', detail, count: this.#removed, offset: this.#firstRemoved }];
  }

  /**
   * The text of all characters that are complete with these bytes; may be empty.
   *
   * @returns `encoding` or `nul` with the offset of the byte; nothing more may be pushed then
   */
  push(bytes: Uint8Array): string | FileFault {
    const joined = this.#tail.length === 0 ? bytes : concatenate(this.#tail, bytes);
    const whole = joined.subarray(0, joined.length - openBytes(joined, this.#encoding));
    this.#tail = joined.slice(whole.length);
    const text = this.#decode(whole);
    if (text === null) return this.#faultAt('encoding', this.#decoded + firstBad(whole, this.#encoding));
    const width = this.#width ?? (text.length === whole.length ? 1 : null);
    return this.#take(text, whole.length, width);
  }

  /** @returns '' where the last character is complete, else `truncated`, or `encoding` where it never could be */
  end(): '' | FileFault {
    if (this.#tail.length === 0) return '';
    if (begins(this.#tail, this.#encoding)) return this.#faultAt('truncated', this.#decoded);
    return this.#faultAt('encoding', this.#decoded + firstBad(this.#tail, this.#encoding));
  }

  /**
   * Byte offset, in the file as it was sent, of the UTF-16 unit `index` of all text given so far. To be asked in
   * rising order, from time to time: what the map keeps of the text before `index` is let go.
   */
  offsetOf(index: number): number {
    return this.#offsets.at(index);
  }

  /** Byte offset behind the unit `index`, where `offsetOf(index + 1)` would also pass over what was removed there. */
  endOf(index: number): number {
    return this.#offsets.after(index);
  }

  #decode(bytes: Uint8Array): string | null {
    try {
      const text = this.#decoder.decode(bytes);
      // Half of a surrogate pair in UTF-16 is no error to the decoder of Workers.
      return this.#width === 2 && !text.isWellFormed() ? null : text;
    } catch (cause) {
      if (cause instanceof TypeError) return null;
      throw cause;
    }
  }

  #take(decoded: string, bytes: number, width: 1 | 2 | null): string | FileFault {
    const marked = this.#decoded === 0 && decoded.startsWith('\ufeff');
    const text = marked ? decoded.slice(1) : decoded;
    const offset = this.#decoded + (marked ? bytesOf('\ufeff', width) : 0);
    this.#decoded += bytes;
    if (text.search(FORBIDDEN) >= 0) return this.#takeOddly(text, offset, width);
    this.#append(text, offset, width);
    return text;
  }

  /** Text with control characters among it: each is left out, and the map told of the gap. */
  #takeOddly(text: string, start: number, width: 1 | 2 | null): string | FileFault {
    const kept: string[] = [];
    let offset = start;
    let from = 0;
    for (const { 0: control, index } of text.matchAll(FORBIDDEN)) {
      const before = text.slice(from, index);
      this.#append(before, offset, width);
      kept.push(before);
      offset += bytesOf(before, width);
      if (control === '\0') return this.#faultAt('nul', offset);
      this.#removed += 1;
      this.#firstRemoved ??= offset;
      offset += bytesOf(control, width);
      from = index + 1;
    }
    kept.push(text.slice(from));
    this.#append(text.slice(from), offset, width);
    return kept.join('');
  }

  #append(text: string, offset: number, width: 1 | 2 | null): void {
    if (text === '') return;
    this.#offsets.append({ index: this.#length, offset, width, text });
    this.#length += text.length;
  }

  #faultAt(fault: 'encoding' | 'nul' | 'truncated', offset: number): FileFault {
    const details = {
      encoding: `a byte that is not ${this.#encoding.toUpperCase()}`,
      nul: 'a NUL',
      truncated: 'it ends within a character',
    };
    return { fault, detail: details[fault], offset };
  }
}

/** Text without a gap in its bytes. `width`: bytes a unit, null where they differ. */
interface Run {
  index: number;
  offset: number;
  width: 1 | 2 | null;
  text: string;
}

/** Where each unit of a text stands among the bytes. Of text whose units are all of one width it keeps two numbers. */
class OffsetMap {
  readonly #runs: Run[] = [];
  /** The run that was asked for last; those before it are done with. */
  #first = 0;
  #index = 0;
  #offset = 0;

  append(run: Run): void {
    const last = this.#runs.at(-1);
    if (last && last.width !== null && last.width === run.width) {
      const goesOn = last.offset + (run.index - last.index) * last.width === run.offset;
      if (goesOn) return;
    }
    this.#runs.push(run.width === null ? run : { ...run, text: '' });
    if (!last) this.#enter(run);
  }

  at(index: number): number {
    if (index < this.#index) throw new RangeError('offsets are asked in rising order');
    for (let next = this.#runs[this.#first + 1]; next && next.index <= index; next = this.#runs[this.#first + 1]) {
      this.#enter(next);
      this.#first += 1;
    }
    // Half at a time, so that letting go costs each run once.
    if (this.#first > 64 && this.#first * 2 > this.#runs.length) {
      this.#runs.splice(0, this.#first);
      this.#first = 0;
    }
    const run = this.#runs[this.#first];
    if (!run) return 0;
    const { width, text } = run;
    this.#offset +=
      width === null ? bytesBetween(text, this.#index - run.index, index - run.index) : (index - this.#index) * width;
    this.#index = index;
    return this.#offset;
  }

  after(index: number): number {
    const offset = this.at(index);
    const run = this.#runs[this.#first];
    if (!run) return offset;
    return offset + (run.width ?? bytesBetween(run.text, index - run.index, index - run.index + 1));
  }

  #enter({ index, offset }: Run): void {
    this.#index = index;
    this.#offset = offset;
  }
}

const bytesOf = (text: string, width: 1 | 2 | null) =>
  width === null ? bytesBetween(text, 0, text.length) : text.length * width;

/** Bytes in UTF-8 of some units of a text. Half a surrogate pair counts half of its four. */
function bytesBetween(text: string, from: number, to: number): number {
  let bytes = 0;
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
  }
  return bytes;
}

/** The WHATWG name that a label stands for; null: none. */
function nameOf(label: string): string | null {
  try {
    return new TextDecoder(label).encoding;
  } catch (cause) {
    if (cause instanceof RangeError) return null;
    throw cause;
  }
}

function widthOf(encoding: string): 1 | 2 | null {
  if (encoding.startsWith('utf-16')) return 2;
  return SINGLE_BYTE.test(encoding) ? 1 : null;
}

/** How many of the last bytes begin a character that they do not complete. */
function openBytes(bytes: Uint8Array, encoding: string): number {
  if (encoding === 'utf-8') return openBytesUtf8(bytes);
  if (!encoding.startsWith('utf-16')) return 0;
  const odd = bytes.length % 2;
  const high = bytes[bytes.length - odd - (encoding === 'utf-16le' ? 1 : 2)] ?? 0;
  return high >= 0xd8 && high <= 0xdb ? odd + 2 : odd;
}

function openBytesUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0x80 && byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}

/** Index of the first byte that no text of the encoding has there: the shortest beginning that is refused ends in it. */
function firstBad(bytes: Uint8Array, encoding: string): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (begins(bytes.subarray(0, middle), encoding)) good = middle;
    else bad = middle;
  }
  return good;
}

function begins(bytes: Uint8Array, encoding: string): boolean {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true }).isWellFormed();
  } catch (cause) {
    if (cause instanceof TypeError) return false;
    throw cause;
  }
}

function concatenate(head: Uint8Array, rest: Uint8Array): Uint8Array {
  const joined = new Uint8Array(head.length + rest.length);
  joined.set(head);
  joined.set(rest, head.length);
  return joined;
}
