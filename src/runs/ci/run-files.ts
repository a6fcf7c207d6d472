import type { CiTest } from '../../domain/ci-run/test';
import type { FollowedTest } from '../../domain/ci-run/gathering';
import { runKey } from '../../store/artifacts';
import { type LineBlock, LineBlockWriter, readLines } from '../../store/line-blocks';
import type { RunKey } from '../pointer';

/** The files that are made of one uploaded file: it as it was sent, its evidence by kind, and two extracts. */
export const FILE_PARTS = {
  raw: 'raw',
  tests: 'tests.ndjson.gz',
  findings: 'findings.ndjson.gz',
  sections: 'sections.ndjson.gz',
  failing: 'failing.json',
  followed: 'followed.json',
} as const;
export type FilePart = keyof typeof FILE_PARTS;

/** The files of the run as a whole, beside its report. */
export const CI_FILES = {
  manifest: 'evidence/manifest.json',
  coverage: 'evidence/coverage.ndjson.gz',
  lcov: 'evidence/coverage.lcov',
  fingerprints: 'evidence/fingerprints.json',
} as const;

/** Where a part of an uploaded file lies. */
export const filePartKey = (key: RunKey, fileId: string, part: FilePart) =>
  runKey(key, `files/${fileId}/${FILE_PARTS[part]}`);

/** Writes the lines of one kind of evidence, beginning with the first that comes. */
export class EvidenceWriter {
  #open: () => LineBlockWriter;
  #writer: LineBlockWriter | null = null;

  constructor(bucket: R2Bucket, key: string) {
    this.#open = () => new LineBlockWriter(bucket, key);
  }

  async write(item: unknown): Promise<void> {
    this.#writer ??= this.#open();
    await this.#writer.write(JSON.stringify(item));
  }

  /** The blocks of the lines; undefined where there were none, and no file is. */
  async close(): Promise<LineBlock[] | undefined> {
    return (await this.#writer?.close())?.blocks;
  }

  async abort(): Promise<void> {
    await this.#writer?.abort();
  }
}

/** Puts a bounded value where `readExtract` finds it. */
export async function putExtract(bucket: R2Bucket, key: string, value: unknown): Promise<void> {
  await bucket.put(key, JSON.stringify(value), { httpMetadata: { contentType: 'application/json' } });
}

/** The failing tests of a file, as its gathering kept them. */
export const readFailing = (bucket: R2Bucket, key: RunKey, fileId: string) =>
  readExtract<CiTest>(bucket, filePartKey(key, fileId, 'failing'));

/** The tests of a file that the history follows. */
export const readFollowed = (bucket: R2Bucket, key: RunKey, fileId: string) =>
  readExtract<FollowedTest>(bucket, filePartKey(key, fileId, 'followed'));

async function readExtract<T>(bucket: R2Bucket, key: string): Promise<T[]> {
  const object = await bucket.get(key);
  if (!object) throw new Error('an extract of a file that was kept is not there');
  // Only `putExtract` writes there.
  return object.json<T[]>();
}

/** Evidence of one kind in the order of its file, from line `from` on. `T` is what was written. */
export async function* readEvidence<T>(
  bucket: R2Bucket,
  key: string,
  blocks: readonly LineBlock[],
  from = 0,
): AsyncGenerator<T> {
  for await (const line of readLines(bucket, key, blocks, { from })) yield JSON.parse(line) as T;
}
