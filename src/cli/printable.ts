/** Controls, marks that turn the direction of writing, halves of surrogate pairs, and line breaks of any kind. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text from a file as one line of a terminal, which it can't steer: what does not print is shown as an escape. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** A value as one line of JSON, which can't steer a terminal either: JSON's own escapes stand for what does not print. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, (character) =>
    // By UTF-16 unit, as JSON escapes.
    character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
