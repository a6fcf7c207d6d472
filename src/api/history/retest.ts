import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { RetestReason, retestReason } from '../../domain/version-strategy';
import { listRetests, type RetestKey } from '../../store/version-queries';
import { summaryView, VersionSummary } from '../agents/version-view';
import type { App } from '../app';
import { allow } from '../auth';
import { type CursorScope, readCursor, writeCursor } from '../cursor';
import { linkNext } from '../next-page';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';

const Retest = z
  .strictObject({
    ...VersionSummary.shape,
    reason: RetestReason.openapi({ description: 'The first that holds, in this order' }),
    priority: z
      .int()
      .min(1)
      .max(4)
      .openapi({ description: '1 never tested; 2 a draft, or below 6; 3 below 8; 4 any other reason' }),
  })
  .openapi('Retest');

const RetestPage = z
  .strictObject({
    versions: z.array(Retest).max(100),
    next_cursor: z.string().nullable().openapi({ description: 'null: the queue ends here' }),
  })
  .openapi('RetestPage');

const listRetestQueue = createRoute({
  operationId: 'listRetestQueue',
  method: 'get',
  path: '/v1/history/retest-queue',
  tags: ['history'],
  summary: 'Agent versions that need a test: the most urgent first, then the newest',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: {
    headers: bookmarkSent,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(25),
      cursor: z.string().max(512).optional(),
    }),
  },
  responses: {
    200: { ...json(RetestPage, 'A page of the queue'), headers: bookmarkGiven },
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'validation_failed'),
  },
});

export function registerRetestQueue(app: App): void {
  app.openapi(listRetestQueue, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const { projectId } = c.var.caller;
    const scope: CursorScope = { env: c.env, projectId, list: { list: 'retests' } };
    const before = cursor === undefined ? null : keyOf(readCursor(scope, cursor));
    if (before === undefined) {
      return problem(c, fault('malformed_request', 'The cursor is not of this list: start again without one'));
    }
    const { versions, next } = await listRetests(c.var.db, projectId, { before, limit });
    const nextCursor = next && writeCursor(scope, { ...next });
    linkNext(c, nextCursor);
    return respond(c, RetestPage, {
      versions: versions.flatMap((row) => {
        const reason = retestReason(row);
        const { retest_priority: priority } = row;
        if (reason === null || priority === null) throw new Error('a version that needs no test is in the queue');
        return { ...summaryView(row, c.req.url), reason, priority };
      }),
      next_cursor: nextCursor,
    });
  });
}

/** undefined: not a cursor of ours. */
function keyOf(place: Record<string, string | number> | null): RetestKey | undefined {
  if (!place) return undefined;
  const { retest_priority, created_at, agent, version } = place;
  return {
    retest_priority: Number(retest_priority),
    created_at: String(created_at),
    agent: String(agent),
    version: String(version),
  };
}
