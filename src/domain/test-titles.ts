/** HTTP methods as OpenAPI writes them (3.1, 'Path Item Object'). */
export const METHODS: ReadonlySet<string> = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'trace',
]);

/** A name whose words begin with a method. */
export interface TitleWords {
  method: string;
  /** Lower-case, after the method. */
  words: string[];
  /** Where, counted in words, something may begin that tells what comes out and no longer where. */
  outcomeFrom: ReadonlySet<number>;
  /** It is written as pytest functions are: `test_get_pets`. */
  isSnake: boolean;
}

/** A title that states its route: `GET /pets/42 returns 200`. */
export interface StatedPath {
  method: string;
  path: string;
}

/** What nobody names a path after, so that there a name turns to what comes out. */
const OUTCOMES = new Set(
  'success successful successfully ok error errors fail fails failed failure invalid valid not no non bad wrong unauthorized unauthenticated forbidden missing empty returns return returned should when with without if given then responds throws raises rejects rejected denied conflict duplicate exceeds is has can cannot does unknown nonexistent 200 201 202 204 301 302 304 400 401 403 404 405 409 410 415 422 429 500 502 503'.split(
    ' ',
  ),
);

const MOST_TITLE = 1_000;
const STATED = /(?:^|[\s"'`(/:>›_])(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE)[ _]+(\/[^\s"'`)?#]*)/;
const LEADING = new Set(['test', 'tests', 'it', 'should', 'check', 'verify', 'api']);

/**
 * What a test's name says of a route, whatever runner wrote it: the last of its titles that begins with a method.
 *
 * @returns null where none does
 */
export function parseTestTitle(testName: string): StatedPath | TitleWords | null {
  const name = testName.slice(0, MOST_TITLE);
  const stated = STATED.exec(name);
  if (stated?.[1] && stated[2]) return { method: stated[1], path: stated[2].replace(/[.,;:]+$/, '') };
  const titles = withoutParameters(name).split(/ > | › |::|\.|#|\//);
  return titles.reduceRight<TitleWords | null>((found, title) => found ?? titleWords(title), null);
}

function titleWords(title: string): TitleWords | null {
  const words = wordsOf(title);
  const first = words.findIndex((word) => !LEADING.has(word));
  const method = words[first];
  if (method === undefined || !METHODS.has(method)) return null;
  const rest = words.slice(first + 1);
  if (rest.length === 0) return null;
  const outcomeFrom = new Set(rest.flatMap((word, i) => (OUTCOMES.has(word) ? i : [])));
  return { method: method.toUpperCase(), words: rest, outcomeFrom, isSnake: /^[a-z0-9_]+$/.test(title) };
}

/** `test_get_pets[param1]`, `getPets(String)[1]`: which instance it was is no part of the name. */
function withoutParameters(name: string): string {
  const end = name.search(/[[(]/);
  return (end > 0 ? name.slice(0, end) : name).trim();
}

/** The words of a name in snake_case, kebab-case, camelCase or prose, in lower case. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** An English word without the ending of its plural, as far as comparing two words needs it. */
export function singular(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word;
}
