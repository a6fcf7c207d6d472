import { createRoute, z } from '@hono/zod-openapi';
import {
  AgentScore,
  DEFAULT_DEPLOY_THRESHOLD,
  DEFAULT_WEIGHTS,
  REUSE_DAYS,
  type ScoredRun,
  scoreAgent,
} from '../../domain/agent-score';
import { fault } from '../../domain/fault';
import { Slug } from '../../domain/text';
import { countRunsSince } from '../../store/agent-days';
import { listRecords } from '../../store/history-queries';
import type { RecordRow } from '../../store/records';
import { resolveVersion } from '../../store/version-queries';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, respond } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';

/** Records that a score looks at, the newest: what bounds its cost. */
const MOST_RECORDS = 80;
const DAY_MS = 86_400_000;

const share = z.coerce.number().min(0).max(1);

const Query = z
  .strictObject({
    version: Slug.optional().openapi({ description: 'Only runs of this version; uses are those of the whole agent' }),
    quality: share.default(DEFAULT_WEIGHTS.quality).openapi({ description: 'Weight; the three sum to 1' }),
    stability: share.default(DEFAULT_WEIGHTS.stability),
    reusability: share.default(DEFAULT_WEIGHTS.reusability),
    deploy_threshold: share.default(DEFAULT_DEPLOY_THRESHOLD),
  })
  .superRefine(({ quality, stability, reusability }, ctx) => {
    if (Math.abs(quality + stability + reusability - 1) > 1e-9) {
      ctx.addIssue({
        code: 'custom',
        path: ['quality'],
        message: 'quality, stability and reusability sum to 1',
        params: { code: 'weights_do_not_sum_to_1' },
      });
    }
  });

const Score = AgentScore.openapi('AgentScore');

const getAgentScore = createRoute({
  operationId: 'getAgentScore',
  method: 'get',
  path: '/v1/agents/{agent}/score',
  tags: ['agents'],
  summary: 'What an agent is worth by its history',
  description: `Computed from the newest ${MOST_RECORDS} records of the agent. What was measured too little is null.`,
  middleware: [allow('read'), readSession] as const,
  request: { headers: bookmarkSent, params: z.strictObject({ agent: Slug }), query: Query },
  responses: {
    200: { ...json(Score, 'The score, its parts and the runs that it was made of'), headers: bookmarkGiven },
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'not_found', 'validation_failed'),
  },
});

export function registerAgentScore(app: App): void {
  app.openapi(getAgentScore, async (c) => {
    const { agent } = c.req.valid('param');
    const { version, deploy_threshold: deployThreshold, ...weights } = c.req.valid('query');
    const { projectId } = c.var.caller;
    const now = new Date();
    const since = new Date(now.getTime() - REUSE_DAYS * DAY_MS).toISOString().slice(0, 10);
    const [{ records }, uses, latest] = await Promise.all([
      listRecords(c.var.db, projectId, { filter: { agent, version }, before: null, limit: MOST_RECORDS }),
      countRunsSince(c.var.db, { projectId, agent, since }),
      resolveVersion(c.var.db, { projectId, agent, strategy: 'latest' }),
    ]);
    if (records.length === 0 && !latest) {
      return problem(c, fault('not_found', 'Nothing is known of this agent: register a version, or run it'));
    }
    const evidence = { runs: records.flatMap(scoredRun), uses, evaluatedAt: now.toISOString() };
    return respond(c, Score, scoreAgent(evidence, { weights, deployThreshold }));
  });
}

/** Nothing of a run that measured nothing about the agent: also a test run's, whose suite has the agent's name. */
function scoredRun({ kind, verdict, rehearsal, ...row }: RecordRow): ScoredRun[] {
  if (kind !== 'agent' || verdict === 'inconclusive' || rehearsal) return [];
  const { run_id, timestamp, passed, failed, overall_score } = row;
  return [{ run_id, timestamp, verdict, passed, failed, overall_score }];
}
