import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { MOST_OWNERS, OwnerTag } from '../../domain/ledger';
import { ledgerEntry } from '../../store/ledger-queries';
import { setTestOwners } from '../../store/test-owners';
import type { App } from '../app';
import { allow } from '../auth';
import { jsonBody, jsonWithin } from '../json-body';
import { BODY_FAULTS, problem, problems } from '../problem';
import { json, respond } from '../respond';
import { bookmarkGiven, writeSession } from '../session';
import { TestBody, TestId } from './tests';

/** Owners of a test as a caller declares them. */
export const TestOwners = z
  .strictObject({
    owners: z
      .array(OwnerTag)
      .max(MOST_OWNERS)
      .openapi({
        description: 'Replaces those that are there; an empty list leaves none',
        example: ['team-a', '@alice'],
      }),
  })
  .openapi('TestOwners');

const putTestOwners = createRoute({
  operationId: 'putTestOwners',
  method: 'put',
  path: '/v1/history/tests/{test_id}/owners',
  tags: ['history'],
  summary: 'Say who answers for a test',
  description: 'Runs change nothing of it, and a rename carries it along. `owner` narrows the list of tests by it.',
  middleware: [allow('run'), writeSession, jsonWithin(1)] as const,
  request: { params: z.strictObject({ test_id: TestId }), body: jsonBody(TestOwners) },
  responses: {
    200: { ...json(TestBody, 'The test with its owners'), headers: bookmarkGiven },
    ...problems(...BODY_FAULTS, 'not_found'),
  },
});

export function registerPutTestOwners(app: App): void {
  app.openapi(putTestOwners, async (c) => {
    const key = { projectId: c.var.caller.projectId, testId: c.req.valid('param').test_id };
    // A set: however often and in which order somebody is named.
    const owners = [...new Set(c.req.valid('json').owners)].sort();
    const row = await setTestOwners(c.var.db, key, owners);
    if (!row) return problem(c, fault('not_found', 'This project has no such test: list them at /v1/history/tests'));
    return respond(c, TestBody, ledgerEntry(row, new Date().toISOString()));
  });
}
