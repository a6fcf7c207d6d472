import { readFile } from 'node:fs/promises';
import { CiRunRequest } from '../../domain/ci-run/request';
import { type Route, routesOf } from '../../domain/routes';
import { readDefinitionFile } from '../definition-file';
import { parseJson } from '../json-text';

const MOST_ROUTES = 5_000;
const RouteLabel = CiRunRequest.shape.routes.unwrap().element;

/**
 * The routes of an OpenAPI document. One of YAML is read within the limits of what people write; one of JSON, which
 * tools make, may be longer.
 *
 * @returns `failures` where it can't be read or has no routes
 */
export async function readRoutes(path: string): Promise<Route[] | { failures: string[] }> {
  const document = path.endsWith('.json') ? await readJson(path) : await readDefinitionFile(path);
  if ('failures' in document) return document;
  const routes = routesOf(document.value).filter((route) => RouteLabel.safeParse(route).success);
  if (routes.length === 0) return { failures: [`${path}: it is no OpenAPI document with paths`] };
  return routes.slice(0, MOST_ROUTES);
}

async function readJson(path: string): Promise<{ value: unknown } | { failures: string[] }> {
  try {
    return { value: parseJson(await readFile(path, 'utf8')) };
  } catch (cause) {
    return { failures: [`${path} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`] };
  }
}
