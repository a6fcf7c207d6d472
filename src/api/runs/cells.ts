import { createRoute, z } from '@hono/zod-openapi';
import { CellResult } from '../../domain/cell';
import { isFault } from '../../domain/fault';
import { coordinatorOf } from '../../runs/handle';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { runParams } from './run-body';

/** A cell as the API answers with it. */
export const CellBody = CellResult.openapi('Cell');

const CellPage = z
  .strictObject({
    cells: z.array(CellBody).max(100),
    next_cursor: z.string().nullable().openapi({ description: 'null: there are no more cells' }),
  })
  .openapi('CellPage');

const listCells = createRoute({
  operationId: 'listCells',
  method: 'get',
  path: '/v1/runs/{run_id}/cells',
  tags: ['runs'],
  summary: 'The settled cells of a run, in the order of its suite',
  middleware: [allow('read'), withEtag] as const,
  request: {
    params: runParams,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(25),
      cursor: z
        .string()
        .regex(/^c[0-9]{1,6}$/, 'a next_cursor of this list')
        .optional(),
    }),
  },
  responses: {
    200: json(CellPage, 'A page of cells; while the run goes on it may leave out what is not settled'),
    ...notModified,
    ...problems('unauthenticated', 'scope_missing', 'not_found', 'gone', 'validation_failed'),
  },
});

export function registerListCells(app: App): void {
  app.openapi(listCells, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const key = { projectId: c.var.caller.projectId, runId: c.req.valid('param').run_id };
    const page = await coordinatorOf(c.env, key).cells(Number(cursor?.slice(1) ?? 0), limit);
    if (isFault(page)) return problem(c, page);
    const next = page.next === null ? null : `c${page.next}`;
    if (next !== null) c.header('link', `<${nextUrl(c.req.url, next)}>; rel="next"`);
    return respond(c, CellPage, { cells: page.cells, next_cursor: next });
  });
}

function nextUrl(requestUrl: string, cursor: string): string {
  const url = new URL(requestUrl);
  url.searchParams.set('cursor', cursor);
  return url.href;
}
