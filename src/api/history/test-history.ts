import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { findTest, ledgerEntry } from '../../store/ledger-queries';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';
import { TestBody, TestId } from './tests';

const getTest = createRoute({
  operationId: 'getTest',
  method: 'get',
  path: '/v1/history/tests/{test_id}',
  tags: ['history'],
  summary: "One test's history",
  description: 'Its last 100 outcomes, its last 10 failures, and since when it fails where it does.',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: { headers: bookmarkSent, params: z.strictObject({ test_id: TestId }) },
  responses: {
    200: { ...json(TestBody, 'The test'), headers: bookmarkGiven },
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'not_found', 'validation_failed'),
  },
});

export function registerGetTest(app: App): void {
  app.openapi(getTest, async (c) => {
    const key = { projectId: c.var.caller.projectId, testId: c.req.valid('param').test_id };
    const row = await findTest(c.var.db, key);
    if (!row) return problem(c, fault('not_found', 'This project has no such test: list them at /v1/history/tests'));
    return respond(c, TestBody, ledgerEntry(row, new Date().toISOString()));
  });
}
