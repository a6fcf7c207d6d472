import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { CiFile } from '../domain/ci-run/file';
import type { Outcome } from './client';
import type { Origin, Upload, UploadClient } from './upload-client';

/** What one request carries at most, bytes: Cloudflare takes 100 MB, and proxies add to it. */
const MOST_IN_ONE_REQUEST = 90_000_000;

/** A file that has come. `sent`: how much of it went over the wire now; a resumed upload sends the rest alone. */
export interface SentFile {
  file: CiFile;
  parts: { sent: number; all: number } | null;
}

export interface UploadWatch {
  /** A part has come: its number, of how many. */
  onPart?(part: number, all: number): void;
}

/**
 * Sends a file to a run: compressed in one request, or, where it is long, in parts that go on where an earlier upload
 * of the same file was cut off. Sent again it takes the place of what came before under its name.
 */
export async function uploadFile(
  client: UploadClient,
  { run, path, origin }: { run: string; path: string; origin: Origin },
  watch: UploadWatch = {},
): Promise<Outcome<SentFile>> {
  const { size } = await stat(path);
  if (size > MOST_IN_ONE_REQUEST) return new PartedUpload(client, { run, path, origin, size }, watch).send();
  const bytes = await readFile(path);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const wire = isGzip ? bytes : await compress(bytes);
  const outcome = await client.sendFile(run, origin, { bytes: new Uint8Array(wire), gzip: true });
  return 'problem' in outcome ? outcome : { value: { file: outcome.value, parts: null } };
}

const compress = promisify(gzip);

interface LongFile {
  run: string;
  path: string;
  origin: Origin;
  size: number;
}

/** One long file on its way. The service alone knows what of it has come; nothing is written down here. */
class PartedUpload {
  readonly #client: UploadClient;
  readonly #file: LongFile;
  readonly #watch: UploadWatch;

  constructor(client: UploadClient, file: LongFile, watch: UploadWatch) {
    this.#client = client;
    this.#file = file;
    this.#watch = watch;
  }

  async send(): Promise<Outcome<SentFile>> {
    const sha256 = await digestOf(this.#file.path);
    const earlier = await this.#earlier(sha256);
    if (earlier !== null && 'file' in earlier) return { value: { file: earlier.file, parts: { sent: 0, all: 0 } } };
    if (earlier !== null) {
      const resumed = await this.#sendRest(earlier.upload, sha256);
      if (isOf(resumed, sha256)) return resumed;
    }
    const { run, origin } = this.#file;
    const begun = await this.#client.beginUpload(run, origin);
    return 'problem' in begun ? begun : this.#sendRest(begun.value, sha256);
  }

  /** What the run has of this file; null: nothing, or this token may not know. */
  async #earlier(sha256: string): Promise<{ file: CiFile } | { upload: Upload } | null> {
    const { run, origin } = this.#file;
    const files = await this.#client.listFiles(run);
    if ('problem' in files) return null;
    const own = files.value.filter(
      ({ part, attempt, name, rerun }) =>
        part === origin.job && attempt === origin.attempt && name === origin.name && rerun === origin.rerun,
    );
    const kept = own.find((file) => file.state === 'kept' && file.sha256 === sha256);
    if (kept) return { file: kept };
    const receiving = own.find(({ state }) => state === 'receiving');
    const upload = receiving && (await this.#client.readUpload(run, receiving.id));
    return upload && 'value' in upload ? { upload: upload.value } : null;
  }

  async #sendRest({ file_id, part_bytes, parts }: Upload, sha256: string): Promise<Outcome<SentFile>> {
    const { run, path, size } = this.#file;
    const all = Math.ceil(size / part_bytes);
    const lengthOf = (part: number) => Math.min(part_bytes, size - (part - 1) * part_bytes);
    const come = new Set(parts.filter((part) => part.size === lengthOf(part.part)).map(({ part }) => part));
    const source = await open(path);
    let sent = 0;
    try {
      for (let part = 1; part <= all; part++) {
        if (come.has(part)) continue;
        const bytes = new Uint8Array(lengthOf(part));
        const { bytesRead } = await source.read(bytes, 0, bytes.length, (part - 1) * part_bytes);
        const outcome = await this.#client.putUploadPart(run, file_id, { part, bytes: bytes.subarray(0, bytesRead) });
        if ('problem' in outcome) return outcome;
        sent += 1;
        this.#watch.onPart?.(part, all);
      }
    } finally {
      await source.close();
    }
    const outcome = await this.#client.completeUpload(run, file_id);
    if ('value' in outcome) return { value: { file: outcome.value, parts: { sent, all } } };
    // The answer to a first call may have been lost: then the file is there, and no upload of it any more.
    const kept = outcome.problem.status === 404 ? await this.#earlier(sha256) : null;
    return kept !== null && 'file' in kept ? { value: { file: kept.file, parts: { sent, all } } } : outcome;
  }
}

/** Whether a resumed upload brought this file: another one may have lain under its name when the first parts came. */
const isOf = (resumed: Outcome<SentFile>, sha256: string) =>
  'value' in resumed ? resumed.value.file.sha256 === sha256 : resumed.problem.code !== 'file_refused';

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  const pieces: AsyncIterable<Buffer> = createReadStream(path);
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
