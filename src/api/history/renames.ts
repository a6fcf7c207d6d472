import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { TestName, testIdOf } from '../../domain/test-identity';
import { findTest, ledgerEntry } from '../../store/ledger-queries';
import { renameTest } from '../../store/test-renames';
import type { App } from '../app';
import { allow } from '../auth';
import { jsonBody, jsonWithin } from '../json-body';
import { BODY_FAULTS, problem, problems } from '../problem';
import { json, respond } from '../respond';
import { bookmarkGiven, writeSession } from '../session';
import { TEST_ID, TestBody } from './tests';

/** A rename as a caller declares it. */
export const NewRename = z
  .strictObject({
    from: z
      .string()
      .regex(...TEST_ID)
      .openapi({ description: 'The id that the test had' }),
    to: TestName.openapi({ description: 'The name that it has now' }),
  })
  .openapi('NewRename');

const declareRename = createRoute({
  operationId: 'declareRename',
  method: 'post',
  path: '/v1/history/renames',
  tags: ['history'],
  summary: 'Say that a test has another name now',
  description:
    'What the ledger knows of the old id becomes the past of the new name, whether that was seen since or not. The ' +
    'records stay as they are. The same rename again changes nothing.',
  middleware: [allow('run'), writeSession, jsonWithin(1)] as const,
  request: { body: jsonBody(NewRename) },
  responses: {
    200: { ...json(TestBody, 'The test under its new name'), headers: bookmarkGiven },
    ...problems(...BODY_FAULTS, 'not_found', 'conflict'),
  },
});

export function registerDeclareRename(app: App): void {
  app.openapi(declareRename, async (c) => {
    const { from: fromId, to } = c.req.valid('json');
    const { projectId } = c.var.caller;
    const now = new Date().toISOString();
    const outcome = await renameTest(c.var.db, { projectId, fromId, to, now });
    if (outcome === 'overlap') {
      return problem(c, fault('conflict', 'Both names were seen at the same time: they are two tests'));
    }
    const row = outcome === 'renamed' ? await findTest(c.var.db, { projectId, testId: testIdOf(to) }) : null;
    if (!row) return problem(c, fault('not_found', 'This project has no such test: list them at /v1/history/tests'));
    return respond(c, TestBody, ledgerEntry(row, now));
  });
}
