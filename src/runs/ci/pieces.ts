import type { FileFault } from '../../formats/reading';

/** A file as it is sent. */
export interface SentFile {
  body: ReadableStream<Uint8Array>;
  /** It comes as gzip, one member (RFC 1952). */
  gzip: boolean;
}

/** A plain file may be this long. */
export const MOST_FILE_BYTES = 1024 * 1024 * 1024;

/** The runtime's own chunks of 4 KiB cost four times as much as these. */
const PIECE_BYTES = 256 * 1024;

/** The bytes of a file without compression, in pieces. The generator returns why they end early, or null. */
export async function* plainPieces({ body, gzip }: SentFile): AsyncGenerator<Uint8Array, FileFault | null> {
  const counter = { bytes: 0 };
  const plain = gzip ? body.pipeThrough(new DecompressionStream('gzip')) : body;
  try {
    for await (const piece of piecesOf(plain)) {
      counter.bytes += piece.byteLength;
      if (counter.bytes > MOST_FILE_BYTES) {
        return { fault: 'too_large', detail: 'a file has at most 1 GiB without compression', offset: counter.bytes };
      }
      yield piece;
    }
    return null;
  } catch (cause) {
    // The runtime tells of broken gzip by a TypeError; a connection that breaks is another error, and no fault of a file.
    if (!gzip || !(cause instanceof TypeError)) throw cause;
    const detail = 'the gzip data is damaged, cut short, or followed by more: send one whole member';
    return { fault: 'truncated', detail, offset: counter.bytes };
  }
}

/** The bytes of a file in R2, in pieces. Throws where it is not there. */
export async function* storedPieces(bucket: R2Bucket, key: string): AsyncGenerator<Uint8Array, null> {
  const object = await bucket.get(key);
  if (!object) throw new Error('a file that was stored is not there');
  yield* piecesOf(object.body);
  return null;
}

async function* piecesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = byteReader(stream);
  if (!reader) {
    for await (const piece of stream) yield piece;
    return;
  }
  try {
    for (;;) {
      const { done, value } = await reader.readAtLeast(PIECE_BYTES, new Uint8Array(PIECE_BYTES));
      if (value && value.byteLength > 0) yield value;
      if (done) return;
    }
  } finally {
    // Whoever stops early wants no more of it; where it has ended, nothing is left to cancel.
    await reader.cancel().catch(() => undefined);
  }
}

/** null: not a stream of bytes, as those of a transform need not be. */
function byteReader(stream: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | null {
  try {
    return stream.getReader({ mode: 'byob' });
  } catch {
    return null;
  }
}
