import type { z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler, TypedResponse } from 'hono';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import type { AppEnv } from './app';
import { BOOKMARK } from './session';

/** A route's JSON answer. */
export const json = <S extends z.ZodType>(schema: S, description: string) =>
  ({ description, content: { 'application/json': { schema } } }) as const;

/** Answers with JSON that the schema lets through, so that no field slips out. */
export function respond<S extends z.ZodType>(c: Context, schema: S, value: z.input<S>) {
  c.header('vary', 'Accept, Authorization');
  return c.json(schema.parse(value) as z.output<S>, 200);
}

/** What a GET with an ETag answers to who names it in `If-None-Match`. */
export const notModified = { 304: { description: 'The caller has it' } } as const;

/** Answers with lines of JSON as they come. hono's types take this media type for one value. */
export function respondLines(lines: ReadableStream<Uint8Array>) {
  const headers = { 'content-type': 'application/jsonl; charset=utf-8' };
  return new Response(lines, { headers }) as Response & TypedResponse<string, 200, 'json'>;
}

/** A strong ETag of the body, and 304 where the caller has it. For JSON of bounded size: it reads the body. */
export const withEtag: MiddlewareHandler<AppEnv> = etag({ retainedHeaders: [...RETAINED_304_HEADERS, BOOKMARK] });
