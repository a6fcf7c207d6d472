/** Where the files of a quality result lie. */
export const resultKey = (key: { projectId: string; id: string }, path: string) =>
  `projects/${key.projectId}/results/${key.id}/${path}`;

/** A file of a result before it is stored. `sha256` is lower-case hex. */
export interface NewResultFile {
  path: string;
  media_type: string;
  bytes: Uint8Array;
  sha256: string;
}

/**
 * Stores a file of a result that is being saved. A save that is tried again finds what it had stored before; that this
 * is the same is looked at, because a file of a result is never written over.
 */
export async function putResultFile(
  bucket: R2Bucket,
  result: { projectId: string; id: string },
  { path, media_type, bytes, sha256 }: NewResultFile,
): Promise<void> {
  const key = resultKey(result, path);
  const stored = await bucket.put(key, bytes, {
    onlyIf: { etagDoesNotMatch: '*' },
    httpMetadata: { contentType: media_type },
    customMetadata: { sha256, size: String(bytes.byteLength) },
    sha256,
  });
  if (stored !== null) return;
  const earlier = await bucket.head(key);
  if (earlier?.customMetadata?.sha256 !== sha256) throw new Error('an unfinished save has left another file there');
}

/** What a result was made of: beside its files, and none of them. No path of a file is like it. */
const PAYLOAD_FILE = 'payload.json.gz';

/** Where the payload of a result lies. It is deleted when its files are. */
export const payloadKey = (result: { projectId: string; id: string }) => resultKey(result, PAYLOAD_FILE);

/** Stores what a result is made of, for whoever compares or reports on it later. One that is there stays. */
export async function putPayload(
  bucket: R2Bucket,
  result: { projectId: string; id: string },
  payload: unknown,
): Promise<void> {
  const zipped = new Blob([JSON.stringify(payload)]).stream().pipeThrough(new CompressionStream('gzip'));
  await bucket.put(payloadKey(result), await new Response(zipped).arrayBuffer(), {
    onlyIf: { etagDoesNotMatch: '*' },
    httpMetadata: { contentType: 'application/gzip' },
  });
}

/** @returns undefined where it was deleted */
export async function getPayload(bucket: R2Bucket, result: { projectId: string; id: string }): Promise<unknown> {
  const object = await bucket.get(payloadKey(result));
  return object ? new Response(object.body.pipeThrough(new DecompressionStream('gzip'))).json() : undefined;
}

/**
 * The plain bytes of a stored file, as a stream. Older files are compressed in place, which their metadata says:
 * nobody who reads one sees a difference.
 *
 * @param size of the plain file, bytes
 * @returns null where it is not there
 */
export async function readResultFile(
  bucket: R2Bucket,
  result: { projectId: string; id: string },
  { path, size }: { path: string; size: number },
): Promise<ReadableStream<Uint8Array> | null> {
  const object = await bucket.get(resultKey(result, path));
  if (!object) return null;
  if (object.customMetadata?.encoding !== 'gzip') return object.body;
  // A stream of known length, so that the answer has a Content-Length as that of the plain file has.
  return object.body.pipeThrough(new DecompressionStream('gzip')).pipeThrough(new FixedLengthStream(size));
}

/** Lower-case hex SHA-256. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
