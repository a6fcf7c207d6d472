import { createRoute, z } from '@hono/zod-openapi';
import { AgentContent, firstDifference } from '../../domain/agent';
import { duplicateIds } from '../../domain/cases';
import { type Fault, fault, invalid } from '../../domain/fault';
import { canonicalJson, contentHash } from '../../domain/hash';
import { Slug } from '../../domain/text';
import { keyedDigest } from '../../effects/ids';
import { readSettings } from '../../effects/settings';
import { type AgentVersionRow, addAgentVersion, findAgentVersion } from '../../store/agent-versions';
import type { App } from '../app';
import { allow } from '../auth';
import { jsonBody, jsonWithin } from '../json-body';
import { problem, problems } from '../problem';
import { json } from '../respond';
import { bookmarkGiven, writeSession } from '../session';
import { AgentVersion, versionView } from './version-view';

const putAgentVersion = createRoute({
  operationId: 'putAgentVersion',
  method: 'put',
  path: '/v1/agents/{agent}/versions/{version}',
  tags: ['agents'],
  summary: 'Register an agent version; it never changes',
  middleware: [allow('run'), writeSession, jsonWithin(1)] as const,
  request: {
    params: z.strictObject({ agent: Slug, version: Slug }),
    body: jsonBody(AgentContent.openapi('AgentContent')),
  },
  responses: {
    200: { ...json(AgentVersion, 'It was there with the same content'), headers: bookmarkGiven },
    201: { ...json(AgentVersion, 'It is registered'), headers: bookmarkGiven },
    ...problems(
      'malformed_request',
      'unauthenticated',
      'scope_missing',
      'version_conflict',
      'too_large',
      'unsupported_media_type',
      'validation_failed',
    ),
  },
});

export function registerPutAgentVersion(app: App): void {
  app.openapi(putAgentVersion, async (c) => {
    const { agent, version } = c.req.valid('param');
    const content = c.req.valid('json');
    const duplicates = duplicateIds(content.skill?.test_cases ?? [], ['skill', 'test_cases']);
    if (duplicates.length > 0) return problem(c, invalid(duplicates));
    const { projectId } = c.var.caller;
    const isNew = await addAgentVersion(c.var.db, {
      project_id: projectId,
      agent,
      version,
      id: `agv_${keyedDigest(readSettings(c.env).secret, 'agent_version', projectId, agent, version).slice(0, 32)}`,
      content_hash: contentHash(content),
      content: canonicalJson(content),
      created_at: new Date().toISOString(),
    });
    const row = await findAgentVersion(c.var.db, { projectId, agent, version });
    if (!row) throw new Error('an agent version that was just written is not there');
    const conflict = isNew ? null : conflictWith(row, content);
    if (conflict) return problem(c, conflict);
    return c.json(AgentVersion.parse(versionView(row, c.req.url)), isNew ? 201 : 200);
  });
}

function conflictWith(row: AgentVersionRow, content: AgentContent): Fault<'version_conflict'> | null {
  if (row.content_hash === contentHash(content)) return null;
  const pointer = firstDifference(AgentContent.parse(JSON.parse(row.content)), content) ?? '';
  return fault('version_conflict', `A version never changes: register the new content under another version`, [
    { pointer, code: 'differs', detail: 'the first field whose content is another' },
  ]);
}
