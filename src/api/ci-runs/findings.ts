import { createRoute, z } from '@hono/zod-openapi';
import { FindingEvidence, FindingLevel } from '../../domain/evidence/finding';
import { fault, isFault } from '../../domain/fault';
import { isActive } from '../../domain/findings';
import { readFindings } from '../../runs/ci/read';
import type { App } from '../app';
import { allow } from '../auth';
import { type CursorScope, readCursor, writeCursor } from '../cursor';
import { linkNext } from '../next-page';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { runParams } from '../runs/run-body';

const FindingPage = z
  .strictObject({
    findings: z.array(FindingEvidence.openapi('Finding')).max(100),
    next_cursor: z.string().nullable().openapi({ description: 'null: the list ends here' }),
  })
  .openapi('FindingPage');

const listRunFindings = createRoute({
  operationId: 'listRunFindings',
  method: 'get',
  path: '/v1/runs/{run_id}/findings',
  tags: ['ci runs'],
  summary: 'The findings of a run, in the order of its SARIF files',
  description:
    'A page looks at a bounded number of findings, so it may be short, even empty, and still go on: follow ' +
    '`next_cursor` until it is null.',
  middleware: [allow('read'), withEtag] as const,
  request: {
    params: runParams,
    query: z.strictObject({
      level: FindingLevel.optional(),
      active: z.enum(['true', 'false']).optional().openapi({ description: 'Neither suppressed nor absent' }),
      limit: z.coerce.number().int().min(1).max(100).default(25),
      cursor: z.string().max(512).optional(),
    }),
  },
  responses: {
    200: json(FindingPage, 'A page of findings; while the run is open, of what has come'),
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'not_found', 'gone', 'validation_failed'),
  },
});

export function registerListRunFindings(app: App): void {
  app.openapi(listRunFindings, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid('query');
    const key = { projectId: c.var.caller.projectId, runId: c.req.valid('param').run_id };
    const scope: CursorScope = { env: c.env, projectId: key.projectId, list: { list: key.runId, ...filter } };
    const place = cursor === undefined ? { file: 0, line: 0 } : readCursor(scope, cursor);
    if (!place) {
      return problem(c, fault('malformed_request', 'The cursor is not of this list: start again without one'));
    }
    const from = { file: Number(place.file), line: Number(place.line) };
    const keep = (finding: FindingEvidence) =>
      (filter.level === undefined || finding.level === filter.level) &&
      (filter.active === undefined || isActive(finding) === (filter.active === 'true'));
    const page = await readFindings(c.env, key, { from, limit, keep });
    if (isFault(page)) return problem(c, page);
    const next = page.next === null ? null : writeCursor(scope, { ...page.next });
    linkNext(c, next);
    return respond(c, FindingPage, { findings: page.items, next_cursor: next });
  });
}
