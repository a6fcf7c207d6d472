import type { FileFault, FileFaultCode } from '../reading';

/** Units that a DOCTYPE, a declaration or a processing instruction may take. */
const MOST_DECLARATION = 64 * 1024;

/** Units that a reference may take: `&#x10FFFF;` with room for zeros. */
const LONGEST_REFERENCE = 32;

const BANG = 0x21;
const QUESTION = 0x3f;
const GREATER = 0x3e;
const BRACKET = 0x5b;
const DOUBLE_QUOTE = 0x22;
const QUOTE = 0x27;

/** Whoever judges what the scanner finds. Indices count UTF-16 units of the whole text. */
export interface ScannerSink {
  /** A whole declaration or processing instruction, or an empty comment or CDATA section in the place of one. */
  markup(source: string, start: number, end: number): FileFault | null;
  /**
   * The next part of a tag, up to a `>` where there is one.
   *
   * @param first whether the tag begins with it
   * @returns whether the tag ends with it
   */
  tag(part: string, start: number, first: boolean): FileFault | boolean;
  /** A piece of text with its references, none of them cut. */
  characters(source: string, start: number): FileFault | null;
  /** A piece of a CDATA section. */
  data(text: string): void;
  faultAt(fault: FileFaultCode, detail: string, index: number): FileFault;
}

type State = 'text' | 'tag' | 'doctype' | 'instruction' | 'comment' | 'cdata';

/** Those that are given whole. */
const GATHERED: ReadonlySet<State> = new Set(['doctype', 'instruction']);

