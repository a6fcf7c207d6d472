import { Tokenizer, TokenizerError, TokenType } from '@streamparser/json';
import { utf8Length } from '../../domain/text';
import type { FileFault, FileFaultCode, FileWarning } from '../reading';
import { TextStream } from '../text-stream';
import type { WantedPaths } from './paths';
import type { JsonEvents } from './picker';
import { JsonPicker } from './picker';

/** As Workers, Node and browsers have it (WHATWG Encoding); ES2024 knows it not. */
declare const TextDecoder: new (
  label: string,
  options: { fatal: true },
) => { decode(bytes: Uint8Array, options: { stream: boolean }): string };

export const MOST_DEPTH = 128;
/** Bytes of UTF-8. */
export const MOST_STRING = 16 * 1024 * 1024;
export const MOST_KEY = 1024;

/** Bytes that are looked at in one go, however large a piece is: after each the limits are asked. */
const SLICE = 64 * 1024;
const BYTE_ORDER_MARK = 3;

/** What may come next. `first_…`: or the end of the list or object that has just opened. */
type Expected = 'value' | 'first_value' | 'key' | 'first_key' | 'colon' | 'comma' | 'end';

/**
 * Reads one JSON document (RFC 8259) that comes in pieces, cut anywhere, and tells of the values at some paths. Memory
 * does not grow with the document. It must be UTF-8 (section 8.1); a byte order mark is passed over. Offsets count
 * from the first byte, mark included.
 */
