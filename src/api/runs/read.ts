import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { waitForRun } from '../../runs/wait';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkRecord } from '../session';
import { waitOf } from './prefer';
import { AnyRunBody, runBody, runParams } from './run-body';

const getRun = createRoute({
  operationId: 'getRun',
  method: 'get',
  path: '/v1/runs/{run_id}',
  tags: ['runs'],
  summary: 'A run as it stands',
  description:
    'With `Prefer: wait=60` (RFC 7240) the answer comes when the run is finished, or after that time. Of a finished ' +
    'run it brings a bookmark, under which the history has its record.',
  middleware: [allow('read'), withEtag] as const,
  request: { params: runParams, headers: z.object({ prefer: z.string().max(256).optional() }) },
  responses: {
    200: {
      ...json(AnyRunBody, 'The run; look at `status`: a wait may end before the run does'),
      headers: bookmarkGiven.extend({ 'preference-applied': z.string().optional() }),
    },
    ...notModified,
    ...problems('unauthenticated', 'scope_missing', 'not_found', 'validation_failed'),
  },
});

export function registerGetRun(app: App): void {
  app.openapi(getRun, async (c) => {
    const key = { projectId: c.var.caller.projectId, runId: c.req.valid('param').run_id };
    const seconds = waitOf(c.req.valid('header').prefer);
    const run = await waitForRun(c.env, key, (seconds ?? 0) * 1000);
    if (!run) return problem(c, fault('not_found', 'This project has no such run'));
    if (seconds !== null) c.header('preference-applied', `wait=${seconds}`);
    if (run.status === 'finished') await bookmarkRecord(c, run.id);
    return respond(c, AnyRunBody, runBody(run, c.req.url));
  });
}
