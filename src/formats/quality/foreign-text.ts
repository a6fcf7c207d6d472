import { utf8Length } from '../../domain/text';
import type { JsonValue } from '../json-stream/value';
import { textOf } from '../json-stream/value';
import { cutText } from '../sarif/texts';

/** Control characters but tab and line breaks. */
const CONTROLS = /[^\P{Cc}\t\n\r]/gu;
const NO_LABEL = /[\p{Cc}\u2028\u2029<>]+/gu;

/** A tool's text as `prose` takes it: without control characters, cut where it is too long. Null where it is no text. */
export function proseOf(value: JsonValue | undefined, kibibytes: number): string | null {
  const text = textOf(value);
  if (text === null) return null;
  const clean = text.toWellFormed().replace(CONTROLS, '');
  const most = kibibytes * 1024;
  // No UTF-16 unit takes more than three bytes.
  return utf8Length(clean) <= most ? clean : cutText(clean, Math.floor(most / 3));
}

/** A tool's text as `label` takes it: on one line, without angle brackets. Null where nothing is left of it. */
export function labelOf(value: JsonValue | undefined, most: number): string | null {
  const text = textOf(value)?.toWellFormed().replace(NO_LABEL, ' ').trim() ?? '';
  return text === '' ? null : cutText(text, most).trim();
}
