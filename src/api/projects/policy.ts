import { createRoute } from '@hono/zod-openapi';
import { FreedResults, RetentionPolicy } from '../../domain/retention';
import { findRetention, setPolicy } from '../../store/retention';
import type { App } from '../app';
import { allow } from '../auth';
import { jsonBody, jsonWithin } from '../json-body';
import { BODY_FAULTS, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';

const Policy = RetentionPolicy.partial({ result_days: true, compress_after_days: true }).openapi('RetentionPolicy');

/** The policy with all that it says, and what has come of it. */
const Standing = RetentionPolicy.extend({
  freed: FreedResults.openapi({ description: 'What the retention of quality results has freed so far' }),
}).openapi('RetentionStanding');

const path = '/v1/project/retention';

const getRetention = createRoute({
  operationId: 'getRetention',
  method: 'get',
  path,
  tags: ['retention'],
  summary: 'How long the project keeps the files of its runs and quality results',
  middleware: [allow('admin'), withEtag] as const,
  responses: {
    200: json(Standing, 'The policy, and what was freed by it'),
    ...notModified,
    ...problems('unauthenticated', 'scope_missing'),
  },
});

const putRetention = createRoute({
  operationId: 'putRetention',
  method: 'put',
  path,
  tags: ['retention'],
  summary: 'Replace the policy',
  description:
    'Counts from its answer on: what was not decided before is decided by it. Days and holds of runs are ' +
    'both needed, so that no hold is lifted by leaving it out; rules for results stay where they are left out. Look at `/v1/project/retention/preview` before a shorter one.',
  middleware: [allow('admin'), jsonWithin(1)] as const,
  request: { body: jsonBody(Policy) },
  responses: {
    200: json(Standing, 'The policy as it now is'),
    ...problems(...BODY_FAULTS),
  },
});

export function registerRetentionPolicy(app: App): void {
  app.openapi(getRetention, async (c) => {
    const { policy, freed } = await findRetention(c.env.DB, c.var.caller.projectId);
    return respond(c, Standing, { ...policy, freed });
  });

  app.openapi(putRetention, async (c) => {
    const { projectId } = c.var.caller;
    await setPolicy(c.env.DB, projectId, c.req.valid('json'));
    const { policy, freed } = await findRetention(c.env.DB, projectId);
    return respond(c, Standing, { ...policy, freed });
  });
}
