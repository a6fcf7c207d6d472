import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { RunSource } from '../../domain/manifest';
import { ResultOptions } from '../../domain/quality/result';
import { TaskType } from '../../domain/quality/task';
import { listResults, type ResultPlace } from '../../store/quality-results';
import type { App } from '../app';
import { allow } from '../auth';
import { type CursorScope, readCursor, writeCursor } from '../cursor';
import { linkNext } from '../next-page';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';
import { QualityResultBody, resultBody } from './result-body';

const MOST_RESULTS = 50;

const ResultPage = z
  .strictObject({
    results: z.array(QualityResultBody).max(MOST_RESULTS),
    next_cursor: z.string().nullable().openapi({ description: 'null: the list ends here' }),
  })
  .openapi('ResultPage');

/** Times are compared as text: in one form, which all stored ones have. */
const Time = z.iso.datetime().transform((time) => new Date(time).toISOString());

const listRoute = createRoute({
  operationId: 'listResults',
  method: 'get',
  path: '/v1/results',
  tags: ['results'],
  summary: 'Saved results of quality tasks, newest first',
  description:
    'A page looks at a bounded number of results, so under a filter that few pass it may be short, even empty, and ' +
    'still go on: follow `next_cursor` until it is null.',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: {
    headers: bookmarkSent,
    query: z.strictObject({
      task_type: TaskType.optional(),
      branch: RunSource.shape.branch.unwrap().unwrap().optional(),
      commit: RunSource.shape.commit.unwrap().unwrap().optional(),
      tag: ResultOptions.shape.tags.unwrap().element.optional(),
      since: Time.optional().openapi({ description: 'Saved at this time or later' }),
      until: Time.optional().openapi({ description: 'Saved before this time' }),
      limit: z.coerce.number().int().min(1).max(MOST_RESULTS).default(25),
      cursor: z.string().max(512).optional(),
    }),
  },
  responses: {
    200: { ...json(ResultPage, 'A page of results'), headers: bookmarkGiven },
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'validation_failed'),
  },
});

export function registerListResults(app: App): void {
  app.openapi(listRoute, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid('query');
    const { projectId } = c.var.caller;
    const scope: CursorScope = { env: c.env, projectId, list: { list: 'results', ...filter } };
    const before = cursor === undefined ? null : placeOf(readCursor(scope, cursor));
    if (before === undefined) {
      return problem(c, fault('malformed_request', 'The cursor is not of this list: start again without one'));
    }
    const { rows, next } = await listResults(c.var.db, projectId, { filter, before, limit });
    const nextCursor = next && writeCursor(scope, { ...next });
    linkNext(c, nextCursor);
    const results = rows.map((row) => resultBody(row, c.req.url));
    return respond(c, ResultPage, { results, next_cursor: nextCursor });
  });
}

/** undefined: not a cursor of ours. */
function placeOf(place: Record<string, string | number> | null): ResultPlace | undefined {
  return place ? { created_at: String(place.created_at), id: String(place.id) } : undefined;
}
