import { type SaxesTagPlain, SaxesParser } from 'saxes';
import { utf8Length } from '../../domain/text';
import type { FileFault, FileFaultCode, FileWarning } from '../reading';
import { TextStream } from '../text-stream';
import { findEncoding } from './encoding';
import { type ScannerSink, XmlScanner } from './scanner';

const MOST_DEPTH = 256;
/** Units that a tag may take with all its attributes. */
const MOST_TAG = 16 * 1024 * 1024;
const MOST_ATTRIBUTES = 1024;
const MOST_ATTRIBUTE_BYTES = 1024 * 1024;
const MOST_NAME = 1024;

/** By name as written, prefixes included; `__proto__` is a name like any other. */
export type XmlAttributes = Readonly<Record<string, string>>;

/** What an XML file holds, in order. A fault that it returns ends the reading and is the file's. */
export interface XmlHandler {
  /**
   * @param name without its namespace prefix
   * @param offset byte of the tag's `<`
   */
  open(name: string, attributes: XmlAttributes, offset: number): FileFault | null;
  /** A piece of a text or CDATA section: one text may come in many pieces, of which none is large. */
  text(text: string): void;
  /**
   * @param name without its namespace prefix
   * @param end byte after the tag's `>`
   */
  close(name: string, end: number): FileFault | null;
}

/** A reference to a character by its number. */
const NUMERIC = /&#(?:x([0-9a-fA-F]+)|([0-9]+));/g;

/**
 * Reads XML 1.0 that comes in pieces, cut anywhere, in memory that is bounded by one tag (16 MiB). Well-formedness is
 * checked throughout. Refused: an internal DTD subset and every entity but the five and numeric ones (`entities`),
 * depth above 256 (`too_deep`), more than 1,024 attributes (`too_many`), an attribute above 1 MiB or a name above 1 KiB
 * (`too_long`). A DOCTYPE without a subset is passed over and nothing is ever fetched. Control characters, written raw
 * or by number, are removed with a warning.
 */
export class XmlReader {
  readonly #handler: XmlHandler;
  readonly #scanner: XmlScanner;
  readonly #parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  /** The first bytes, until they tell the encoding. */
  #head: Uint8Array | null = new Uint8Array(0);
  #text: TextStream | null = null;
  #claimed: string | null = null;
  #opened: SaxesTagPlain | null = null;
  #closed: SaxesTagPlain | null = null;
  #decoded = '';
  /** Units that the parser is through with; its own `position` is right only within a write. */
  #parsed = 0;
  /** Of the tag that is being read: byte of its `<`, units and attributes so far, and the limit that it broke. */
  #tagOffset = 0;
  #tagLength = 0;
  #attributes = 0;
  #limit: FileFault | null = null;
  #depth = 0;
  #rooted = false;
  #bytes = 0;
  /** Byte after the last markup that was whole. */
  #good = 0;
  #removed = 0;
  #firstRemoved: number | null = null;

