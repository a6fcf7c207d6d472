import { createRoute } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { findResult, setPinned } from '../../store/quality-results';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, respond } from '../respond';
import { bookmarkGiven, writeSession } from '../session';
import { NO_RESULT, purgeDetail, QualityResultBody, resultBody, resultParams } from './result-body';

const pinRoute = createRoute({
  operationId: 'pinResult',
  method: 'put',
  path: '/v1/results/{result_id}/pin',
  tags: ['results'],
  summary: 'Keep the files of a result, whatever their age',
  middleware: [allow('run'), writeSession] as const,
  request: { params: resultParams },
  responses: {
    200: { ...json(QualityResultBody, 'The result'), headers: bookmarkGiven },
    ...problems('unauthenticated', 'scope_missing', 'not_found', 'gone', 'validation_failed'),
  },
});

const unpinRoute = createRoute({
  operationId: 'unpinResult',
  method: 'delete',
  path: '/v1/results/{result_id}/pin',
  tags: ['results'],
  summary: 'Let a result age as any other',
  middleware: [allow('run'), writeSession] as const,
  request: { params: resultParams },
  responses: {
    204: { description: 'It is not pinned', headers: bookmarkGiven },
    ...problems('unauthenticated', 'scope_missing', 'not_found', 'validation_failed'),
  },
});

export function registerPinResult(app: App): void {
  app.openapi(pinRoute, async (c) => {
    const { projectId } = c.var.caller;
    const { result_id: id } = c.req.valid('param');
    const pinned = await setPinned(c.var.db, projectId, { id, pinned: true });
    if (pinned) return respond(c, QualityResultBody, resultBody(pinned, c.req.url));
    const purged = await findResult(c.var.db, projectId, id);
    return problem(c, purged ? fault('gone', purgeDetail(purged)) : fault('not_found', NO_RESULT));
  });

  app.openapi(unpinRoute, async (c) => {
    const { projectId } = c.var.caller;
    const { result_id: id } = c.req.valid('param');
    const known =
      (await setPinned(c.var.db, projectId, { id, pinned: false })) ?? (await findResult(c.var.db, projectId, id));
    return known ? c.body(null, 204) : problem(c, fault('not_found', NO_RESULT));
  });
}
