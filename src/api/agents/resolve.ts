import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { Slug } from '../../domain/text';
import { VersionStrategy } from '../../domain/version-strategy';
import { resolveVersion } from '../../store/version-queries';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';
import { summaryView, VersionSummary } from './version-view';

const resolveAgentVersion = createRoute({
  operationId: 'resolveAgentVersion',
  method: 'get',
  path: '/v1/agents/{agent}/resolve',
  tags: ['agents'],
  summary: 'The version of an agent that a strategy chooses',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: {
    headers: bookmarkSent,
    params: z.strictObject({ agent: Slug }),
    query: z.strictObject({ strategy: VersionStrategy }),
  },
  responses: {
    200: { ...json(VersionSummary, 'The version'), headers: bookmarkGiven },
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'not_found', 'validation_failed'),
  },
});

export function registerResolveAgentVersion(app: App): void {
  app.openapi(resolveAgentVersion, async (c) => {
    const { agent } = c.req.valid('param');
    const { strategy } = c.req.valid('query');
    const row = await resolveVersion(c.var.db, { projectId: c.var.caller.projectId, agent, strategy });
    if (!row) return problem(c, fault('not_found', 'No version fits: register one, or run it until it does'));
    return respond(c, VersionSummary, summaryView(row, c.req.url));
  });
}
