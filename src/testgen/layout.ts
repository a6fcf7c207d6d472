/** Lines one level further in; an empty line stays empty. */
export function indent(lines: readonly string[], by = '    '): string[] {
  return lines.map((line) => (line === '' ? line : by + line));
}

/** Blocks of lines with an empty line between them; empty blocks leave no trace. */
export function parted(...blocks: readonly (readonly string[])[]): string[] {
  return blocks.filter((block) => block.length > 0).flatMap((block, i) => (i === 0 ? block : ['', ...block]));
}

export const fileOf = (lines: readonly string[]) => `${lines.join('\n')}\n`;

/** Invisible, or able to turn what is shown round. */
const UNSEEN = /[^\p{L}\p{N}\p{P}\p{S} ]/gu;

/**
 * Text for a line comment of any of the languages. A backslash is doubled because Java reads `\u000a` in a comment as a
 * line break, and what ends a block comment or PHP itself is parted. It must follow a word, so that it is never a directive.
 */
export function commentText(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replace(UNSEEN, (character) => (character === '\n' ? ' ' : `U+${hex(character, 4).toUpperCase()}`))
    .replaceAll('*/', '* /')
    .replaceAll('/*', '/ *')
    .replaceAll('?>', '? >');
}

/** How a language escapes characters in a quoted text: those it names, and any other that is not to stand raw. */
export interface Escapes {
  named: Readonly<Record<string, string>>;
  other: (character: string) => string;
  /** Source is read in an encoding that is not always UTF-8. */
  asciiOnly?: boolean;
}

/** The inside of a quoted text: characters that are unseen, or that combine with the one before, are escaped too. */
export function escapeText(text: string, { named, other, asciiOnly = false }: Escapes): string {
  return Array.from(text, (character) => {
    const name = Object.hasOwn(named, character) ? named[character] : undefined;
    if (name !== undefined) return name;
    const isRaw = asciiOnly ? /^[ -~]$/.test(character) : !/[^\p{L}\p{N}\p{P}\p{S} ]/u.test(character);
    return isRaw ? character : other(character);
  }).join('');
}

/** Hexadecimal digits of a code point, at least so many. */
export const hex = (character: string, digits = 1) =>
  (character.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');

/** `\uXXXX` for each UTF-16 unit. */
export const utf16Escape = (character: string) =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
