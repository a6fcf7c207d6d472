import { createRoute, z } from '@hono/zod-openapi';
import { EvidenceManifest } from '../../domain/ci-run/manifest';
import { fault, isFault } from '../../domain/fault';
import { runKey } from '../../store/artifacts';
import { ciCoordinatorOf } from '../../runs/ci/handle';
import { CI_FILES, filePartKey } from '../../runs/ci/run-files';
import type { App } from '../app';
import { allow } from '../auth';
import { problem, problems } from '../problem';
import { json, notModified, respond, withEtag } from '../respond';
import { RunId, runParams } from '../runs/run-body';
import { CiFileBody } from './upload';

const FileList = z.strictObject({ files: z.array(CiFileBody).max(2000) }).openapi('CiFileList');

const listFiles = createRoute({
  operationId: 'listRunFiles',
  method: 'get',
  path: '/v1/runs/{run_id}/files',
  tags: ['ci runs'],
  summary: 'The files that were sent to a run, in the order in which they came',
  middleware: [allow('read'), withEtag] as const,
  request: { params: runParams },
  responses: {
    200: json(FileList, 'Those that others have replaced too'),
    ...notModified,
    ...problems('unauthenticated', 'scope_missing', 'not_found', 'gone', 'validation_failed'),
  },
});

const getRaw = createRoute({
  operationId: 'getRawFile',
  method: 'get',
  path: '/v1/runs/{run_id}/files/{file_id}/raw',
  tags: ['ci runs'],
  summary: 'A file as it was sent, without compression; a part of it by `Range`',
  middleware: [allow('read')] as const,
  request: {
    params: z.strictObject({ run_id: RunId, file_id: z.string().regex(/^fil_[0-9A-Za-z]{22}$/) }),
    headers: z.object({ range: z.string().max(128).optional() }),
  },
  responses: {
    200: { description: 'The file', content: { 'application/octet-stream': { schema: z.string() } } },
    206: { description: 'The part', content: { 'application/octet-stream': { schema: z.string() } } },
    ...problems('unauthenticated', 'scope_missing', 'not_found', 'gone', 'validation_failed'),
  },
});

const getEvidence = createRoute({
  operationId: 'getEvidenceManifest',
  method: 'get',
  path: '/v1/runs/{run_id}/evidence',
  tags: ['ci runs'],
  summary: 'What the evidence of a finished run is made of: tools, counts, files, and what could not be read',
  middleware: [allow('read')] as const,
  request: { params: runParams },
  responses: {
    200: json(EvidenceManifest.openapi('EvidenceManifest'), 'The manifest'),
    ...problems('unauthenticated', 'scope_missing', 'not_found', 'not_finished', 'gone', 'validation_failed'),
  },
});

/** What a browser must not take for a page, whatever is in it. */
const RAW_HEADERS = {
  'content-type': 'application/octet-stream',
  'content-disposition': 'attachment',
  'content-security-policy': "sandbox; default-src 'none'",
  'accept-ranges': 'bytes',
};

export function registerRunFiles(app: App): void {
  app.openapi(listFiles, async (c) => {
    const key = { projectId: c.var.caller.projectId, runId: c.req.valid('param').run_id };
    const files = await ciCoordinatorOf(c.env, key).files();
    return isFault(files) ? problem(c, files) : respond(c, FileList, { files });
  });

  app.openapi(getRaw, async (c) => {
    const { run_id: runId, file_id: fileId } = c.req.valid('param');
    const key = { projectId: c.var.caller.projectId, runId };
    const files = await ciCoordinatorOf(c.env, key).files();
    if (isFault(files)) return problem(c, files);
    const file = files.find(({ id }) => id === fileId);
    const range = rangeOf(c.req.valid('header').range, file?.size ?? 0);
    const object =
      file && (await c.env.ARTIFACTS.get(filePartKey(key, fileId, 'raw'), range === null ? {} : { range }));
    if (!object)
      return problem(c, fault('not_found', 'This run has no such file: list them at /v1/runs/{run_id}/files'));
    if (range === null) return c.body(object.body, 200, { ...RAW_HEADERS, 'content-length': String(object.size) });
    const { offset, length } = range;
    const contentRange = `bytes ${offset}-${offset + length - 1}/${object.size}`;
    const headers = { ...RAW_HEADERS, 'content-range': contentRange, 'content-length': String(length) };
    return c.body(object.body, 206, headers);
  });

  app.openapi(getEvidence, async (c) => {
    const key = { projectId: c.var.caller.projectId, runId: c.req.valid('param').run_id };
    const unreadable = await ciCoordinatorOf(c.env, key).filesFault();
    if (unreadable) return problem(c, unreadable);
    const object = await c.env.ARTIFACTS.get(runKey(key, CI_FILES.manifest));
    if (!object) return problem(c, fault('gone', 'The evidence was deleted'));
    return respond(c, EvidenceManifest, await object.json<EvidenceManifest>());
  });
}

/** One range of bytes (RFC 9110 section 14.1.2) that lies within the file; null where none is asked for. */
function rangeOf(header: string | undefined, size: number): { offset: number; length: number } | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (size === 0 || (first === '' && last === '')) return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? null : { offset: size - length, length };
  }
  const offset = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return offset >= size || end < offset ? null : { offset, length: end - offset + 1 };
}
