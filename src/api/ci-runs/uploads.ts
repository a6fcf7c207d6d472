import { createRoute, z } from '@hono/zod-openapi';
import { isFault } from '../../domain/fault';
import { ciCoordinatorOf } from '../../runs/ci/handle';
import {
  beginUpload,
  completeUpload,
  MOST_UPLOAD_PARTS,
  putUploadPart,
  UPLOAD_PART_BYTES,
  uploadedParts,
} from '../../runs/ci/upload';
import type { App } from '../app';
import { allow } from '../auth';
import { readBytes } from '../body';
import { problem, problems } from '../problem';
import { json, respond } from '../respond';
import { RunId, runParams } from '../runs/run-body';
import { originOf, refusalOf, SentQuery, uniqueName } from './sent-files';
import { CiFileBody } from './upload';

const FileId = z.string().regex(/^fil_[0-9A-Za-z]{22}$/, 'fil_ and 22 letters and digits');
const uploadParams = z.strictObject({ run_id: RunId, file_id: FileId });

const Part = z.strictObject({ part: z.int(), size: z.int() });

const Upload = z
  .strictObject({
    file_id: z.string(),
    part_bytes: z.int().openapi({ description: 'Length of each part but the last' }),
    parts: z.array(Part).max(MOST_UPLOAD_PARTS).openapi({ description: 'What has come: the rest is to be sent' }),
  })
  .openapi('Upload');

const CALLER_FAULTS = ['unauthenticated', 'scope_missing', 'not_found', 'validation_failed'] as const;

const createUpload = createRoute({
  operationId: 'createUpload',
  method: 'post',
  path: '/v1/runs/{run_id}/uploads',
  tags: ['ci runs'],
  summary: 'Begin to send a file in parts, because one request may not be so long',
  middleware: [allow('upload')] as const,
  request: { params: runParams, query: z.strictObject(SentQuery).omit({ complete: true }) },
  responses: {
    201: json(Upload, 'PUT each part to `…/uploads/{file_id}/parts/{part}`, then POST `…/uploads/{file_id}/complete`'),
    ...problems(...CALLER_FAULTS, 'already_finished', 'conflict', 'gone'),
  },
});

const getUpload = createRoute({
  operationId: 'getUpload',
  method: 'get',
  path: '/v1/runs/{run_id}/uploads/{file_id}',
  tags: ['ci runs'],
  summary: 'What of a file has come',
  middleware: [allow('upload')] as const,
  request: { params: uploadParams },
  responses: { 200: json(Upload, 'The upload'), ...problems(...CALLER_FAULTS) },
});

const putPart = createRoute({
  operationId: 'putUploadPart',
  method: 'put',
  path: '/v1/runs/{run_id}/uploads/{file_id}/parts/{part}',
  tags: ['ci runs'],
  summary: 'Send a part of a file; sent again it is replaced',
  middleware: [allow('upload')] as const,
  request: {
    params: uploadParams.extend({ part: z.coerce.number().int().min(1).max(MOST_UPLOAD_PARTS) }),
    body: { required: true, content: { 'application/octet-stream': { schema: z.string() } } },
  },
  responses: { 200: json(Part.openapi('UploadPart'), 'The part'), ...problems(...CALLER_FAULTS, 'too_large') },
});

const complete = createRoute({
  operationId: 'completeUpload',
  method: 'post',
  path: '/v1/runs/{run_id}/uploads/{file_id}/complete',
  tags: ['ci runs'],
  summary: 'All parts were sent: read the file',
  middleware: [allow('upload')] as const,
  request: { params: uploadParams, query: z.strictObject({ complete: SentQuery.complete }) },
  responses: {
    201: json(z.strictObject({ run_id: z.string(), files: z.array(CiFileBody) }).openapi('UploadedFile'), 'The file'),
    ...problems(...CALLER_FAULTS, 'already_finished', 'conflict', 'gone', 'file_refused'),
  },
});

export function registerUploads(app: App): void {
  app.openapi(createUpload, async (c) => {
    const key = { projectId: c.var.caller.projectId, runId: c.req.valid('param').run_id };
    const query = c.req.valid('query');
    const id = await beginUpload(c.env, key, originOf(query, uniqueName(query.name ?? null)));
    if (isFault(id)) return problem(c, id);
    return c.json({ file_id: id, part_bytes: UPLOAD_PART_BYTES, parts: [] }, 201);
  });

  app.openapi(getUpload, async (c) => {
    const { run_id: runId, file_id: id } = c.req.valid('param');
    const parts = await uploadedParts(c.env, { projectId: c.var.caller.projectId, runId }, id);
    if (isFault(parts)) return problem(c, parts);
    const shown = parts.map(({ part, size }) => ({ part, size }));
    return respond(c, Upload, { file_id: id, part_bytes: UPLOAD_PART_BYTES, parts: shown });
  });

  app.openapi(putPart, async (c) => {
    const { run_id: runId, file_id: id, part } = c.req.valid('param');
    const bytes = await readBytes(c.req.raw, UPLOAD_PART_BYTES);
    if (!(bytes instanceof Uint8Array)) return problem(c, bytes);
    const stored = await putUploadPart(c.env, { projectId: c.var.caller.projectId, runId }, { id, part, bytes });
    return isFault(stored) ? problem(c, stored) : c.json({ part, size: stored.size }, 200);
  });

  app.openapi(complete, async (c) => {
    const { run_id: runId, file_id: id } = c.req.valid('param');
    const key = { projectId: c.var.caller.projectId, runId };
    const file = await completeUpload(c.env, key, id);
    if (isFault(file)) return problem(c, file);
    if (c.req.valid('query').complete) await ciCoordinatorOf(c.env, key).completePart(file.part);
    const refused = refusalOf([file]);
    return refused ? problem(c, refused) : c.json({ run_id: runId, files: [CiFileBody.parse(file)] }, 201);
  });
}
