import { createRoute, z } from '@hono/zod-openapi';
import { PartName, PartReport } from '../../domain/ci-run/part';
import { isFault } from '../../domain/fault';
import { ciCoordinatorOf } from '../../runs/ci/handle';
import type { App } from '../app';
import { allow } from '../auth';
import { jsonBody, jsonWithin } from '../json-body';
import { BODY_FAULTS, problem, problems } from '../problem';
import { json } from '../respond';
import { CiRunBody, RunId, runBody } from '../runs/run-body';

const putPart = createRoute({
  operationId: 'putPart',
  method: 'put',
  path: '/v1/runs/{run_id}/parts/{job}',
  tags: ['ci runs'],
  summary: 'Say how a part of a run went: its tool, its exit code, and whether all of it is there',
  description:
    'A tool that is missing, wrote no report or ended with an exit code that no failing test explains makes the run ' +
    'failed. Sending it again changes nothing; a higher `attempt` takes the place of all that was sent before.',
  middleware: [allow('upload'), jsonWithin(1)] as const,
  request: {
    params: z.strictObject({ run_id: RunId, job: PartName }),
    body: jsonBody(PartReport.openapi('PartReport')),
  },
  responses: {
    200: json(CiRunBody, 'The run as it stands'),
    ...problems(...BODY_FAULTS, 'not_found', 'already_finished', 'conflict', 'gone'),
  },
});

export function registerPutPart(app: App): void {
  app.openapi(putPart, async (c) => {
    const { run_id: runId, job } = c.req.valid('param');
    const coordinator = ciCoordinatorOf(c.env, { projectId: c.var.caller.projectId, runId });
    const run = await coordinator.putPart(job, c.req.valid('json'));
    return isFault(run) ? problem(c, run) : c.json(CiRunBody.parse(runBody(run, c.req.url)), 200);
  });
}