/** What ends a value in which a `>` was met. */
const ANY_QUOTE = /["']/g;

const OPENINGS: readonly (readonly [string, State])[] = [
  ['<!--', 'comment'],
  ['<![CDATA[', 'cdata'],
  ['<!DOCTYPE', 'doctype'],
  ['<?', 'instruction'],
];
const LONGEST_OPENING = 9;

/**
 * Divides XML into markup and text, so that no text or comment is ever held whole, as the parser would hold it, and a
 * tag can be measured while it grows. What it knows of XML is where each part ends; whether a part is right is for its
 * sink to say.
 */
export class XmlScanner {
  readonly #sink: ScannerSink;
  #state: State = 'text';
  /** What stands before the next piece: too short to tell what it is. */
  #carried = '';
  /** Index of the first unit of `#carried`, or of the next piece. */
  #index = 0;
  /** The unfinished declaration or instruction. */
  #gathered = '';
  /** Index of the `<` of what is open. */
  #start = 0;
  #quote = 0;

  constructor(sink: ScannerSink) {
    this.#sink = sink;
  }

  /** Index of the first unit that no finished part holds. */
  get pendingFrom(): number {
    return GATHERED.has(this.#state) ? this.#start : this.#index;
  }

  push(text: string): FileFault | null {
    const piece = this.#carried + text;
    let at = 0;
    while (at < piece.length) {
      const next = this.#scan(piece, at);
      if (typeof next !== 'number') return next;
      if (next < 0) {
        at = ~next;
        break;
      }
      at = next;
    }
    this.#carried = piece.slice(at);
    this.#index += at;
    return null;
  }

  /**
   * Nothing follows: gives what was held back.
   *
   * @returns what is not finished, as far as the sink was not given it; null where all is
   */
  end(): FileFault | { unfinished: string } | null {
    const rest = this.#carried;
    this.#carried = '';
    if (this.#state === 'comment' || this.#state === 'cdata') return { unfinished: '' };
    if (this.#state !== 'text' || /^[<&]/.test(rest)) return { unfinished: this.#gathered + rest };
    return rest === '' ? null : this.#sink.characters(rest, this.#index);
  }

  /** @returns the index in the piece to go on from; its complement where more must come first; or a fault */
  #scan(piece: string, at: number): number | FileFault {
    switch (this.#state) {
      case 'text':
        return this.#scanText(piece, at);
      case 'tag':
        return this.#scanTag(piece, at);
      case 'doctype':
        return this.#scanDoctype(piece, at, at);
      case 'instruction':
        return this.#scanInstruction(piece, at, at);
      case 'comment':
        return this.#scanComment(piece, at);
      case 'cdata':
        return this.#scanData(piece, at);
    }
  }

  #scanText(piece: string, at: number): number | FileFault {
    const open = piece.indexOf('<', at);
    const end = open < 0 ? wholeUpTo(piece, at) : open;
    if (end > at) {
      const fault = this.#sink.characters(piece.slice(at, end), this.#index + at);
      if (fault) return fault;
    }
    return open < 0 ? ~end : this.#openMarkup(piece, open);
  }

  #openMarkup(piece: string, open: number): number | FileFault {
    const next = piece.charCodeAt(open + 1);
    if (next !== BANG && next !== QUESTION) {
      if (open + 1 === piece.length) return ~open;
      this.#enter('tag', open);
      return this.#scanTag(piece, open);
    }
    const head = piece.slice(open, open + LONGEST_OPENING);
    for (const [opening, state] of OPENINGS) {
      if (head.startsWith(opening)) {
        this.#enter(state, open);
        return this.#scanOpened(piece, open, open + opening.length);
      }
      if (opening.startsWith(head)) return ~open;
    }
    return this.#sink.faultAt('not_well_formed', 'markup of no known kind', this.#index + open);
  }

  #enter(state: State, open: number): void {
    this.#state = state;
    this.#start = this.#index + open;
    this.#quote = 0;
  }

  #scanOpened(piece: string, open: number, at: number): number | FileFault {
    if (this.#state === 'doctype') return this.#scanDoctype(piece, open, at);
    if (this.#state === 'instruction') return this.#scanInstruction(piece, open, at);
    if (this.#state === 'comment') return at;
    return this.#sink.markup('<![CDATA[]]>', this.#start, this.#index + at) ?? at;
  }

  /** Where a tag ends is for the parser to tell: a `>` may stand in a value. */
  #scanTag(piece: string, from: number): number | FileFault {
    let begin = from;
    let search = from;
    for (;;) {
      const close = piece.indexOf('>', search);
      const end = close < 0 ? wholeUpTo(piece, begin) : close + 1;
      const start = this.#index + begin;
      const ended = end > begin && this.#sink.tag(piece.slice(begin, end), start, start === this.#start);
      if (typeof ended !== 'boolean') return ended;
      if (ended) {
        this.#state = 'text';
        return end;
      }
      if (close < 0) return ~end;
      begin = end;
      ANY_QUOTE.lastIndex = end;
      search = ANY_QUOTE.test(piece) ? ANY_QUOTE.lastIndex : piece.length;
    }
  }

  /** @param begin where the part of the DOCTYPE that this piece holds begins */
  #scanDoctype(piece: string, begin: number, from: number): number | FileFault {
    let at = from;
    for (; at < piece.length; at++) {
      const unit = piece.charCodeAt(at);
      if (this.#quote !== 0) {
        if (unit === this.#quote) this.#quote = 0;
      } else if (unit === DOUBLE_QUOTE || unit === QUOTE) this.#quote = unit;
      else if (unit === GREATER) break;
      else if (unit === BRACKET) {
        return this.#sink.faultAt('entities', 'a DOCTYPE with an internal subset', this.#index + at);
      }
    }
    const ended = at < piece.length;
    const end = ended ? at + 1 : at;
    return this.#gather(piece.slice(begin, end), ended, end);
  }

  #scanInstruction(piece: string, begin: number, from: number): number | FileFault {
    const close = piece.indexOf('?>', from);
    const held = close < 0 && piece.length > from && piece.endsWith('?') ? 1 : 0;
    const end = close < 0 ? piece.length - held : close + 2;
    const next = this.#gather(piece.slice(begin, end), close >= 0, end);
    return next === end && held > 0 ? ~end : next;
  }

  #gather(part: string, ended: boolean, end: number): number | FileFault {
    this.#gathered += part;
    if (this.#gathered.length > MOST_DECLARATION) {
      const detail = `a declaration of more than ${MOST_DECLARATION} characters`;
      return this.#sink.faultAt('too_long', detail, this.#start);
    }
    return ended ? this.#leave(this.#gathered, end) : end;
  }

  /** Two hyphens may stand in a comment at its end only (XML 1.0, section 2.5). */
  #scanComment(piece: string, from: number): number | FileFault {
    const hyphens = piece.indexOf('--', from);
    if (hyphens < 0) return piece.endsWith('-') ? ~(piece.length - 1) : piece.length;
    if (hyphens + 2 === piece.length) return ~hyphens;
    if (piece.charCodeAt(hyphens + 2) === GREATER) {
      this.#start = this.#index + hyphens;
      return this.#leave('<!---->', hyphens + 3);
    }
    return this.#sink.faultAt('not_well_formed', 'two hyphens within a comment', this.#index + hyphens);
  }

  #scanData(piece: string, from: number): number {
    const close = piece.indexOf(']]>', from);
    const end = close < 0 ? wholeDataUpTo(piece, from) : close;
    if (end > from) this.#sink.data(piece.slice(from, end));
    if (close < 0) return ~end;
    this.#state = 'text';
    return close + 3;
  }

  #leave(source: string, at: number): number | FileFault {
    this.#state = 'text';
    this.#gathered = '';
    return this.#sink.markup(source, this.#start, this.#index + at) ?? at;
  }
}

/** Where text may be cut: not within a reference, a line break or what could become `]]>`. */
function wholeUpTo(piece: string, from: number): number {
  const end = wholeDataUpTo(piece, from);
  const reference = piece.lastIndexOf('&', end);
  if (reference < Math.max(from, end - LONGEST_REFERENCE)) return end;
  return piece.indexOf(';', reference) < 0 ? reference : end;
}

/** Where a CDATA section may be cut. */
function wholeDataUpTo(piece: string, from: number): number {
  const { length } = piece;
  const last = piece[length - 1];
  const held = last === '\r' ? 1 : last !== ']' ? 0 : piece[length - 2] === ']' ? 2 : 1;
  return Math.max(from, length - held);
}
