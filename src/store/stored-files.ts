import { runKey } from './artifacts';
import { resultKey } from './quality-files';

/** R2 lists and deletes at most this many objects in one call. */
const MOST_OBJECTS = 1000;

/**
 * Deletes the files of a run, and empties its manifest: what lies there under the run's key says that the key is
 * taken, so a late repeat of the request that started the run starts no second one. Safe to repeat.
 */
export async function purgeRunFiles(bucket: R2Bucket, key: { projectId: string; runId: string }): Promise<void> {
  const manifest = runKey(key, 'manifest.json');
  for await (const objects of objectsUnder(bucket, runKey(key, ''))) {
    const full = objects.find((object) => object.key === manifest && object.size > 0);
    if (full) await bucket.put(manifest, '', { customMetadata: full.customMetadata ?? {} });
    await bucket.delete(objects.map((object) => object.key).filter((name) => name !== manifest));
  }
}

/** Bytes of the files of a run that a purge would give back. */
export async function runFilesSize(bucket: R2Bucket, key: { projectId: string; runId: string }): Promise<number> {
  let bytes = 0;
  for await (const objects of objectsUnder(bucket, runKey(key, ''))) {
    for (const { size } of objects) bytes += size;
  }
  return bytes;
}

/** Deletes every file under a run's key, the manifest too. */
export async function deleteRunFiles(bucket: R2Bucket, key: { projectId: string; runId: string }): Promise<void> {
  await deleteUnder(bucket, runKey(key, ''), Number.POSITIVE_INFINITY);
}

/** Deletes every file of a quality result. Safe to repeat. */
export async function deleteResultFiles(bucket: R2Bucket, key: { projectId: string; id: string }): Promise<void> {
  await deleteUnder(bucket, resultKey(key, ''), Number.POSITIVE_INFINITY);
}

/** Deletes up to `most` files of a project, whatever they belong to. @returns how many were there */
export async function deleteProjectFiles(bucket: R2Bucket, projectId: string, most: number): Promise<number> {
  return deleteUnder(bucket, `projects/${projectId}/`, most);
}

/** Ids of runs of which a file lies there, up to `limit` of them: each run has its manifest from the start. */
export async function runsWithFiles(bucket: R2Bucket, projectId: string, limit: number): Promise<string[]> {
  const prefix = runKey({ projectId, runId: '' }, '').replace(/\/+$/, '/');
  const { delimitedPrefixes } = await bucket.list({ prefix, delimiter: '/', limit });
  return delimitedPrefixes.map((path) => path.slice(prefix.length, -1));
}

async function deleteUnder(bucket: R2Bucket, prefix: string, most: number): Promise<number> {
  let deleted = 0;
  for await (const objects of objectsUnder(bucket, prefix)) {
    await bucket.delete(objects.map(({ key }) => key));
    deleted += objects.length;
    if (deleted >= most) break;
  }
  return deleted;
}

async function* objectsUnder(bucket: R2Bucket, prefix: string): AsyncGenerator<R2Object[]> {
  for (let cursor: string | undefined; ;) {
    const page = await bucket.list({
      prefix,
      limit: MOST_OBJECTS,
      include: ['customMetadata'],
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (page.objects.length > 0) yield page.objects;
    if (!page.truncated) return;
    cursor = page.cursor;
  }
}
