import { createRoute, z } from '@hono/zod-openapi';
import type { TypedResponse } from 'hono';
import { JsonValue } from '../../domain/json';
import { TASK_DIRECTORIES, TaskType } from '../../domain/quality/task';
import { headlineTrend } from '../../domain/quality/trend';
import type { Database } from '../../store/database';
import { filesOf, indexBounds, indexPage, type IndexRow, type ResultPlace } from '../../store/quality-results';
import { listTrends } from '../../store/quality-trends';
import type { App } from '../app';
import { allow } from '../auth';
import { problems } from '../problem';
import { json } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';

/** Results that are read at a time; a row may have 256 KiB. */
const PAGE = 20;

/** Sorts below every time. */
const BEFORE_ALL: ResultPlace = { created_at: '', id: '' };

/** As tools of the index know it. Its results are those that there were when the answer began. */
const ResultIndex = z
  .strictObject({
    version: z.literal('1.0'),
    created: z.string().nullable().openapi({ description: 'Of the oldest result; null: there is none' }),
    updated: z.string().nullable().openapi({ description: 'Of the newest' }),
    results: z
      .array(
        z.strictObject({
          id: z.string(),
          type: TaskType,
          timestamp: z.string(),
          files: z.array(z.string()),
          summary: z.record(z.string(), JsonValue),
        }),
      )
      .openapi({ description: 'Oldest first' }),
    trends: z.record(
      z.string(),
      z.strictObject({
        improving: z.boolean().nullable().openapi({ description: 'Towards better; null: no trend can be told' }),
        delta: z.number(),
      }),
    ),
  })
  .openapi('ResultIndex');

const indexRoute = createRoute({
  operationId: 'getResultIndex',
  method: 'get',
  path: '/v1/results/index.json',
  tags: ['results'],
  summary: 'The whole index of saved results, in one file',
  description:
    '`GET /v1/results` has the same in pages. `trends` is by folder: the first metric of its task over 30 days.',
  middleware: [allow('read'), readSession] as const,
  request: { headers: bookmarkSent },
  responses: {
    200: { ...json(ResultIndex, 'The index'), headers: bookmarkGiven },
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'validation_failed'),
  },
});

export function registerResultIndex(app: App): void {
  app.openapi(indexRoute, async (c) => {
    const { db, caller } = c.var;
    const bounds = await indexBounds(db, caller.projectId);
    const { created, updated } = {
      created: bounds?.oldest.created_at ?? null,
      updated: bounds?.newest.created_at ?? null,
    };
    const head = JSON.stringify({ version: '1.0', created, updated }).slice(0, -1);
    const foot = `],"trends":${JSON.stringify(await trendsOf(db, caller.projectId))}}`;
    const pages = pagesTo(db, caller.projectId, bounds?.newest ?? BEFORE_ALL);
    return respondText(indexText(`${head},"results":[`, pages, foot));
  });
}

/** The JSON is written piece by piece; hono's types take an answer for one value. */
function respondText(json: ReadableStream<Uint8Array>) {
  const headers = { 'content-type': 'application/json' };
  return new Response(json, { headers }) as Response & TypedResponse<z.infer<typeof ResultIndex>, 200, 'json'>;
}

/** Every page from the oldest result to `last`. */
async function* pagesTo(db: Database, projectId: string, last: ResultPlace): AsyncGenerator<IndexRow[], null> {
  let after = BEFORE_ALL;
  for (;;) {
    const page = await indexPage(db, projectId, { after, last, limit: PAGE });
    const end = page.at(-1);
    if (end) yield page;
    if (!end || page.length < PAGE) return null;
    after = { created_at: end.created_at, id: end.id };
  }
}

/** Pages are pulled one by one: what the reader has not taken yet is not read either. */
function indexText(head: string, pages: AsyncGenerator<IndexRow[]>, foot: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let isBegun = false;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pages.next();
      if (done) {
        controller.enqueue(encoder.encode(`${isBegun ? '' : head}${foot}`));
        controller.close();
        return;
      }
      controller.enqueue(encoder.encode(`${isBegun ? ',' : head}${value.map(entryText).join(',')}`));
      isBegun = true;
    },
  });
}

function entryText(row: IndexRow): string {
  return JSON.stringify({
    id: row.id,
    type: row.task_type,
    timestamp: row.created_at,
    files: filesOf(row).map(({ path }) => path),
    summary: JSON.parse(row.summary),
  });
}

async function trendsOf(db: Database, projectId: string): Promise<z.infer<typeof ResultIndex>['trends']> {
  const trends = await listTrends(db, projectId);
  return Object.fromEntries(
    trends.flatMap((trend) => {
      const { improving, delta } = headlineTrend(trend) ?? { improving: null, delta: null };
      return delta === null ? [] : [[TASK_DIRECTORIES[trend.task_type], { improving, delta }]];
    }),
  );
}
