import { createRoute, z } from '@hono/zod-openapi';
import { isFault } from '../../domain/fault';
import { RunRequest } from '../../domain/run-request';
import { startRun } from '../../runs/start';
import type { App } from '../app';
import { allow } from '../auth';
import { IdempotencyKey, madeHeaders } from '../idempotency-key';
import { jsonBody, jsonWithin } from '../json-body';
import { BODY_FAULTS, problem, problems } from '../problem';
import { json } from '../respond';
import { bookmarkGiven, bookmarkRecord } from '../session';
import { RunBody, runBody } from './run-body';

const createRun = createRoute({
  operationId: 'createRun',
  method: 'post',
  path: '/v1/runs',
  tags: ['runs'],
  summary: 'Start a run',
  description:
    'Answers at once; the run goes on by itself. With an `Idempotency-Key` the same request finds its run again.',
  middleware: [allow('run'), jsonWithin(8)] as const,
  request: {
    headers: z.object({ 'idempotency-key': IdempotencyKey.optional() }),
    body: jsonBody(RunRequest.openapi('RunRequest')),
  },
  responses: {
    202: {
      ...json(RunBody, 'The run as it stands'),
      headers: madeHeaders.extend(bookmarkGiven.shape),
    },
    ...problems(...BODY_FAULTS, 'idempotency_key_reused', 'provider_not_configured'),
  },
});

export function registerCreateRun(app: App): void {
  app.openapi(createRun, async (c) => {
    const started = await startRun(c.env, {
      projectId: c.var.caller.projectId,
      idempotencyKey: c.req.valid('header')['idempotency-key'] ?? null,
      request: c.req.valid('json'),
    });
    if (isFault(started)) return problem(c, started);
    // An earlier request may have started it long ago.
    if (started.run.status === 'finished') await bookmarkRecord(c, started.run.id);
    c.header('location', `/v1/runs/${started.run.id}`);
    if (started.replayed) c.header('idempotent-replayed', 'true');
    return c.json(RunBody.parse(runBody(started.run, c.req.url)), 202);
  });
}
