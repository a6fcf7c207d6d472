import { createRoute, z } from '@hono/zod-openapi';
import { TaskType } from '../../domain/quality/task';
import { TypeTrend } from '../../domain/quality/trend';
import { listTrends } from '../../store/quality-trends';
import type { App } from '../app';
import { allow } from '../auth';
import { problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';

const Trends = z
  .strictObject({
    trends: z.array(TypeTrend.openapi('QualityTrend')).openapi({ description: 'By task; all there are' }),
  })
  .openapi('QualityTrends');

const getTrends = createRoute({
  operationId: 'listTrends',
  method: 'get',
  path: '/v1/trends',
  tags: ['results'],
  summary: 'What the metrics of quality results do over 7, 30 and 90 days',
  description:
    'Computed by cron within about an hour of a new result, and every day. `POST /v1/reports` draws them. A task that ' +
    'has none yet is left out.',
  middleware: [allow('read'), withEtag] as const,
  request: { query: z.strictObject({ task_type: TaskType.optional() }) },
  responses: {
    200: json(Trends, 'The trends'),
    ...notModified,
    ...problems('unauthenticated', 'scope_missing', 'validation_failed'),
  },
});

export function registerTrends(app: App): void {
  app.openapi(getTrends, async (c) => {
    const trends = await listTrends(c.env.DB, c.var.caller.projectId, c.req.valid('query').task_type);
    return respond(c, Trends, { trends });
  });
}
