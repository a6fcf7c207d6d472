import { utf8Length } from '../../domain/text';

/** Where the text within an element goes. */
export interface TextSink {
  add(text: string): void;
}

const MOST_UNITS = 64 * 1024;
const TAIL_BYTES = 64 * 1024;
const MOST_ATTACHMENTS = 100;
const MOST_PATH = 1000;
const NONE: readonly string[] = [];
const ATTACHMENT = '[[ATTACHMENT|';

/**
 * Colours of a terminal. Their escape character is no XML, so it was removed on the way or written as pytest does; the
 * rest of the sequence is what a reader would see. `rate(x[5m])` is no colour.
 */
const COLOUR = /(?:#x1B)?\[(?:\d{1,3}(?:;\d{1,3})*)?m(?!\])/gi;

/** Text as it is shown: without colours, without the line breaks around it; null where nothing is left. */
export function legibleText(text: string): string | null {
  const shown = text
    .replace(COLOUR, '')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
  return shown === '' ? null : shown;
}

/** The first 64 KiB of a text. */
export class TextHead implements TextSink {
  #text = '';

  add(text: string): void {
    const room = MOST_UNITS - this.#text.length;
    if (room > 0) this.#text += text.slice(0, room);
  }

  get legible(): string | null {
    return legibleText(this.#text);
  }
}

/** An output: its last 64 KiB, and the paths of all attachments named anywhere in it (`[[ATTACHMENT|path]]`). */
export class Output implements TextSink {
  #attachments: string[] | null = null;
  #tail = '';
  /** The end of what was given, as far as it could begin the name of an attachment. */
  #carried = '';

  add(text: string): void {
    this.#findAttachments(text);
    this.#tail += text;
    if (this.#tail.length > 2 * TAIL_BYTES) this.#tail = this.#tail.slice(-TAIL_BYTES);
  }

  /** Paths, as they are written. */
  get attachments(): readonly string[] {
    return this.#attachments ?? NONE;
  }

  /** null where there is none but white space. */
  get tail(): string | null {
    if (this.#tail === '') return null;
    let tail = this.#tail.slice(-TAIL_BYTES);
    // A unit is three bytes at most.
    while (tail.length * 3 > TAIL_BYTES) {
      const over = utf8Length(tail) - TAIL_BYTES;
      if (over <= 0) break;
      tail = tail.slice(Math.ceil(over / 3));
    }
    const whole = /^[\udc00-\udfff]/.test(tail) ? tail.slice(1) : tail;
    return whole.trim() === '' ? null : whole;
  }

  #findAttachments(text: string): void {
    if (this.#carried === '' && !text.includes('[')) return;
    const given = this.#carried + text;
    for (let open = given.indexOf(ATTACHMENT); open >= 0; open = given.indexOf(ATTACHMENT, open + 1)) {
      const close = given.indexOf(']]', open);
      if (close < 0) break;
      const path = given.slice(open + ATTACHMENT.length, close);
      const isPath = path !== '' && path.length <= MOST_PATH && !path.includes('\n');
      if (isPath && this.attachments.length < MOST_ATTACHMENTS) this.#attachments = [...this.attachments, path];
    }
    this.#carried = openAttachment(given);
  }
}

/** The end of a text that more text could make the name of an attachment; '' where none could. */
function openAttachment(text: string): string {
  const begun = text.lastIndexOf(ATTACHMENT);
  if (begun >= 0) {
    const rest = text.slice(begun);
    const couldEnd = !rest.includes(']]') && !rest.includes('\n') && rest.length <= ATTACHMENT.length + MOST_PATH + 1;
    if (couldEnd) return rest;
  }
  for (let length = ATTACHMENT.length - 1; length > 0; length--) {
    const beginning = ATTACHMENT.slice(0, length);
    if (text.endsWith(beginning)) return beginning;
  }
  return '';
}
