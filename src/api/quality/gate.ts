import { createRoute } from '@hono/zod-openapi';
import { decideQuality, GateDecision } from '../../domain/quality/gate';
import { QualityGate } from '../../domain/quality/gate-rules';
import { gatherEvidence } from '../../runs/quality/gate-evidence';
import type { App } from '../app';
import { allow } from '../auth';
import { jsonBody, jsonWithin } from '../json-body';
import { BODY_FAULTS, problems } from '../problem';
import { json, respond } from '../respond';

const Decision = GateDecision.openapi('QualityGateDecision');

const decideGate = createRoute({
  operationId: 'decideQualityGate',
  method: 'post',
  path: '/v1/quality-gate',
  tags: ['results'],
  summary: 'Whether a commit may ship, by its tests and its quality results',
  description:
    'Nothing is stored. Of each name the newest CI run and the newest result on the commit count, and only while they ' +
    'are fresh; what is missing, old or not measured is `inconclusive`, and never `passed`.',
  middleware: [allow('read'), jsonWithin(1)] as const,
  request: { body: jsonBody(QualityGate.openapi('QualityGate')) },
  responses: {
    200: json(Decision, 'The verdict, by area and over all, with every rule and its number'),
    ...problems(...BODY_FAULTS),
  },
});

export function registerQualityGate(app: App): void {
  app.openapi(decideGate, async (c) => {
    const gate = c.req.valid('json');
    const evidence = await gatherEvidence(c.env, c.var.caller.projectId, gate);
    return respond(c, Decision, decideQuality(gate, evidence, Date.now()));
  });
}
