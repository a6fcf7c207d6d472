import type { CiFile } from '../../domain/ci-run/file';
import { type Fault, fault, isFault } from '../../domain/fault';
import { randomId } from '../../effects/ids';
import type { RunKey } from '../pointer';
import type { FileOrigin, UploadPart } from './files';
import { ciCoordinatorOf } from './handle';
import { type ReceiveFault, takeFile } from './intake';
import { MOST_FILE_BYTES } from './pieces';
import { filePartKey } from './run-files';

/** Bytes of each part but the last. R2 wants them equal, and at least 5 MiB. */
export const UPLOAD_PART_BYTES = 16 * 1024 * 1024;
export const MOST_UPLOAD_PARTS = MOST_FILE_BYTES / UPLOAD_PART_BYTES;

const NO_UPLOAD = 'No such file is being received in parts: it may be complete, or replaced by another';

/** Begins to receive a file in parts. @returns its id */
export async function beginUpload(env: Env, key: RunKey, origin: FileOrigin): Promise<string | ReceiveFault> {
  const id = randomId('fil');
  const coordinator = ciCoordinatorOf(env, key);
  const open = await coordinator.beginFile(id, origin);
  if (isFault(open)) return open;
  const upload = await env.ARTIFACTS.createMultipartUpload(filePartKey(key, id, 'raw'), {
    httpMetadata: { contentType: 'application/octet-stream' },
  });
  await coordinator.beginUpload(id, upload.uploadId);
  return id;
}

/** Stores a part. The same part again takes the place of the one before. */
export async function putUploadPart(
  env: Env,
  key: RunKey,
  { id, part, bytes }: { id: string; part: number; bytes: Uint8Array },
): Promise<UploadPart | Fault<'not_found'>> {
  const coordinator = ciCoordinatorOf(env, key);
  const upload = await coordinator.upload(id);
  if (!upload) return fault('not_found', NO_UPLOAD);
  const object = env.ARTIFACTS.resumeMultipartUpload(filePartKey(key, id, 'raw'), upload.upload_id);
  const { etag } = await object.uploadPart(part, bytes);
  const stored = { part, etag, size: bytes.byteLength };
  await coordinator.putUploadPart(id, stored);
  return stored;
}

/** What of a file has come. */
export async function uploadedParts(env: Env, key: RunKey, id: string): Promise<UploadPart[] | Fault<'not_found'>> {
  return (await ciCoordinatorOf(env, key).upload(id))?.parts ?? fault('not_found', NO_UPLOAD);
}

/** Puts the parts together and reads the file. After a crash in between it goes on with the file as it lies there. */
export async function completeUpload(
  env: Env,
  key: RunKey,
  id: string,
): Promise<CiFile | ReceiveFault | Fault<'validation_failed'>> {
  const upload = await ciCoordinatorOf(env, key).upload(id);
  if (!upload) return fault('not_found', NO_UPLOAD);
  const { parts, origin, routes } = upload;
  const missing = parts.findIndex(({ part }, i) => part !== i + 1);
  const short = parts.slice(0, -1).findIndex(({ size }) => size !== UPLOAD_PART_BYTES);
  if (parts.length === 0 || missing !== -1) {
    return fault('validation_failed', `Part ${missing === -1 ? 1 : missing + 1} has not come`);
  }
  if (short !== -1) return fault('validation_failed', `Part ${short + 1} is not ${UPLOAD_PART_BYTES} bytes long`);
  const rawKey = filePartKey(key, id, 'raw');
  if (!(await env.ARTIFACTS.head(rawKey))) {
    const object = env.ARTIFACTS.resumeMultipartUpload(rawKey, upload.upload_id);
    await object.complete(parts.map(({ part, etag }) => ({ partNumber: part, etag })));
  }
  return takeFile(env, { key, id, origin, routes }, 'stored');
}
