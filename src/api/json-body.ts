import type { z } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { type Fault, fault, invalid, isFault } from '../domain/fault';
import type { AppEnv } from './app';
import { readText } from './body';
import { textFaults } from './body-texts';
import { problem } from './problem';

/** Nesting of a JSON body; counted on its bytes, because parsing survives depths that later steps do not. */
const DEEPEST = 64;

/**
 * Reads a JSON body within its limits, and refuses what no field may hold, before a schema looks at it.
 *
 * @param mebibytes the limit, named in the problem
 */
export const jsonWithin = (mebibytes: number) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const mediaType = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
    if (mediaType !== 'application/json') {
      return problem(c, fault('unsupported_media_type', 'Send the body as application/json'));
    }
    const text = await readText(c.req.raw, mebibytes * 1024 * 1024);
    if (isFault(text)) return problem(c, text);
    const body = parseBody(text);
    if (isFault(body)) return problem(c, body);
    // The stream is spent: the validator reads the same text again. It knows fewer spellings of the media type.
    const headers = new Headers(c.req.raw.headers);
    headers.set('content-type', 'application/json');
    c.req.raw = new Request(c.req.raw.url, { method: c.req.method, headers, body: text });
    return next();
  });

/** The JSON of a body, held against what no field may hold. */
export function parseBody(text: string): { value: unknown } | Fault<'malformed_request' | 'validation_failed'> {
  if (depthOf(text) > DEEPEST) {
    return fault('malformed_request', `The body is nested deeper than ${DEEPEST} levels`);
  }
  const value = parse(text);
  if (value === undefined) return fault('malformed_request', 'The body is not valid JSON');
  const faults = textFaults(value);
  return faults.length > 0 ? invalid(faults) : { value };
}

/** A route's JSON body. */
export const jsonBody = <S extends z.ZodType>(schema: S) =>
  ({ required: true, content: { 'application/json': { schema } } }) as const;

/** undefined: not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The caller answers with a problem.
  }
}

/** Deepest nesting of brackets outside strings. Says nothing about whether the text is JSON. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth);
    else if (char === '}' || char === ']') depth--;
  }
  return deepest;
}
