import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { Slug } from '../../domain/text';
import { listVersions, type VersionKey } from '../../store/version-queries';
import type { App } from '../app';
import { allow } from '../auth';
import { type CursorScope, readCursor, writeCursor } from '../cursor';
import { linkNext } from '../next-page';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';
import { summaryView, VersionSummary } from './version-view';

const VersionPage = z
  .strictObject({
    versions: z.array(VersionSummary).max(100),
    next_cursor: z.string().nullable().openapi({ description: 'null: the list ends here' }),
  })
  .openapi('AgentVersionPage');

const listAgentVersions = createRoute({
  operationId: 'listAgentVersions',
  method: 'get',
  path: '/v1/agents/{agent}/versions',
  tags: ['agents'],
  summary: 'Versions of an agent and how they fared, newest first',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: {
    headers: bookmarkSent,
    params: z.strictObject({ agent: Slug }),
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(25),
      cursor: z.string().max(512).optional(),
    }),
  },
  responses: {
    200: { ...json(VersionPage, 'A page of versions; empty where the agent has none'), headers: bookmarkGiven },
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'validation_failed'),
  },
});

export function registerListAgentVersions(app: App): void {
  app.openapi(listAgentVersions, async (c) => {
    const { agent } = c.req.valid('param');
    const { limit, cursor } = c.req.valid('query');
    const { projectId } = c.var.caller;
    const scope: CursorScope = { env: c.env, projectId, list: { list: 'versions', agent } };
    const before = cursor === undefined ? null : keyOf(readCursor(scope, cursor));
    if (before === undefined) {
      return problem(c, fault('malformed_request', 'The cursor is not of this list: start again without one'));
    }
    const { versions, next } = await listVersions(c.var.db, { projectId, agent }, { before, limit });
    const nextCursor = next && writeCursor(scope, { ...next });
    linkNext(c, nextCursor);
    return respond(c, VersionPage, {
      versions: versions.map((row) => summaryView(row, c.req.url)),
      next_cursor: nextCursor,
    });
  });
}

/** undefined: not a cursor of ours. */
function keyOf(place: Record<string, string | number> | null): VersionKey | undefined {
  return place ? { created_at: String(place.created_at), version: String(place.version) } : undefined;
}
