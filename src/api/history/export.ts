import { createRoute, z } from '@hono/zod-openapi';
import { linkForm } from '../../domain/chain';
import { chainPage, type RecordRow } from '../../store/records';
import type { App } from '../app';
import { allow } from '../auth';
import { problems } from '../problem';
import { respondLines } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';

const PAGE = 200;

const exportHistory = createRoute({
  operationId: 'exportHistory',
  method: 'get',
  path: '/v1/history/export',
  tags: ['history'],
  summary: "A project's whole history as NDJSON, in the order of its chain",
  description: 'One record a line, as it was hashed: `assay verify-history` checks it without the service.',
  middleware: [allow('read'), readSession] as const,
  request: { headers: bookmarkSent, query: z.strictObject({ after: z.coerce.number().int().min(0).default(0) }) },
  responses: {
    200: {
      description: 'The records',
      content: { 'application/jsonl': { schema: z.string() } },
      headers: bookmarkGiven,
    },
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'validation_failed'),
  },
});

export function registerExport(app: App): void {
  app.openapi(exportHistory, async (c) => {
    const { db, caller } = c.var;
    const pageAfter = (after: number) => chainPage(db, caller.projectId, { after, limit: PAGE });
    let last = c.req.valid('query').after;
    // The first page is read before the answer begins: its header names the state that the records are of.
    let ahead: RecordRow[] | null = await pageAfter(last);
    const encoder = new TextEncoder();
    // The others are pulled one by one: what the reader has not taken yet is not read either.
    const lines = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const rows = ahead ?? (await pageAfter(last));
        ahead = null;
        for (const row of rows) controller.enqueue(encoder.encode(`${JSON.stringify(linkForm(row))}\n`));
        last = rows.at(-1)?.seq ?? last;
        if (rows.length < PAGE) controller.close();
      },
    });
    return respondLines(lines);
  });
}
