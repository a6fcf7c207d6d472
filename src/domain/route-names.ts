import { singular, type TitleWords } from './test-titles';

/** What ends the name of a path parameter. */
const KEYS = new Set(['id', 'pk', 'slug', 'uuid']);

/**
 * The route of a name after the convention of generated pytest files, where each resource is one word and each
 * parameter is named after the resource before it: `test_get_pets_pet_id_success` is `GET /pets/{pet_id}`.
 *
 * @returns null where a name could mean several paths: `user_profiles` is one resource or two
 */
export function conventionalRoute({ method, words, outcomeFrom, isSnake }: TitleWords): string | null {
  if (!isSnake) return null;
  const end = Math.min(words.length, ...outcomeFrom);
  const path: string[] = [];
  let resource: string | null = null;
  for (let i = 0; i < end; i++) {
    const word = words[i] ?? '';
    const key = i + 1 < end ? (words[i + 1] ?? '') : '';
    if (KEYS.has(key)) {
      if (resource === null || singular(word) !== singular(resource)) return null;
      path.push(`{${word}_${key}}`);
      resource = null;
      i += 1;
    } else {
      if (resource !== null || KEYS.has(word)) return null;
      path.push(word);
      resource = word;
    }
  }
  return path.length === 0 ? null : `${method} /${path.join('/')}`;
}
