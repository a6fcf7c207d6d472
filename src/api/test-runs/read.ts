import { createRoute } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { readTestRun } from '../../runs/test-run';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, respond, withEtag } from '../respond';
import { runParams } from '../runs/run-body';
import { bookmarkGiven, bookmarkRecord } from '../session';
import { TestRunBody } from './create';

const getTestRun = createRoute({
  operationId: 'getTestRun',
  method: 'get',
  path: '/v1/test-runs/{run_id}',
  tags: ['test runs'],
  summary: 'A test run as it was executed',
  middleware: [allow('read'), withEtag] as const,
  request: { params: runParams },
  responses: {
    200: { ...json(TestRunBody, 'The test run'), headers: bookmarkGiven },
    304: { description: 'The caller has it' },
    ...problems('unauthenticated', 'scope_missing', 'not_found', 'validation_failed'),
  },
});

export function registerGetTestRun(app: App): void {
  app.openapi(getTestRun, async (c) => {
    const key = { projectId: c.var.caller.projectId, runId: c.req.valid('param').run_id };
    const testRun = await readTestRun(c.env, key);
    if (!testRun) return problem(c, fault('not_found', 'This project has no such test run'));
    await bookmarkRecord(c, testRun.id);
    return respond(c, TestRunBody, testRun);
  });
}
