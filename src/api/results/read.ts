import { createRoute, z } from '@hono/zod-openapi';
import { fault } from '../../domain/fault';
import { readResultFile } from '../../store/quality-files';
import { filesOf, findResult } from '../../store/quality-results';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { bookmarkGiven, bookmarkSent, readSession } from '../session';
import { NO_RESULT, purgeDetail, QualityResultBody, resultBody, ResultId, resultParams } from './result-body';

const getRoute = createRoute({
  operationId: 'getResult',
  method: 'get',
  path: '/v1/results/{result_id}',
  tags: ['results'],
  summary: 'A saved result: its summary, what was measured, and its files',
  middleware: [allow('read'), readSession, withEtag] as const,
  request: { headers: bookmarkSent, params: resultParams },
  responses: {
    200: { ...json(QualityResultBody, 'The result'), headers: bookmarkGiven },
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'not_found', 'validation_failed'),
  },
});

const FilePlace = z
  .string()
  .regex(/^\d{1,6}$/, 'a whole number')
  .transform(Number)
  .openapi({ description: 'Its place among the files of the result, from 0' });

const getFile = createRoute({
  operationId: 'getResultFile',
  method: 'get',
  path: '/v1/results/{result_id}/files/{file}',
  tags: ['results'],
  summary: 'A file of a result, as it was saved',
  middleware: [allow('read'), readSession] as const,
  request: {
    headers: bookmarkSent.extend({ 'if-none-match': z.string().max(1024).optional() }),
    params: z.strictObject({
      result_id: ResultId,
      file: FilePlace,
    }),
  },
  responses: {
    200: {
      description: 'The file; its SHA-256 is its ETag',
      content: { 'application/octet-stream': { schema: z.string() } },
      headers: bookmarkGiven,
    },
    ...notModified,
    ...problems('malformed_request', 'unauthenticated', 'scope_missing', 'not_found', 'gone', 'validation_failed'),
  },
});

export function registerReadResult(app: App): void {
  app.openapi(getRoute, async (c) => {
    const row = await findResult(c.var.db, c.var.caller.projectId, c.req.valid('param').result_id);
    if (!row) return problem(c, fault('not_found', NO_RESULT));
    return respond(c, QualityResultBody, resultBody(row, c.req.url));
  });

  app.openapi(getFile, async (c) => {
    const { projectId } = c.var.caller;
    const { result_id: id, file: n } = c.req.valid('param');
    const row = await findResult(c.var.db, projectId, id);
    const file = row && filesOf(row)[n];
    if (!file)
      return problem(c, fault('not_found', row ? 'The result has fewer files: its `files` lists them' : NO_RESULT));
    const headers = fileHeaders(file);
    const isKnown = c.req.valid('header')['if-none-match'] === headers.etag;
    if (row.purged_at === null && isKnown) return c.body(null, 304, headers);
    const body = row.purged_at === null ? await readResultFile(c.env.ARTIFACTS, { projectId, id }, file) : null;
    if (!body) return problem(c, fault('gone', purgeDetail(row)));
    return c.body(body, 200, { ...headers, 'content-length': String(file.size) });
  });
}

/** What a browser must not take for a page, whatever is in it. */
function fileHeaders({ path, sha256 }: { path: string; sha256: string }) {
  const name = encodeURIComponent(path.slice(path.lastIndexOf('/') + 1)).replaceAll("'", '%27');
  return {
    etag: `"${sha256}"`,
    vary: 'Authorization',
    'content-type': 'application/octet-stream',
    // RFC 8187: a name of any script, which can not end the header.
    'content-disposition': `attachment; filename*=UTF-8''${name}`,
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'private, no-cache',
  };
}
