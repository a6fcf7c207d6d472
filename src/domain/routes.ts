import { z } from 'zod';
import { conventionalRoute } from './route-names';
import { METHODS, parseTestTitle, singular, type TitleWords, wordsOf } from './test-titles';

/** A route as a method and a path template: `GET /pets/{pet_id}`. */
export const Route = z
  .string()
  .max(512)
  .regex(/^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE) \/\S{0,500}$/, 'a method and a path: GET /pets/{pet_id}');
export type Route = z.infer<typeof Route>;

interface KnownRoute {
  route: Route;
  method: string;
  path: string;
  segments: Segment[];
}

/** The words of a path segment; of a parameter those of its name. */
interface Segment {
  words: string[];
  isParameter: boolean;
}

/** The known routes by method. */
export type RouteTable = ReadonlyMap<string, readonly KnownRoute[]>;

/** @param routes each as `Route` says; what is none maps nothing */
export function routeTable(routes: readonly Route[]): RouteTable {
  const known = [...new Set(routes)].flatMap((route) => {
    const [method = '', path] = route.split(' ');
    return path?.startsWith('/') ? { route, method, path, segments: segmentsOf(path) } : [];
  });
  return Map.groupBy(known, ({ method }) => method);
}

/** Of one document. More are not read. */
const MOST_ROUTES = 10_000;

/** The routes of an OpenAPI or Swagger document, in its order. @returns none where it is no such document */
export function routesOf(openapi: unknown): Route[] {
  if (!isObject(openapi) || !isObject(openapi.paths)) return [];
  const routes = Object.entries(openapi.paths).flatMap(([path, item]) =>
    isObject(item) ? Object.keys(item).flatMap((key) => (METHODS.has(key) ? `${key.toUpperCase()} ${path}` : [])) : [],
  );
  return routes.filter((route) => Route.safeParse(route).success).slice(0, MOST_ROUTES);
}

/**
 * The route that a test is about, by its name. Against known routes any way of naming is understood whose words name
 * one of them; without them only a title that states the route, or a name after the convention of generated pytest
 * files. Where several routes are as good, or something in the name fits none, nothing is guessed.
 */
export function mapRoute(testName: string, known: RouteTable | null): Route | null {
  const title = parseTestTitle(testName);
  if (title === null) return null;
  if ('path' in title) return known === null ? statedRoute(title) : routeOfPath(title, known);
  return known === null ? conventionalRoute(title) : routeOfWords(title, known);
}

/** A path as a title states it, where it can be a route's and not one request's. */
function statedRoute({ method, path }: { method: string; path: string }): Route | null {
  const isTemplate = path.split('/').every((part) => !/\d/.test(part) || /^(?:v\d{1,3}|\{[^{}]{1,100}\})$/.test(part));
  return isTemplate ? `${method} ${path}` : null;
}

/** The template of a stated path: itself, else the one with the fewest parameters that it fits. */
function routeOfPath({ method, path }: { method: string; path: string }, known: RouteTable): Route | null {
  const routes = known.get(method) ?? [];
  const same = routes.find((route) => route.path === path);
  if (same) return same.route;
  const parts = path.split('/').slice(1);
  const fitting = routes.filter(({ segments, path: template }) => {
    const wanted = template.split('/').slice(1);
    return (
      parts.length === segments.length &&
      segments.every(({ isParameter }, i) => (isParameter ? parts[i] !== '' : parts[i] === wanted[i]))
    );
  });
  return theBest(fitting, ({ segments }) => -segments.filter(({ isParameter }) => isParameter).length);
}

function routeOfWords({ method, words, outcomeFrom }: TitleWords, known: RouteTable): Route | null {
  const matches = (known.get(method) ?? []).flatMap(({ route, segments }) => {
    const end = bestEnd(segments, words, outcomeFrom);
    return end === null ? [] : { route, ...end };
  });
  return theBest(matches, ({ end, exact }) => 2 * end + (exact ? 1 : 0));
}

/** null where two are best. */
function theBest<T extends { route: Route }>(candidates: readonly T[], worth: (candidate: T) => number): Route | null {
  const most = Math.max(...candidates.map(worth));
  const [best, ...others] = candidates.filter((candidate) => worth(candidate) === most);
  return best && others.length === 0 ? best.route : null;
}

/** How far into a name a route reaches, and whether each of its words stands there as it is. */
interface Reach {
  end: number;
  exact: boolean;
}

/** The furthest that a route reaches, where all of it is named and what follows only tells an outcome. */
function bestEnd(
  segments: readonly Segment[],
  words: readonly string[],
  outcomeFrom: ReadonlySet<number>,
): Reach | null {
  let ends = new Map([[0, true]]);
  for (const [i, segment] of segments.entries()) {
    const next = new Map<number, boolean>();
    const reach = (end: number, exact: boolean) => next.set(end, exact || next.get(end) === true);
    for (const [start, exact] of ends) {
      for (const form of formsOf(segment, segments[i - 1])) {
        const fit = fits(words, start, form);
        if (fit !== null) reach(start + form.length, exact && fit === 'exact');
      }
      // `/api/v1` in front of all routes is what no test's name repeats.
      if (!segment.isParameter && isPrefix(segments.slice(0, i + 1))) reach(start, exact);
    }
    ends = next;
  }
  const whole = [...ends].filter(([end]) => end > 0 && (end === words.length || outcomeFrom.has(end)));
  const furthest = Math.max(...whole.map(([end]) => end));
  const exact = ends.get(furthest);
  return exact === undefined ? null : { end: furthest, exact };
}

/** How a name may word a segment. `{pet_id}` after `pets`: pet id, by pet id, id, by id. */
function formsOf({ words, isParameter }: Segment, before: Segment | undefined): string[][] {
  const last = words.at(-1);
  if (!isParameter || last === undefined) return [words];
  const owner = before && !before.isParameter ? before.words : [];
  const names = [words, [last], ...(words.length === 1 && owner.length > 0 ? [[...owner, last]] : [])];
  const unique = [...new Map(names.map((name) => [name.join(' '), name])).values()];
  return unique.flatMap((name) => [name, ['by', ...name]]);
}

function fits(words: readonly string[], start: number, form: readonly string[]): 'exact' | 'loose' | null {
  if (start + form.length > words.length) return null;
  let fit: 'exact' | 'loose' = 'exact';
  for (const [i, word] of form.entries()) {
    const given = words[start + i] ?? '';
    if (given === word) continue;
    if (singular(given) !== singular(word)) return null;
    fit = 'loose';
  }
  return fit;
}

const isPrefix = (segments: readonly Segment[]) =>
  segments.every(({ words, isParameter }) => !isParameter && /^(?:api|rest|v \d{1,3}|v\d{1,3})$/.test(words.join(' ')));

function segmentsOf(path: string): Segment[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => ({ words: wordsOf(part.replaceAll(/[{}:<>]/g, ' ')), isParameter: /^[{:<]/.test(part) }));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
