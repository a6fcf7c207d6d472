import { createRoute, z } from '@hono/zod-openapi';
import { CiTest } from '../../domain/ci-run/test';
import { fault, isFault } from '../../domain/fault';
import { TestOutcome } from '../../domain/ledger';
import { readTests } from '../../runs/ci/read';
import type { App } from '../app';
import { allow } from '../auth';
import { type CursorScope, readCursor, writeCursor } from '../cursor';
import { linkNext } from '../next-page';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { runParams } from '../runs/run-body';

const TestEvidencePage = z
  .strictObject({
    tests: z.array(CiTest.openapi('TestEvidence')).max(100),
    next_cursor: z.string().nullable().openapi({ description: 'null: the list ends here' }),
  })
  .openapi('TestEvidencePage');

const listRunTests = createRoute({
  operationId: 'listRunTests',
  method: 'get',
  path: '/v1/runs/{run_id}/tests',
  tags: ['ci runs'],
  summary: 'The tests of a run, in the order of its files, with all their evidence',
  description:
    'A page looks at a bounded number of tests, so it may be short, even empty, and still go on: follow `next_cursor` ' +
    'until it is null.',
  middleware: [allow('read'), withEtag] as const,
  request: {
    params: runParams,
    query: z.strictObject({
      status: TestOutcome.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(25),
      cursor: z.string().max(512).optional(),
    }),
  },
  responses: {
    200: json(TestEvidencePage, 'A page of tests; while the run is open, of what has come'),
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'not_found', 'gone', 'validation_failed'),
  },
});

export function registerListRunTests(app: App): void {
  app.openapi(listRunTests, async (c) => {
    const { limit, cursor, status } = c.req.valid('query');
    const key = { projectId: c.var.caller.projectId, runId: c.req.valid('param').run_id };
    const list = { list: 'run tests', run: key.runId, ...(status && { status }) };
    const scope: CursorScope = { env: c.env, projectId: key.projectId, list };
    const place = cursor === undefined ? { file: 0, line: 0 } : readCursor(scope, cursor);
    if (!place) {
      return problem(c, fault('malformed_request', 'The cursor is not of this list: start again without one'));
    }
    const from = { file: Number(place.file), line: Number(place.line) };
    const keep = (test: CiTest) => status === undefined || test.status === status;
    const page = await readTests(c.env, key, { from, limit, keep });
    if (isFault(page)) return problem(c, page);
    const next = page.next === null ? null : writeCursor(scope, { ...page.next });
    linkNext(c, next);
    return respond(c, TestEvidencePage, { tests: page.items, next_cursor: next });
  });
}