export class JsonStream {
  readonly #picker: JsonPicker;
  /** Judges the bytes: the tokenizer looks at those of a string only when it is whole. */
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });
  // Buffers of bytes: without them a number or a text of escapes would be gathered as one string a character.
  readonly #tokens = new Tokenizer({ stringBufferSize: SLICE, numberBufferSize: 64 });
  /** Of each open list or object: whether it is a list. */
  readonly #open: boolean[] = [];
  #expected: Expected = 'value';
  #read = 0;
  /** The last bytes that were read, in which a character may have begun. */
  #tail = new Uint8Array(0);
  #mark = 0;
  /** Offset of the last token, and bytes that had been read when it came. */
  #lastToken = 0;
  #lastHeard = 0;
  #fault: FileFault | null = null;

  constructor(paths: WantedPaths, events: JsonEvents) {
    this.#picker = new JsonPicker(paths, events);
    this.#tokens.onToken = ({ token, value, offset }) => {
      this.#lastToken = offset + this.#mark;
      this.#lastHeard = this.#read;
      // The tokenizer goes on to the end of what it was given; nothing counts after a fault.
      if (!this.#fault) this.#take(token, value, this.#lastToken);
    };
    this.#tokens.onError = (error) => {
      // What a handler of values throws comes here too: a bug, and no fault of the file.
      if (!(error instanceof TokenizerError)) throw error;
      this.#refuse('not_well_formed', 'a character that JSON has not there', placeIn(error) ?? this.#lastToken);
    };
  }

  /** Control characters that were taken out of texts, as one warning; empty where there was none. */
  get warnings(): FileWarning[] {
    const { removed, firstRemoved } = this.#picker;
    if (removed === 0) return [];
    return [
      { code: 'control_characters', detail: 'control characters were removed', count: removed, offset: firstRemoved },
    ];
  }

  /**
   * @returns `encoding`, `nul`, `not_well_formed`, `too_deep` or `too_long` with the offset; nothing more may be
   * written then
   */
  write(bytes: Uint8Array): FileFault | null {
    for (let from = 0; from < bytes.length && !this.#fault; from += SLICE) {
      this.#writeSlice(bytes.subarray(from, from + SLICE));
    }
    return this.#fault;
  }

  /** @returns `empty` where there was nothing but white space, `truncated` where the document goes on */
  close(): FileFault | null {
    if (this.#fault) return this.#fault;
    this.#tokens.onError = () => this.#refuse('truncated', 'it ends within a value', this.#read);
    this.#tokens.end();
    if (this.#fault || this.#expected === 'end') return this.#fault;
    if (this.#expected === 'value' && this.#open.length === 0) this.#refuse('empty', 'it holds no value', this.#read);
    else this.#refuse('truncated', `it ends within ${this.#open.length} lists and objects`, this.#read);
    return this.#fault;
  }

  #writeSlice(slice: Uint8Array): void {
    if (this.#read === 0 && slice[0] === 0xef) this.#mark = BYTE_ORDER_MARK;
    if (!this.#isUtf8(slice)) {
      this.#fault = this.#badByte(slice);
      return;
    }
    this.#tokens.write(slice);
    const offset = this.#fault?.offset ?? -1;
    if (this.#fault && slice[offset - this.#read] === 0) this.#fault = { fault: 'nul', detail: 'a NUL', offset };
    this.#read += slice.length;
    this.#tail = concatenate(this.#tail, slice.subarray(-3)).slice(-3);
    // A text is judged when it is whole; one that is never whole must not be gathered for ever.
    if (this.#read - this.#lastHeard > MOST_STRING + 2 * SLICE) {
      this.#refuse('too_long', `a string has at most ${MOST_STRING} bytes`, this.#lastToken);
    }
  }

  #isUtf8(slice: Uint8Array): boolean {
    try {
      this.#utf8.decode(slice, { stream: true });
      return true;
    } catch (cause) {
      if (cause instanceof TypeError) return false;
      throw cause;
    }
  }

  /** @param slice holds it, or the byte that shows it */
  #badByte(slice: Uint8Array): FileFault {
    // Of the last bytes those from the last beginning of a character on.
    const begins = this.#tail.findLastIndex((byte) => byte < 0x80 || byte >= 0xc0);
    const before = begins < 0 ? new Uint8Array(0) : this.#tail.subarray(begins);
    const text = new TextStream('utf-8');
    const pushed = text.push(concatenate(before, slice));
    const fault = typeof pushed === 'string' ? text.end() : pushed;
    if (fault === '') throw new Error('two decoders of UTF-8 differ');
    return { ...fault, fault: 'encoding', offset: this.#read - before.length + (fault.offset ?? 0) };
  }

  #take(token: TokenType, value: unknown, offset: number): void {
    switch (token) {
      case TokenType.LEFT_BRACE:
      case TokenType.LEFT_BRACKET:
        this.#begin(token === TokenType.LEFT_BRACKET, offset);
        break;
      case TokenType.RIGHT_BRACE:
      case TokenType.RIGHT_BRACKET:
        this.#finish(token === TokenType.RIGHT_BRACKET, offset);
        break;
      case TokenType.COLON:
        if (this.#expected === 'colon') this.#expected = 'value';
        else this.#misplaced(offset);
        break;
      case TokenType.COMMA:
        if (this.#expected === 'comma') this.#expected = this.#open.at(-1) ? 'value' : 'key';
        else this.#misplaced(offset);
        break;
      default:
        this.#scalar(value, offset);
    }
  }

  #begin(list: boolean, offset: number): void {
    if (!this.#expectsValue()) {
      this.#misplaced(offset);
    } else if (this.#open.length === MOST_DEPTH) {
      this.#refuse('too_deep', `lists and objects are nested at most ${MOST_DEPTH} deep`, offset);
    } else {
      this.#open.push(list);
      this.#expected = list ? 'first_value' : 'first_key';
      this.#picker.open(list, offset);
    }
  }

  #finish(list: boolean, offset: number): void {
    const first = list ? 'first_value' : 'first_key';
    const fits = this.#open.at(-1) === list && (this.#expected === 'comma' || this.#expected === first);
    if (!fits) {
      this.#misplaced(offset);
      return;
    }
    this.#open.pop();
    this.#expected = this.#open.length === 0 ? 'end' : 'comma';
    this.#picker.close(offset + 1);
  }

  #scalar(value: unknown, offset: number): void {
    if (typeof value === 'string' && this.#exceeds(value, offset)) return;
    if ((this.#expected === 'key' || this.#expected === 'first_key') && typeof value === 'string') {
      this.#expected = 'colon';
      this.#picker.key(value);
    } else if (this.#expectsValue() && isScalar(value)) {
      this.#expected = this.#open.length === 0 ? 'end' : 'comma';
      this.#picker.scalar(value, offset);
    } else {
      this.#misplaced(offset);
    }
  }

  #exceeds(text: string, offset: number): boolean {
    const isKey = this.#expected === 'key' || this.#expected === 'first_key';
    const most = isKey ? MOST_KEY : MOST_STRING;
    // No UTF-16 unit has more than three bytes.
    if (text.length * 3 <= most || utf8Length(text) <= most) return false;
    this.#refuse('too_long', `a ${isKey ? 'key' : 'string'} has at most ${most} bytes`, offset);
    return true;
  }

  #expectsValue(): boolean {
    return this.#expected === 'value' || this.#expected === 'first_value';
  }

  #misplaced(offset: number): void {
    const detail = this.#expected === 'end' ? 'something follows its value' : 'a value or sign that JSON has not there';
    this.#refuse('not_well_formed', detail, offset);
  }

  #refuse(fault: FileFaultCode, detail: string, offset: number): void {
    this.#fault ??= { fault, detail, offset };
  }
}

const isScalar = (value: unknown): value is null | boolean | number | string =>
  value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string';

/** The tokenizer tells the place in its message alone. */
function placeIn(error: Error): number | null {
  const place = /\(absolute position "(\d+)"\)/.exec(error.message)?.[1];
  return place === undefined ? null : Number(place);
}

function concatenate(head: Uint8Array, rest: Uint8Array): Uint8Array {
  const joined = new Uint8Array(head.length + rest.length);
  joined.set(head);
  joined.set(rest, head.length);
  return joined;
}
