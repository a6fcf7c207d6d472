import { createRoute, z } from '@hono/zod-openapi';
import { CiRunRequest } from '../../domain/ci-run/request';
import { isFault } from '../../domain/fault';
import { openCiRun } from '../../runs/ci/open';
import type { App } from '../app';
import { allow } from '../auth';
import { jsonBody, jsonWithin } from '../json-body';
import { BODY_FAULTS, problem, problems } from '../problem';
import { json } from '../respond';
import { CiRunBody, runBody } from '../runs/run-body';

const createCiRun = createRoute({
  operationId: 'createCiRun',
  method: 'post',
  path: '/v1/ci-runs',
  tags: ['ci runs'],
  summary: 'Open a run that results of a CI pipeline are sent to, or join it',
  description:
    'Under a `handle` every job of a pipeline finds the same run, whoever comes first. Send reports to ' +
    '`POST /v1/runs/{run_id}/files` and finish it by `POST /v1/runs/{run_id}/finish`, or announce the number of `parts`.',
  middleware: [allow('upload'), jsonWithin(1)] as const,
  request: { body: jsonBody(CiRunRequest.openapi('CiRunRequest')) },
  responses: {
    201: {
      ...json(CiRunBody, 'The run'),
      headers: z.object({
        location: z.string(),
        'assay-joined': z.literal('true').optional().openapi({ description: 'It was there before' }),
      }),
    },
    ...problems(...BODY_FAULTS, 'conflict'),
  },
});

export function registerCreateCiRun(app: App): void {
  app.openapi(createCiRun, async (c) => {
    const opened = await openCiRun(c.env, { projectId: c.var.caller.projectId, request: c.req.valid('json') });
    if (isFault(opened)) return problem(c, opened);
    c.header('location', `/v1/runs/${opened.run.id}`);
    if (opened.joined) c.header('assay-joined', 'true');
    return c.json(CiRunBody.parse(runBody(opened.run, c.req.url)), 201);
  });
}
