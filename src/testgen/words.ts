/** Longest identifier made of a title; titles may have 200 characters. */
const LONGEST = 80;

/**
 * The words of any text, as ASCII letters and digits: accents are dropped, capitals inside of a word begin a new one, and
 * a letter of another script becomes its code point (`u652f`), so that two such texts stay two.
 *
 * @returns at least one word; the first starts with a letter
 */
export function wordsOf(text: string): string[] {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\P{ASCII}/gu, (character) => (/[\p{L}\p{N}]/u.test(character) ? ` u${hex(character)} ` : ' '))
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2');
  const words = folded.match(/[A-Za-z0-9]+/g)?.map((word) => word.toLowerCase()) ?? [];
  const kept: string[] = [];
  for (const word of words) {
    if (kept.join('_').length + word.length >= LONGEST) break;
    kept.push(word);
  }
  if (kept.length === 0) kept.push(words[0]?.slice(0, LONGEST) ?? 'unnamed');
  return /^[0-9]/.test(kept[0] ?? '') ? ['n', ...kept] : kept;
}

const hex = (character: string) => (character.codePointAt(0) ?? 0).toString(16);
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

export const snakeCase = (words: readonly string[]) => words.join('_');
export const pascalCase = (words: readonly string[]) => words.map(capital).join('');
export const camelCase = (words: readonly string[]) =>
  words.map((word, i) => (i === 0 ? word : capital(word))).join('');

/** Gives out names that differ, even where case does not count; a name that is taken gets a number. */
export class NameGiver {
  private readonly taken: Set<string>;

  constructor(reserved: Iterable<string> = []) {
    this.taken = new Set([...reserved].map((name) => name.toLowerCase()));
  }

  give(wanted: string): string {
    let name = wanted;
    for (let i = 2; this.taken.has(name.toLowerCase()); i++) name = `${wanted}_${i}`;
    this.taken.add(name.toLowerCase());
    return name;
  }
}
