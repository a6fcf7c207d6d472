import { createRoute, z } from '@hono/zod-openapi';
import { invalid, isFault } from '../../domain/fault';
import { RunSource } from '../../domain/manifest';
import { HashRule, TestRunDefinition } from '../../domain/test-run/definition';
import { TestRun } from '../../domain/test-run/record';
import { label } from '../../domain/text';
import { executeTestRun, type TestRunRequest } from '../../runs/test-run';
import type { App } from '../app';
import { allow } from '../auth';
import { IdempotencyKey, madeHeaders } from '../idempotency-key';
import { jsonBody, jsonWithin } from '../json-body';
import { BODY_FAULTS, problem, problems } from '../problem';
import { json } from '../respond';
import { bookmarkGiven, bookmarkRecord } from '../session';
import { lostNumbers } from './lost-numbers';

export const TestRunBody = TestRun.openapi('TestRun');

const NewTestRun = z
  .strictObject({
    ...TestRunDefinition.shape,
    hash: HashRule.default('assay'),
    only: z.array(z.string().max(512)).min(1).max(10_000).optional().openapi({
      description: 'Ids of expectations: these alone are evaluated, on the scenarios that they need',
    }),
    triggered_by: label(512).default('api'),
    tags: z.array(label(64)).max(32).default([]),
    source: RunSource.prefault({}),
  })
  .openapi('NewTestRun');

const createTestRun = createRoute({
  operationId: 'createTestRun',
  method: 'post',
  path: '/v1/test-runs',
  tags: ['test runs'],
  summary: 'Execute a suite of scenarios, check its expectations, and keep the result',
  description: 'Executes in the request. `assay test-run` computes the same result, and the same hash, offline.',
  middleware: [allow('run'), jsonWithin(8)] as const,
  request: { headers: z.object({ 'idempotency-key': IdempotencyKey.optional() }), body: jsonBody(NewTestRun) },
  responses: {
    201: {
      ...json(TestRunBody, 'The test run'),
      headers: madeHeaders.extend(bookmarkGiven.shape),
    },
    ...problems(...BODY_FAULTS, 'idempotency_key_reused', 'unavailable'),
  },
});

export function registerCreateTestRun(app: App): void {
  app.openapi(createTestRun, async (c) => {
    const { suite: _, expectations: __, ...rest } = c.req.valid('json');
    // As they were sent: what the schema has filled in is no part of what Tier-2's rules look at.
    const { suite, expectations } = await c.req.json<Pick<TestRunRequest, 'suite' | 'expectations'>>();
    const lost = rest.hash === 'tier2' ? await lostNumbers(c.req) : [];
    if (lost.length > 0) return problem(c, invalid(lost));
    const executed = await executeTestRun(c.env, {
      projectId: c.var.caller.projectId,
      idempotencyKey: c.req.valid('header')['idempotency-key'] ?? null,
      request: { ...rest, only: rest.only, suite, expectations },
    });
    if (isFault(executed)) return problem(c, executed);
    await bookmarkRecord(c, executed.testRun.id);
    c.header('location', `/v1/test-runs/${executed.testRun.id}`);
    if (executed.replayed) c.header('idempotent-replayed', 'true');
    return c.json(TestRunBody.parse(executed.testRun), 201);
  });
}
