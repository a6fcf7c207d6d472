import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { LedgerEntry, OwnerTag } from '../../domain/ledger';
import { label } from '../../domain/text';
import { ledgerEntry, listTests } from '../../store/ledger-queries';
import type { App } from '../app';
import { allow } from '../auth';
import { type CursorScope, readCursor, writeCursor } from '../cursor';
import { linkNext } from '../next-page';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';

/** The form of a test's id, and what to say of another. */
export const TEST_ID = [/^tst_[0-9a-f]{32}$/, 'tst_ and 32 hexadecimal digits'] as const;

export const TestId = z
  .string()
  .regex(...TEST_ID)
  .openapi({ param: { name: 'test_id', in: 'path' }, example: 'tst_0123456789abcdef0123456789abcdef' });

export const TestBody = LedgerEntry.openapi('Test');

const TestPage = z
  .strictObject({
    tests: z.array(TestBody).max(100),
    next_cursor: z.string().nullable().openapi({ description: 'null: the list ends here' }),
  })
  .openapi('TestPage');

const listTestsRoute = createRoute({
  operationId: 'listTests',
  method: 'get',
  path: '/v1/history/tests',
  tags: ['history'],
  summary: 'Every test ever seen, those of a suite together',
  description:
    'A page looks at a bounded number of tests, so it may be short, even empty, and still go on: follow ' +
    '`next_cursor` until it is null. Rehearsed runs tell nothing of a test.',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: {
    headers: bookmarkSent,
    query: z.strictObject({
      suite: label(512).optional().openapi({ description: "The agent's name for the cases of an agent" }),
      state: z.enum(['failing', 'flaky']).optional(),
      owner: OwnerTag.optional().openapi({ description: 'Somebody declared it for the test' }),
      limit: z.coerce.number().int().min(1).max(100).default(25),
      cursor: z.string().max(512).optional(),
    }),
  },
  responses: {
    200: { ...json(TestPage, 'A page of tests'), headers: bookmarkGiven },
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'validation_failed'),
  },
});

export function registerListTests(app: App): void {
  app.openapi(listTestsRoute, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid('query');
    const { projectId } = c.var.caller;
    const scope: CursorScope = { env: c.env, projectId, list: { list: 'tests', ...filter } };
    const place = cursor === undefined ? { test_id: '' } : readCursor(scope, cursor);
    if (!place) {
      return problem(c, fault('malformed_request', 'The cursor is not of this list: start again without one'));
    }
    const { tests, next } = await listTests(c.var.db, projectId, { filter, after: String(place.test_id), limit });
    const nextCursor = next === null ? null : writeCursor(scope, { test_id: next });
    linkNext(c, nextCursor);
    const now = new Date().toISOString();
    return respond(c, TestPage, { tests: tests.map((row) => ledgerEntry(row, now)), next_cursor: nextCursor });
  });
}
