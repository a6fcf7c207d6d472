/** A stored file. `sha256` is lower-case hex, `size` bytes. */
export interface Artifact {
  key: string;
  media_type: string;
  size: number;
  sha256: string;
}

/** Where the files of a run lie. */
export const runKey = (key: { projectId: string; runId: string }, file: string) =>
  `projects/${key.projectId}/runs/${key.runId}/${file}`;

/** The files that a finished run has: its report in three forms, its cells by line, and all of it to verify. */
export const RUN_FILES = {
  html: 'report.html',
  md: 'report.md',
  json: 'report.json',
  cells: 'cells.ndjson.gz',
  bundle: 'bundle.json',
  testRun: 'test-run.json',
} as const;

/** R2 wants parts of at least 5 MiB, all equal but the last. */
const PART_BYTES = 8 * 1024 * 1024;

/**
 * Writes a file of any length to R2 in bounded memory: one put where it stays under a part, a multipart upload
 * where it grows beyond. Nothing is visible before `close`; call `abort` where the file can't be finished.
 */
export class ArtifactWriter {
  #bucket: R2Bucket;
  #key: string;
  #mediaType: string;
  #buffer = new Uint8Array(64 * 1024);
  #used = 0;
  #size = 0;
  #upload: R2MultipartUpload | undefined;
  #parts: R2UploadedPart[] = [];
  #digest = new crypto.DigestStream('SHA-256');
  #hasher = this.#digest.getWriter();
  #encoder = new TextEncoder();

  constructor(bucket: R2Bucket, key: string, mediaType: string) {
    this.#bucket = bucket;
    this.#key = key;
    this.#mediaType = mediaType;
  }

  /** Bytes written so far: the offset of what comes next. */
  get size(): number {
    return this.#size;
  }

  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? this.#encoder.encode(data) : data;
    await this.#hasher.write(bytes);
    this.#size += bytes.byteLength;
    for (let from = 0; from < bytes.byteLength;) {
      const room = PART_BYTES - this.#used;
      const piece = bytes.subarray(from, from + room);
      this.#append(piece);
      from += piece.byteLength;
      if (this.#used === PART_BYTES) await this.#flushPart();
    }
  }

  async close(): Promise<Artifact> {
    await this.#hasher.close();
    const sha256 = toHex(await this.#digest.digest);
    const rest = this.#buffer.subarray(0, this.#used);
    if (this.#upload) {
      if (this.#used > 0) this.#parts.push(await this.#upload.uploadPart(this.#parts.length + 1, rest));
      await this.#upload.complete(this.#parts);
    } else {
      await this.#bucket.put(this.#key, rest, { httpMetadata: { contentType: this.#mediaType }, sha256 });
    }
    return { key: this.#key, media_type: this.#mediaType, size: this.#size, sha256 };
  }

  /** Gives back what an unfinished multipart upload holds. */
  async abort(): Promise<void> {
    await this.#hasher.abort();
    await this.#digest.digest.catch(() => undefined); // An aborted digest rejects; nobody waits for it.
    await this.#upload?.abort();
  }

  #append(piece: Uint8Array): void {
    const needed = this.#used + piece.byteLength;
    if (needed > this.#buffer.byteLength) {
      const larger = new Uint8Array(Math.min(Math.max(needed, this.#buffer.byteLength * 2), PART_BYTES));
      larger.set(this.#buffer.subarray(0, this.#used));
      this.#buffer = larger;
    }
    this.#buffer.set(piece, this.#used);
    this.#used = needed;
  }

  async #flushPart(): Promise<void> {
    this.#upload ??= await this.#bucket.createMultipartUpload(this.#key, {
      httpMetadata: { contentType: this.#mediaType },
    });
    this.#parts.push(await this.#upload.uploadPart(this.#parts.length + 1, this.#buffer.subarray(0, this.#used)));
    this.#used = 0;
  }
}

/** Measures bytes that go past, as `ArtifactWriter` measures those that it stores. */
export class Measure {
  #size = 0;
  #digest = new crypto.DigestStream('SHA-256');
  #hasher = this.#digest.getWriter();

  async write(bytes: Uint8Array): Promise<void> {
    this.#size += bytes.byteLength;
    await this.#hasher.write(bytes);
  }

  async close(): Promise<Pick<Artifact, 'size' | 'sha256'>> {
    await this.#hasher.close();
    return { size: this.#size, sha256: toHex(await this.#digest.digest) };
  }

  async abort(): Promise<void> {
    await this.#hasher.abort();
    await this.#digest.digest.catch(() => undefined); // An aborted digest rejects; nobody waits for it.
  }
}

/**
 * Stores a text under a key that must be new.
 *
 * @returns false where the key is taken; what lies there is untouched
 */
export async function putNew(
  bucket: R2Bucket,
  key: string,
  text: string,
  { mediaType, metadata = {} }: { mediaType: string; metadata?: Record<string, string> },
): Promise<boolean> {
  const stored = await bucket.put(key, text, {
    onlyIf: { etagDoesNotMatch: '*' },
    httpMetadata: { contentType: mediaType },
    customMetadata: metadata,
  });
  return stored !== null;
}

const toHex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
