import type { FileFault } from '../reading';

/** Bytes, without the line break. */
const LONGEST_LINE = 1024 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Takes one line: those bytes from `from` up to `to`, without its line break. `offset`: of its first byte in the file. */
export type LineTaker = (bytes: Uint8Array, from: number, to: number, offset: number) => FileFault | null;

/**
 * Lines out of bytes that come in pieces, without decoding them. A line within a piece is not copied; one that is cut
 * between two is put together in a buffer of its own. Lines end in a line feed, before which a carriage return may stand.
 */
export class LineScanner {
  readonly #take: LineTaker;
  #cut = new Uint8Array(256);
  #cutLength = 0;
  /** Of the first byte that no line was made of. */
  #offset = 0;

  constructor(take: LineTaker) {
    this.#take = take;
  }

  /** @returns the taker's fault, or `too_long` with the offset of the line */
  write(bytes: Uint8Array): FileFault | null {
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
      const fault = this.#cutLength > 0 ? this.#finishCut(bytes.subarray(from, end)) : this.#line(bytes, from, end);
      if (fault) return fault;
      from = end + 1;
    }
    return this.#keepCut(bytes.subarray(from));
  }

  /** Takes what stands after the last line feed, if anything does, as a line. */
  end(): FileFault | null {
    return this.#cutLength === 0 ? null : this.#finishCut(new Uint8Array(0));
  }

  #line(bytes: Uint8Array, from: number, end: number): FileFault | null {
    if (end - from > LONGEST_LINE) return this.#tooLong();
    const offset = this.#offset;
    this.#offset += end - from + 1;
    const to = end > from && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    return this.#take(bytes, from, to, offset);
  }

  #finishCut(rest: Uint8Array): FileFault | null {
    const fault = this.#keepCut(rest);
    if (fault) return fault;
    const length = this.#cutLength;
    this.#cutLength = 0;
    return this.#line(this.#cut, 0, length);
  }

  #keepCut(bytes: Uint8Array): FileFault | null {
    const length = this.#cutLength + bytes.length;
    if (length > LONGEST_LINE) return this.#tooLong();
    if (length > this.#cut.length) {
      // Doubled, so that a long line in pieces of one byte is not copied for each.
      const wider = new Uint8Array(Math.max(length, this.#cut.length * 2));
      wider.set(this.#cut.subarray(0, this.#cutLength));
      this.#cut = wider;
    }
    this.#cut.set(bytes, this.#cutLength);
    this.#cutLength = length;
    return null;
  }

  #tooLong(): FileFault {
    return { fault: 'too_long', detail: 'a line longer than 1 MiB', offset: this.#offset };
  }
}
