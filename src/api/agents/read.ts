import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { Slug } from '../../domain/text';
import { findAgentVersion } from '../../store/agent-versions';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';
import { AgentVersion, versionView } from './version-view';

const getAgentVersion = createRoute({
  operationId: 'getAgentVersion',
  method: 'get',
  path: '/v1/agents/{agent}/versions/{version}',
  tags: ['agents'],
  summary: 'An agent version and how it fared',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: { headers: bookmarkSent, params: z.strictObject({ agent: Slug, version: Slug }) },
  responses: {
    200: { ...json(AgentVersion, 'The version'), headers: bookmarkGiven },
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'not_found', 'validation_failed'),
  },
});

export function registerGetAgentVersion(app: App): void {
  app.openapi(getAgentVersion, async (c) => {
    const { agent, version } = c.req.valid('param');
    const row = await findAgentVersion(c.var.db, { projectId: c.var.caller.projectId, agent, version });
    if (!row) return problem(c, fault('not_found', 'Register it with PUT first'));
    return respond(c, AgentVersion, versionView(row, c.req.url));
  });
}
