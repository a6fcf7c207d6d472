import { joinBytes } from '../domain/bytes';
import { type Artifact, ArtifactWriter } from './artifacts';

/** Bytes of plain lines that make a block: what one read costs to find a line. */
const BLOCK_BYTES = 64 * 1024;

/** A line and a block may be this long, in bytes: nothing that is decompressed takes more of the memory. */
const MOST_BLOCK_BYTES = 32 * 1024 * 1024;

const NEWLINE = 10;

/**
 * A gzip member of a file of lines: `offset` and `length` in bytes of the file, the index of its first line in the
 * file, and how many lines it has.
 */
export interface LineBlock {
  offset: number;
  length: number;
  first: number;
  lines: number;
}

/** Where a line lies: a gzip member of the file, and the line within it. All numbers bytes or counts from 0. */
export interface LinePlace {
  offset: number;
  length: number;
  line: number;
}

/**
 * Writes lines of text to R2 as gzip members of about 64 KiB of plain lines each (RFC 1952, section 2.2: members
 * follow one another), so that a line is found again by one ranged read and the whole file is still one that any
 * gunzip reads. Nothing is visible before `close`; memory holds a block and what `ArtifactWriter` holds.
 *
 * The file is what it says: gzip by its media type and its name. A `Content-Encoding` would let a client unpack it on
 * the way, and then no offset would mean what it says.
 */
export class LineBlockWriter {
  #file: ArtifactWriter;
  #encoder = new TextEncoder();
  #blocks: LineBlock[] = [];
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #lines = 0;

  constructor(bucket: R2Bucket, key: string, mediaType = 'application/gzip') {
    this.#file = new ArtifactWriter(bucket, key, mediaType);
  }

  /**
   * @param line without its end. A line longer than a block is a block of its own
   * @returns its index in the file, from 0
   */
  async write(line: string): Promise<number> {
    if (line.includes('\n')) throw new Error('a line holds no line end');
    const bytes = this.#encoder.encode(`${line}\n`);
    if (bytes.byteLength > MOST_BLOCK_BYTES)
      throw new Error(`a line has ${bytes.byteLength} bytes: it can't be read back`);
    if (this.#waitingBytes + bytes.byteLength > BLOCK_BYTES) await this.#endBlock();
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.byteLength;
    this.#lines += 1;
    return this.#lines - 1;
  }

  async close(): Promise<{ artifact: Artifact; blocks: LineBlock[] }> {
    // A file without lines is a gzip file too, and no file of no bytes is one.
    if (this.#lines === 0) await this.#file.write(await compressed([]));
    await this.#endBlock();
    return { artifact: await this.#file.close(), blocks: this.#blocks };
  }

  /** Gives back what an unfinished file holds. */
  abort(): Promise<void> {
    return this.#file.abort();
  }

  async #endBlock(): Promise<void> {
    const lines = this.#waiting.length;
    if (lines === 0) return;
    const member = await compressed(this.#waiting);
    this.#blocks.push({ offset: this.#file.size, length: member.byteLength, first: this.#lines - lines, lines });
    await this.#file.write(member);
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}

/** Where the line of this index lies; null where the file has no such line. */
export function placeOf(blocks: readonly LineBlock[], index: number): LinePlace | null {
  const block = blocks[blockAt(blocks, index)];
  if (!block || index < block.first || index >= block.first + block.lines) return null;
  return { offset: block.offset, length: block.length, line: index - block.first };
}

/** Reads one line by one ranged read; null where the file is not there. Throws where the place is not of this file. */
export async function readLine(bucket: R2Bucket, key: string, place: LinePlace): Promise<string | null> {
  const block = await readBlock(bucket, key, place);
  if (!block) return null;
  let line = 0;
  for (const text of linesOf(block)) {
    if (line === place.line) return text;
    line += 1;
  }
  throw new Error(`a block of ${key} has ${line} lines, and none at ${place.line}`);
}

/**
 * The lines from index `from` on, in order: a ranged read a block, one block in memory at a time. Throws where the
 * file is not there or the blocks are not of it.
 */
export async function* readLines(
  bucket: R2Bucket,
  key: string,
  blocks: readonly LineBlock[],
  { from = 0 }: { from?: number } = {},
): AsyncGenerator<string> {
  for (const place of blocks.filter(({ first, lines }) => first + lines > from)) {
    const block = await readBlock(bucket, key, place);
    if (!block) throw new Error(`${key} is not there`);
    let index = place.first;
    for (const text of linesOf(block)) {
      if (index >= from) yield text;
      index += 1;
    }
    if (index !== place.first + place.lines) throw new Error(`a block of ${key} has ${index - place.first} lines`);
  }
}

/** The place in `blocks` of the last block that begins at this index or before; -1 where none does. */
function blockAt(blocks: readonly LineBlock[], index: number): number {
  let [low, high] = [0, blocks.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((blocks[middle]?.first ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

async function readBlock(
  bucket: R2Bucket,
  key: string,
  { offset, length }: { offset: number; length: number },
): Promise<Uint8Array | null> {
  const part = await bucket.get(key, { range: { offset, length } });
  return part && decompressed(part.body);
}

/** A gzip member. Web streams, because they are there in every Worker. */
async function compressed(pieces: readonly Uint8Array[]): Promise<Uint8Array> {
  const member = new Blob([...pieces]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(member).arrayBuffer());
}

/** The bytes of a gzip member. Throws where it has more than a block may have: it was not written here. */
async function decompressed(member: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of member.pipeThrough(new DecompressionStream('gzip'))) {
    size += piece.byteLength;
    if (size > MOST_BLOCK_BYTES) throw new Error('a block is longer than one may be');
    pieces.push(piece);
  }
  return joinBytes(pieces);
}

/** The lines of a block without their ends. Only the lines that are taken are decoded. */
function* linesOf(block: Uint8Array): Generator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (let from = 0; from < block.byteLength;) {
    const end = block.indexOf(NEWLINE, from);
    const to = end === -1 ? block.byteLength : end;
    yield decoder.decode(block.subarray(from, to));
    from = to + 1;
  }
}
