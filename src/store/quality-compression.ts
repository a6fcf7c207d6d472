import { payloadKey, resultKey } from './quality-files';
import type { KeptResult } from './quality-upkeep';

/** A file is left as it is where it would not get at least so much smaller. */
const WORTHWHILE = 0.95;

/**
 * Compresses the files of a result where they lie; who reads one sees no difference. Each is written in one go, and
 * only over what was read: a file is plain or compressed, never half, and one that was deleted meanwhile stays so. What
 * an earlier attempt has compressed is left alone.
 *
 * @returns bytes that the files take now
 * @throws where a file is not the one that was saved, or was changed meanwhile
 */
export async function compressResultFiles(bucket: R2Bucket, { project_id, id, files }: KeptResult): Promise<number> {
  let bytes = 0;
  for (const { path, sha256 } of files) {
    bytes += await compressFile(bucket, { key: resultKey({ projectId: project_id, id }, path), sha256 });
  }
  return bytes;
}

async function compressFile(bucket: R2Bucket, { key, sha256 }: { key: string; sha256: string }): Promise<number> {
  const file = await bucket.get(key);
  if (!file) throw new Error('a file of a result that was not purged is gone');
  if (file.customMetadata?.encoding === 'gzip') {
    await file.body.cancel();
    return file.size;
  }
  const [hashed, zipped] = file.body.tee();
  const digest = new crypto.DigestStream('SHA-256');
  const [, compressed] = await Promise.all([
    hashed.pipeTo(digest),
    new Response(zipped.pipeThrough(new CompressionStream('gzip'))).arrayBuffer(),
  ]);
  // The plain bytes are about to be given up: what they were must be known for certain.
  if (toHex(await digest.digest) !== sha256) throw new Error('a file of a result is not the one that was saved');
  if (compressed.byteLength > file.size * WORTHWHILE) return file.size;
  const written = await bucket.put(key, compressed, {
    onlyIf: { etagMatches: file.etag },
    httpMetadata: file.httpMetadata ?? {},
    customMetadata: { ...file.customMetadata, encoding: 'gzip', sha256, size: String(file.size) },
  });
  if (!written) throw new Error('a file of a result was changed while it was being compressed');
  return written.size;
}

/** Deletes the files of a result, and what it was made of. Safe to repeat. */
export async function deleteResultFiles(bucket: R2Bucket, { project_id, id, files }: KeptResult): Promise<void> {
  const result = { projectId: project_id, id };
  const keys = [payloadKey(result), ...files.map(({ path }) => resultKey(result, path))];
  for (let from = 0; from < keys.length; from += MOST_KEYS) await bucket.delete(keys.slice(from, from + MOST_KEYS));
}

/** R2 deletes at most this many objects in one call. */
const MOST_KEYS = 1000;

const toHex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
