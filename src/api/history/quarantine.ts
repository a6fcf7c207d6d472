import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { prose } from '../../domain/text';
import { MOST_QUARANTINED, quarantinedTests, quarantineTest, releaseTest } from '../../store/quarantine';
import type { App } from '../app';
import { allow } from '../auth';
import { jsonBody, jsonWithin } from '../json-body';
import { BODY_FAULTS, problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession, writeSession } from '../session';
import { TestId } from './tests';

const A_YEAR_DAYS = 366;
const DAY_MS = 86_400_000;

const QuarantinedTest = z
  .strictObject({
    test_id: z.string(),
    reason: z.string(),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  })
  .openapi('QuarantinedTest');

const QuarantineList = z.strictObject({ tests: z.array(QuarantinedTest).max(MOST_QUARANTINED) }).openapi('Quarantine');

export const NewQuarantine = z
  .strictObject({
    reason: prose(1).openapi({ description: 'Why its failures shall not count: for whoever finds it here' }),
    days: z.int().min(1).max(A_YEAR_DAYS).default(14).openapi({ description: 'After so many days they count again' }),
  })
  .openapi('NewQuarantine');

const listQuarantine = createRoute({
  operationId: 'listQuarantine',
  method: 'get',
  path: '/v1/history/quarantine',
  tags: ['history'],
  summary: 'Tests whose failures are reported and do not count',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: { headers: bookmarkSent },
  responses: {
    200: { ...json(QuarantineList, 'Those whose time is not over'), headers: bookmarkGiven },
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'validation_failed'),
  },
});

const putQuarantine = createRoute({
  operationId: 'putQuarantine',
  method: 'put',
  path: '/v1/history/quarantine/{test_id}',
  tags: ['history'],
  summary: 'Put a test into quarantine for some days, with a reason',
  description: 'Its failures are still reported; runs pass with them. Another call changes the reason and the days.',
  middleware: [allow('run'), writeSession, jsonWithin(1)] as const,
  request: { params: z.strictObject({ test_id: TestId }), body: jsonBody(NewQuarantine) },
  responses: {
    200: { ...json(QuarantinedTest, 'The test in quarantine'), headers: bookmarkGiven },
    ...problems(...BODY_FAULTS, 'conflict'),
  },
});

const deleteQuarantine = createRoute({
  operationId: 'deleteQuarantine',
  method: 'delete',
  path: '/v1/history/quarantine/{test_id}',
  tags: ['history'],
  summary: 'Let the failures of a test count again',
  middleware: [allow('run'), writeSession] as const,
  request: { params: z.strictObject({ test_id: TestId }) },
  responses: {
    204: { description: 'It is not in quarantine', headers: bookmarkGiven },
    ...problems('unauthenticated', 'scope_missing', 'not_found', 'validation_failed'),
  },
});

export function registerQuarantine(app: App): void {
  app.openapi(listQuarantine, async (c) => {
    const tests = await quarantinedTests(c.var.db, c.var.caller.projectId, new Date().toISOString());
    return respond(c, QuarantineList, { tests });
  });

  app.openapi(putQuarantine, async (c) => {
    const { reason, days } = c.req.valid('json');
    const now = Date.now();
    const entry = {
      test_id: c.req.valid('param').test_id,
      reason,
      created_at: new Date(now).toISOString(),
      expires_at: new Date(now + days * DAY_MS).toISOString(),
    };
    const put = await quarantineTest(c.var.db, c.var.caller.projectId, entry);
    if (!put) return problem(c, fault('conflict', `${MOST_QUARANTINED} tests are in quarantine: mend some first`));
    return respond(c, QuarantinedTest, entry);
  });

  app.openapi(deleteQuarantine, async (c) => {
    const released = await releaseTest(c.var.db, c.var.caller.projectId, c.req.valid('param').test_id);
    return released ? c.body(null, 204) : problem(c, fault('not_found', 'This test is not in quarantine'));
  });
}
