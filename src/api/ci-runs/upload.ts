import { createRoute, z } from '@hono/zod-openapi';
import { CiFile } from '../../domain/ci-run/file';
import { isFault } from '../../domain/fault';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json } from '../respond';
import { runParams } from '../runs/run-body';
import { filesBody, receiveFiles, refusalOf, SentQuery } from './sent-files';

export const CiFileBody = CiFile.openapi('CiFile');

const uploadFiles = createRoute({
  operationId: 'uploadFiles',
  method: 'post',
  path: '/v1/runs/{run_id}/files',
  tags: ['ci runs'],
  summary: 'Send reports to a run: JUnit, SARIF, LCOV, Cobertura, CTRF, TRX, xUnit, NUnit',
  description:
    'The format is told by the content. Each file is read as it comes, in memory that does not grow with it. A file ' +
    'of the same name, job and attempt takes the place of the one before; one that can not be read to its end is ' +
    'answered for with 422 and keeps the run from passing; it is kept unless it has too much of something.',
  middleware: [allow('upload')] as const,
  request: { params: runParams, query: z.strictObject(SentQuery), body: filesBody },
  responses: {
    201: json(z.strictObject({ run_id: z.string(), files: z.array(CiFileBody) }).openapi('UploadedFiles'), 'The files'),
    ...problems(
      'malformed_request',
      'unauthenticated',
      'scope_missing',
      'not_found',
      'already_finished',
      'conflict',
      'gone',
      'unsupported_media_type',
      'validation_failed',
      'file_refused',
    ),
  },
});

export function registerUploadFiles(app: App): void {
  app.openapi(uploadFiles, async (c) => {
    const runId = c.req.valid('param').run_id;
    const key = { projectId: c.var.caller.projectId, runId };
    const received = await receiveFiles(c, key, c.req.valid('query'));
    if (isFault(received)) return problem(c, received);
    const refused = refusalOf(received.files);
    if (refused) return problem(c, refused);
    return c.json({ run_id: runId, files: z.array(CiFileBody).parse(received.files) }, 201);
  });
}