  constructor(handler: XmlHandler) {
    this.#handler = handler;
    const sink: ScannerSink = {
      markup: (source, start, end) => this.#takeMarkup(source, start, end),
      tag: (part, start, first) => this.#takeTag(part, start, first),
      characters: (source, start) => this.#takeCharacters(source, start),
      data: (text) => {
        handler.text(withLineFeeds(text));
      },
      faultAt: (fault, detail, index) => this.#faultAt(fault, detail, index),
    };
    this.#scanner = new XmlScanner(sink);
    // The parser only tells what a tag is; the handler is called outside of it, so that what is thrown within a write
    // is the parser's own.
    this.#parser.on('opentag', (tag) => {
      this.#opened = tag;
    });
    this.#parser.on('closetag', (tag) => {
      this.#closed = tag;
    });
    this.#parser.on('attribute', ({ name, value }) => {
      this.#checkAttribute(name, value);
    });
    this.#parser.on('text', (text) => {
      this.#decoded += text;
    });
  }

  get warnings(): FileWarning[] {
    const [raw] = this.#text?.warnings ?? [];
    const count = (raw?.count ?? 0) + this.#removed;
    const first = Math.min(raw?.offset ?? Infinity, this.#firstRemoved ?? Infinity);
    const warnings: FileWarning[] = [];
    if (count > 0) {
      const detail = raw?.detail ?? 'control characters were removed';
      warnings.push({ code: 'control_characters', detail, count, offset: first });
    }
    if (this.#claimed !== null) {
      warnings.push({ code: 'encoding_differs', detail: 'it claims UTF-16 and is UTF-8', count: 1, offset: 0 });
    }
    return warnings;
  }

  /** After a fault nothing more may be written. */
  write(bytes: Uint8Array): FileFault | null {
    this.#bytes += bytes.length;
    if (this.#text) return this.#push(this.#text, bytes);
    return this.#start(bytes, false);
  }

  /** @returns `empty` or `truncated` where the document is not whole, the latter with the last good offset */
  close(): FileFault | null {
    if (this.#bytes === 0) return { fault: 'empty', detail: 'it has no content', offset: 0 };
    if (!this.#text) {
      const fault = this.#start(new Uint8Array(0), true);
      if (fault) return fault;
    }
    const cut = this.#text?.end() ?? '';
    if (cut !== '') return cut;
    const end = this.#scanner.end();
    if (end && 'fault' in end) return end;
    // What is wrong already is not merely unfinished.
    const broken = end && this.#parse(end.unfinished, this.#scanner.pendingFrom);
    if (broken) return broken;
    if (end || this.#depth > 0) return this.#truncated('it ends within an element or a tag');
    if (!this.#rooted) return this.#good === 0 ? this.#blank() : this.#truncated('it ends before its root element');
    return null;
  }

  #start(bytes: Uint8Array, whole: boolean): FileFault | null {
    const head = new Uint8Array([...(this.#head ?? []), ...bytes.subarray(0, 1024)]);
    const encoding = findEncoding(head, whole);
    const rest = bytes.subarray(1024);
    if (!encoding) {
      this.#head = head;
      return null;
    }
    this.#head = null;
    this.#claimed = encoding.claimed;
    const text = TextStream.open(encoding.label);
    if ('fault' in text) return text;
    this.#text = text;
    return this.#push(text, head) ?? this.#push(text, rest);
  }

  #push(stream: TextStream, bytes: Uint8Array): FileFault | null {
    const text = stream.push(bytes);
    if (typeof text !== 'string') return text;
    if (text === '') return null;
    const fault = this.#scanner.push(text);
    if (fault) return fault;
    stream.offsetOf(this.#scanner.pendingFrom);
    return null;
  }

  #takeMarkup(source: string, start: number, end: number): FileFault | null {
    const fault = this.#parse(source, start);
    if (!fault) this.#good = this.#endOf(end - 1);
    return fault;
  }

  #takeTag(part: string, start: number, first: boolean): FileFault | boolean {
    if (first) {
      this.#tagOffset = this.#offsetOf(start);
      this.#tagLength = 0;
      this.#attributes = 0;
    }
    this.#tagLength += part.length;
    if (this.#tagLength > MOST_TAG) {
      return { fault: 'too_long', detail: `a tag of more than ${MOST_TAG} characters`, offset: this.#tagOffset };
    }
    const fault = this.#parse(part, start);
    if (fault) return fault;
    if (!this.#opened && !this.#closed) return false;
    this.#good = this.#endOf(start + part.length - 1);
    return this.#tellOpened() ?? this.#tellClosed(this.#good) ?? true;
  }

  #tellOpened(): FileFault | null {
    const tag = this.#opened;
    if (!tag) return null;
    this.#opened = null;
    this.#rooted = true;
    this.#depth += 1;
    const offset = this.#tagOffset;
    if (this.#depth > MOST_DEPTH) {
      return { fault: 'too_deep', detail: `elements nested deeper than ${MOST_DEPTH}`, offset };
    }
    if (tag.name.length > MOST_NAME) {
      return { fault: 'too_long', detail: `a name of more than ${MOST_NAME} characters`, offset };
    }
    const { attributes } = tag;
    // The parser keeps the tag until it is closed, and would keep its attributes.
    tag.attributes = {};
    return this.#handler.open(localName(tag.name), attributes, offset);
  }

  #tellClosed(end: number): FileFault | null {
    const tag = this.#closed;
    if (!tag) return null;
    this.#closed = null;
    this.#depth -= 1;
    return this.#handler.close(localName(tag.name), end);
  }

  #takeCharacters(source: string, start: number): FileFault | null {
    const references = source.includes('&');
    if (this.#depth > 0 && !references) {
      const forbidden = source.indexOf(']]>');
      if (forbidden >= 0) return this.#faultAt('not_well_formed', '"]]>" within a text', start + forbidden);
      this.#handler.text(withLineFeeds(source));
      return null;
    }
    const last = source.lastIndexOf('&');
    if (last > source.lastIndexOf(';')) {
      return this.#faultAt('not_well_formed', 'an "&" that begins no reference', start + last);
    }
    // A parser gives a text when it ends: an empty comment ends it.
    const fault = this.#parse(`${source}<!---->`, start);
    if (fault) return fault;
    const text = this.#decoded;
    this.#decoded = '';
    if (this.#depth > 0 && text !== '') this.#handler.text(text);
    return null;
  }

  /** Fails within the parser's write, which nothing else would end. */
  #checkAttribute(name: string, value: string): void {
    this.#attributes += 1;
    const limit = limitOf(this.#attributes, name, value);
    if (!limit) return;
    this.#limit = { ...limit, offset: this.#tagOffset };
    this.#parser.fail(limit.detail);
  }

  #parse(source: string, start: number): FileFault | null {
    const written = source.includes('&#') ? this.#withoutControls(source, start) : source;
    try {
      this.#parser.write(written);
      this.#parsed += written.length;
      return null;
    } catch (cause) {
      if (!(cause instanceof Error) || cause.name !== 'Error') throw cause;
      if (this.#limit) return this.#limit;
      const index = start + Math.max(0, this.#parser.position - this.#parsed - 1);
      const isEntity = cause.message === 'undefined entity.';
      return this.#faultAt(isEntity ? 'entities' : 'not_well_formed', cause.message, index);
    }
  }

  /** Many tools write an escape character as `&#x1b;`, which XML 1.0 has no form for; it goes the way of a raw one. */
  #withoutControls(source: string, start: number): string {
    return source.replace(NUMERIC, (reference: string, hex?: string, decimal?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      const removable = (code > 0 && code < 0x20 && code !== 9 && code !== 10 && code !== 13) || code === 0xfffe;
      if (!removable && code !== 0xffff) return reference;
      this.#removed += 1;
      this.#firstRemoved ??= this.#offsetOf(start);
      return '';
    });
  }

  #endOf(index: number): number {
    return this.#text?.endOf(index) ?? 0;
  }

  #offsetOf(index: number): number {
    return this.#text?.offsetOf(index) ?? 0;
  }

  #faultAt(fault: FileFaultCode, detail: string, index: number): FileFault {
    return { fault, detail, offset: this.#offsetOf(index) };
  }

  #truncated(detail: string): FileFault {
    return { fault: 'truncated', detail, offset: this.#good };
  }

  #blank(): FileFault {
    return { fault: 'empty', detail: 'it holds nothing but white space', offset: 0 };
  }
}

const withLineFeeds = (text: string) => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);

const localName = (name: string) => name.slice(name.indexOf(':') + 1);

/** The limit that the attribute with this number breaks; null: none. */
function limitOf(number: number, name: string, value: string): Pick<FileFault, 'fault' | 'detail'> | null {
  if (number > MOST_ATTRIBUTES) {
    return { fault: 'too_many', detail: `more than ${MOST_ATTRIBUTES} attributes on one element` };
  }
  if (name.length > MOST_NAME) {
    return { fault: 'too_long', detail: `the name of an attribute of more than ${MOST_NAME} characters` };
  }
  // A unit is three bytes at most.
  const isLong = value.length * 3 > MOST_ATTRIBUTE_BYTES && utf8Length(value) > MOST_ATTRIBUTE_BYTES;
  return isLong ? { fault: 'too_long', detail: `an attribute of more than ${MOST_ATTRIBUTE_BYTES} bytes` } : null;
}
