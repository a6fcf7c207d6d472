import { createRoute, z } from '@hono/zod-openapi';
import { FailureRate, highFailureRates } from '../../domain/failure-rate';
import { fault } from '../../domain/fault';
import { countAgents } from '../../store/agent-days';
import type { App } from '../app';
import { allow } from '../auth';
import { type CursorScope, readCursor, writeCursor } from '../cursor';
import { linkNext } from '../next-page';
import { problem, problems } from '../problem';
import { json, respond } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 7;

const FailureRates = z
  .strictObject({
    since: z.iso.date().openapi({ description: 'First day of the window, UTC; it reaches to now' }),
    min_runs: z.int(),
    threshold: z.number(),
    agents: z.array(FailureRate.openapi('FailureRate')).openapi({ description: 'The surest first' }),
    next_cursor: z.string().nullable().openapi({ description: 'null: every agent was looked at' }),
  })
  .openapi('FailureRates');

const listFailureRates = createRoute({
  operationId: 'listFailureRates',
  method: 'get',
  path: '/v1/history/failure-rates',
  tags: ['history'],
  summary: 'Agents whose runs fail often, beyond doubt',
  description:
    'Failed runs over those that passed or failed; rehearsed and inconclusive ones count nowhere. An agent is listed ' +
    'where the lower bound of the 95 % Wilson interval of its rate is above the threshold. A page looks at a bounded ' +
    'number of agents, from the last name to the first: follow `next_cursor` until it is null.',
  middleware: [allow('read'), readSession] as const,
  request: {
    headers: bookmarkSent,
    query: z.strictObject({
      since: z.iso
        .date()
        .optional()
        .openapi({ description: `UTC; ${DEFAULT_DAYS} days ago where missing` }),
      min_runs: z.coerce.number().int().min(1).max(1_000_000).default(10),
      threshold: z.coerce.number().min(0).max(1).default(0.2),
      cursor: z.string().max(512).optional(),
    }),
  },
  responses: {
    200: { ...json(FailureRates, 'Agents of this page with their rates'), headers: bookmarkGiven },
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'validation_failed'),
  },
});

export function registerFailureRates(app: App): void {
  app.openapi(listFailureRates, async (c) => {
    const query = c.req.valid('query');
    const { min_runs, threshold, cursor } = query;
    const { projectId } = c.var.caller;
    const scope: CursorScope = {
      env: c.env,
      projectId,
      list: {
        list: 'failure_rates',
        min_runs,
        threshold,
        ...(query.since === undefined ? {} : { since: query.since }),
      },
    };
    const place = cursor === undefined ? { since: query.since ?? defaultSince() } : readCursor(scope, cursor);
    if (!place) {
      return problem(c, fault('malformed_request', 'The cursor is not of this list: start again without one'));
    }
    // The window is part of the cursor: a list that is read over midnight stays one list.
    const since = String(place.since);
    const before = 'agent' in place ? String(place.agent) : null;
    const { counts, next } = await countAgents(c.var.db, projectId, { since, before });
    const nextCursor = next === null ? null : writeCursor(scope, { since, agent: next });
    linkNext(c, nextCursor);
    const agents = highFailureRates(counts, { threshold, minRuns: min_runs });
    return respond(c, FailureRates, { since, min_runs, threshold, agents, next_cursor: nextCursor });
  });
}

const defaultSince = () => new Date(Date.now() - DEFAULT_DAYS * DAY_MS).toISOString().slice(0, 10);
