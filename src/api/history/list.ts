import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { HistoryRecord } from '../../domain/record';
import { label, Slug } from '../../domain/text';
import { newestCorrections } from '../../store/corrections';
import { type HistoryKey, historyRecord, listRecords } from '../../store/history-queries';
import type { RecordRow } from '../../store/records';
import { absoluteUrl } from '../absolute-url';
import type { App } from '../app';
import { allow } from '../auth';
import { type CursorScope, readCursor, writeCursor } from '../cursor';
import { problem, problems } from '../problem';
import { json, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';

export const RecordBody = HistoryRecord.openapi('Record');

const RecordPage = z
  .strictObject({
    records: z.array(RecordBody).max(100),
    next_cursor: z.string().nullable().openapi({ description: 'null: the list ends here' }),
  })
  .openapi('RecordPage');

const Filter = z.strictObject({
  agent: Slug.optional(),
  version: Slug.optional(),
  verdict: z.enum(['passed', 'failed', 'inconclusive']).optional(),
  status: z.enum(['pass', 'fail']).optional(),
  tag: label(64).optional(),
  branch: label(255).optional(),
  triggered_by: label(512).optional(),
  since: z.iso.datetime().optional().openapi({ description: 'Finished at this time or later' }),
  until: z.iso.datetime().optional().openapi({ description: 'Finished before this time' }),
});

const listHistory = createRoute({
  operationId: 'listHistory',
  method: 'get',
  path: '/v1/history/runs',
  tags: ['history'],
  summary: 'Records of finished runs, newest first',
  description:
    'A page looks at a bounded number of records, so under a filter that few pass it may be short, even empty, and ' +
    'still go on: follow `next_cursor` until it is null.',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: {
    headers: bookmarkSent,
    query: Filter.extend({
      limit: z.coerce.number().int().min(1).max(100).default(25),
      cursor: z.string().max(512).optional(),
    }),
  },
  responses: {
    200: { ...json(RecordPage, 'A page of records'), headers: bookmarkGiven },
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'validation_failed'),
  },
});

export function registerListHistory(app: App): void {
  app.openapi(listHistory, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid('query');
    const { projectId } = c.var.caller;
    const scope: CursorScope = { env: c.env, projectId, list: { list: 'history', ...filter } };
    const before = cursor === undefined ? null : keyOf(readCursor(scope, cursor));
    if (before === undefined) {
      return problem(c, fault('malformed_request', 'The cursor is not of this list: start again without one'));
    }
    const { records, next } = await listRecords(c.var.db, projectId, { filter, before, limit });
    const nextCursor = next && writeCursor(scope, { ...next });
    if (nextCursor !== null) {
      const url = new URL(c.req.url);
      url.searchParams.set('cursor', nextCursor);
      c.header('link', `<${url.href}>; rel="next"`);
    }
    const ids = records.map(({ run_id }) => run_id);
    const corrections = await newestCorrections(c.var.db, projectId, ids);
    return respond(c, RecordPage, {
      records: records.map((row) => recordBody(row, corrections.get(row.run_id)?.run_id, c.req.url)),
      next_cursor: nextCursor,
    });
  });
}

/** A record as the API answers with it. */
export function recordBody(row: RecordRow, correctedBy: string | undefined, requestUrl: string): HistoryRecord {
  const record = historyRecord(row, correctedBy);
  return { ...record, report_url: absoluteUrl(record.report_url, requestUrl) };
}

/** undefined: not a cursor of ours. */
function keyOf(place: Record<string, string | number> | null): HistoryKey | undefined {
  return place ? { timestamp: String(place.timestamp), run_id: String(place.run_id) } : undefined;
}
