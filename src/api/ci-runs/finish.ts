import { createRoute, z } from '@hono/zod-openapi';
import { fault, isFault } from '../../domain/fault';
import { ciCoordinatorOf } from '../../runs/ci/handle';
import { waitForRun } from '../../runs/wait';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json } from '../respond';
import { CiRunBody, runBody, runParams } from '../runs/run-body';
import { waitOf } from '../runs/prefer';

const finishCiRun = createRoute({
  operationId: 'finishCiRun',
  method: 'post',
  path: '/v1/runs/{run_id}/finish',
  tags: ['ci runs'],
  summary: 'Finish a run of CI results: nothing more will come',
  description:
    'Answers at once; with `Prefer: wait=60` when the verdict is there, or after that time. Finishing it again ' +
    'changes nothing.',
  middleware: [allow('upload')] as const,
  request: { params: runParams, headers: z.object({ prefer: z.string().max(256).optional() }) },
  responses: {
    200: json(CiRunBody, 'The run; look at `status`'),
    ...problems('unauthenticated', 'scope_missing', 'not_found', 'gone', 'validation_failed'),
  },
});

export function registerFinishCiRun(app: App): void {
  app.openapi(finishCiRun, async (c) => {
    const key = { projectId: c.var.caller.projectId, runId: c.req.valid('param').run_id };
    const ended = await ciCoordinatorOf(c.env, key).finish();
    if (isFault(ended)) return problem(c, ended);
    const seconds = waitOf(c.req.valid('header').prefer) ?? 0;
    const run = seconds === 0 ? ended : await waitForRun(c.env, key, seconds * 1000);
    if (run?.kind !== 'ci') return problem(c, fault('not_found', 'This project has no such run'));
    return c.json(CiRunBody.parse(runBody(run, c.req.url)), 200);
  });
}
