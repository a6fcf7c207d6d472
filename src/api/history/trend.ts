import { createRoute, z } from '@hono/zod-openapi';
import { type Fault, fault, isFault } from '../../domain/fault';
import { Slug } from '../../domain/text';
import type { Database } from '../../store/database';
import { asCorrected, newestCorrections } from '../../store/corrections';
import { findRecord, type RecordRow } from '../../store/records';
import { findNewestRun } from '../../store/run-queries';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';
import { ComparedRun, comparedRun, compareRuns, RunComparison } from './compared-run';

const Trend = z.strictObject({ from: ComparedRun, to: ComparedRun, ...RunComparison }).openapi('Trend');

const RunIdQuery = z.string().regex(/^run_[0-9a-f]{32}$/, 'run_ and 32 hexadecimal digits');

const Query = z.strictObject({
  agent: Slug.optional().openapi({ description: 'With `from` and `to`' }),
  from: Slug.optional().openapi({ description: 'A version: its newest run that was no rehearsal' }),
  to: Slug.optional(),
  from_run: RunIdQuery.optional().openapi({ description: 'A run, instead of `from`' }),
  to_run: RunIdQuery.optional(),
});

const getTrend = createRoute({
  operationId: 'getTrend',
  method: 'get',
  path: '/v1/history/trend',
  tags: ['history'],
  summary: 'What changed between two versions of an agent, case by case',
  description:
    'Name two versions of an agent, or two runs. Runs are compared only where dataset, rubric and judge are the same; ' +
    'else `not_comparable` names the first that differs.',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: { headers: bookmarkSent, query: Query },
  responses: {
    200: { ...json(Trend, 'The comparison, or why there is none'), headers: bookmarkGiven },
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'not_found', 'gone', 'validation_failed'),
  },
});

export function registerTrend(app: App): void {
  app.openapi(getTrend, async (c) => {
    const query = c.req.valid('query');
    const { projectId } = c.var.caller;
    const [from, to] = await Promise.all([
      findSide(c.var.db, projectId, { agent: query.agent, version: query.from, run: query.from_run }),
      findSide(c.var.db, projectId, { agent: query.agent, version: query.to, run: query.to_run }),
    ]);
    if (isFault(from)) return problem(c, from);
    if (isFault(to)) return problem(c, to);
    const compared = await compareRuns(c.env, projectId, { from, to });
    if (isFault(compared)) return problem(c, compared);
    return respond(c, Trend, { from: comparedRun(from), to: comparedRun(to), ...compared });
  });
}

/** One side of a comparison: a run by its id, or the newest of a version. */
async function findSide(
  db: Database,
  projectId: string,
  { agent, version, run }: { agent: string | undefined; version: string | undefined; run: string | undefined },
): Promise<RecordRow | Fault<'malformed_request' | 'not_found'>> {
  if (run !== undefined && version === undefined) {
    const record = await findRecord(db, { projectId, runId: run });
    if (!record) return fault('not_found', 'No finished run has this id');
    return asCorrected(record, (await newestCorrections(db, projectId, [run])).get(run));
  }
  if (run !== undefined || version === undefined || agent === undefined) {
    return fault('malformed_request', 'Name each side once: agent with from and to, or from_run and to_run');
  }
  const found = await findNewestRun(db, { projectId, agent, version, branch: null });
  return found.run ?? fault('not_found', 'A version has no measured run among its newest: name runs instead');
}
