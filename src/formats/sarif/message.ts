import type { JsonObject, JsonValue } from '../json-stream/value';
import { itemsOf, objectOf, textOf } from '../json-stream/value';
import { cutText, MOST_MESSAGE } from './texts';

/** Texts of a rule or a tool component by their ids. */
export type MessageStrings = ReadonlyMap<string, string>;

/** Of a rule at most: real ones have a handful. */
const MOST_STRINGS = 100;

/** Reads a `multiformatMessageString` map (SARIF 2.1.0 section 3.12). */
export function messageStringsOf(value: JsonValue | undefined): MessageStrings {
  const strings = new Map<string, string>();
  for (const [id, message] of Object.entries(objectOf(value) ?? {})) {
    const text = textOf(objectOf(message)?.['text']);
    if (text !== null && strings.size < MOST_STRINGS) strings.set(id, cutText(text, MOST_MESSAGE));
  }
  return strings;
}

/**
 * The text of a `message` (section 3.11): its own, or the one that its id names in the rule or else in the tool, with
 * its arguments put in.
 *
 * @param find the text of an id
 * @returns null where it has none
 */
export function messageOf(message: JsonObject | null, find: (id: string) => string | null): string | null {
  const id = textOf(message?.['id']);
  const own = textOf(message?.['text']);
  const text = own ?? (id === null ? null : find(id)) ?? textOf(message?.['markdown']);
  if (text === null) return null;
  const given = itemsOf(message?.['arguments']).map((argument) => textOf(argument) ?? '');
  const cut = cutText(text, MOST_MESSAGE);
  return given.length === 0 ? cut : cutText(withArguments(cut, given), MOST_MESSAGE);
}

/** `{0}` is the first argument; doubled braces are braces (section 3.11.5). Stops where enough is said. */
function withArguments(text: string, given: readonly string[]): string {
  let room = MOST_MESSAGE;
  return text.replaceAll(/\{\{|\}\}|\{(\d{1,4})\}/g, (sign, position: string | undefined) => {
    if (position === undefined) return sign.charAt(0);
    const argument = (given[Number(position)] ?? sign).slice(0, room);
    room -= argument.length;
    return argument;
  });
}
