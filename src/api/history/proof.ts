import { createRoute, z } from '@hono/zod-openapi';
import { CHAIN_START, ChainCheck } from '../../domain/chain';
import { fault } from '../../domain/fault';
import type { Database } from '../../store/database';
import { chainHead, chainPage } from '../../store/records';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, respond } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';

/** Records hashed in one request: about half a second of CPU. */
const MOST_CHECKED = 5_000;
const PAGE = 500;

const Link = z.strictObject({ seq: z.int(), record_hash: z.string() });

const Proof = z
  .strictObject({
    head: Link.nullable().openapi({ description: 'The newest record of the project; null where there is none' }),
    checked: z.int().openapi({ description: 'Records that this request looked at and that hold' }),
    checked_to: z.int().openapi({ description: 'Go on with `after` at this place until it is the head' }),
    complete: z.boolean().openapi({ description: 'Everything after `after` was looked at' }),
    broken: z
      .strictObject({
        seq: z.int(),
        run_id: z.string(),
        reason: z.enum(['content_changed', 'link_broken', 'gap']),
      })
      .nullable()
      .openapi({ description: 'The first record that does not hold; null where all do' }),
  })
  .openapi('HistoryProof');

const getProof = createRoute({
  operationId: 'getHistoryProof',
  method: 'get',
  path: '/v1/history/proof',
  tags: ['history'],
  summary: "Check the project's chain of records",
  description: 'Recomputes the hash of each record and its link to the one before.',
  middleware: [allow('read'), readSession] as const,
  request: { headers: bookmarkSent, query: z.strictObject({ after: z.coerce.number().int().min(0).default(0) }) },
  responses: {
    200: { ...json(Proof, 'What was checked'), headers: bookmarkGiven },
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'not_found', 'validation_failed'),
  },
});

export function registerProof(app: App): void {
  app.openapi(getProof, async (c) => {
    const { projectId } = c.var.caller;
    const { after } = c.req.valid('query');
    const start = await linkAt(c.var.db, projectId, after);
    if (!start) return problem(c, fault('not_found', 'The chain has no record at this place: start at 0'));
    const head = (await chainHead(c.var.db, projectId)) ?? null;
    const check = new ChainCheck(start);
    let last = after;
    for (let looked = 0; looked < MOST_CHECKED && !check.broken && last < (head?.seq ?? 0); looked += PAGE) {
      const rows = await chainPage(c.var.db, projectId, { after: last, limit: PAGE });
      for (const row of rows) check.add(row);
      last = rows.at(-1)?.seq ?? head?.seq ?? 0;
    }
    return respond(c, Proof, {
      head,
      checked: check.checked,
      checked_to: check.head?.seq ?? after,
      complete: !check.broken && last >= (head?.seq ?? 0),
      broken: check.broken,
    });
  });
}

async function linkAt(db: Database, projectId: string, seq: number) {
  if (seq === 0) return { seq: 0, record_hash: CHAIN_START };
  const [row] = await chainPage(db, projectId, { after: seq - 1, limit: 1 });
  return row?.seq === seq ? row : undefined;
}
