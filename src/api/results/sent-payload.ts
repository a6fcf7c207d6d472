import type { Context } from 'hono';
import { joinBytes } from '../../domain/bytes';
import { type Fault, fault, isFault } from '../../domain/fault';
import type { TaskType } from '../../domain/quality/task';
import { conversionOf, readPayloadJson } from '../../formats/quality/conversions';
import { isFileFault } from '../../formats/quality/json-file';
import type { ResultSource } from '../../formats/quality/source';
import type { FileFault } from '../../formats/reading';
import { plainPieces, type SentFile } from '../../runs/ci/pieces';
import type { AppEnv } from '../app';
import { FormError } from '../ci-runs/multipart';
import { filesOf, isGzipBody, uniqueName } from '../ci-runs/sent-files';
import { decodeUtf8 } from '../body';
import { parseBody } from '../json-body';

const MIB = 1024 * 1024;
/** A payload as JSON, bytes: it is held in memory, and so is all that is made of it. */
const MOST_PAYLOAD_BYTES = 8 * MIB;
/** All files of a request without compression: larger ones belong to CI runs, which stream them. */
const MOST_FILES_BYTES = 25 * MIB;

export type PayloadFault = Fault<
  'malformed_request' | 'unsupported_media_type' | 'too_large' | 'validation_failed' | 'file_refused'
>;

/** What a task has found, of its form: sent as Assay's JSON, or made of its tool's own files. */
export async function readSentPayload(
  c: Context<AppEnv>,
  type: TaskType,
): Promise<{ payload: unknown } | PayloadFault> {
  const isGzip = isGzipBody(c);
  if (isFault(isGzip)) return isGzip;
  try {
    const mediaType = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
    return await (mediaType === 'application/json' ? readJson(c, type, isGzip) : convertFiles(c, type, isGzip));
  } catch (cause) {
    if (cause instanceof FormError) return fault('malformed_request', cause.message);
    throw cause;
  }
}

async function readJson(
  c: Context<AppEnv>,
  type: TaskType,
  gzip: boolean,
): Promise<{ payload: unknown } | PayloadFault> {
  if (!c.req.raw.body) return fault('malformed_request', 'The body is empty: send the payload');
  const bytes = await readWhole({ body: c.req.raw.body, gzip }, MOST_PAYLOAD_BYTES);
  if ('fault' in bytes) return refuseFile(bytes, 'malformed_request');
  const text = decodeUtf8(bytes);
  if (text === null) return fault('malformed_request', 'The body is not valid UTF-8');
  const sent = parseBody(text);
  return isFault(sent) ? sent : readPayloadJson(type, sent.value);
}

async function convertFiles(
  c: Context<AppEnv>,
  type: TaskType,
  gzip: boolean,
): Promise<{ payload: unknown } | PayloadFault> {
  const convert = conversionOf(type);
  if (!convert) {
    return fault(
      'unsupported_media_type',
      'Of this task no files of tools are taken: send Assay’s JSON as application/json',
    );
  }
  const files = await readFiles(c, gzip);
  if (isFault(files)) return files;
  const converted = convert(files, { today: new Date().toISOString().slice(0, 10) });
  if (isFileFault(converted)) return refuseFile(converted, 'file_refused');
  if (JSON.stringify(converted).length > MOST_PAYLOAD_BYTES) {
    const detail = `What the files say is more than ${MOST_PAYLOAD_BYTES / MIB} MiB of JSON: send them apart`;
    return fault('too_large', detail);
  }
  const read = readPayloadJson(type, converted);
  if (!isFault(read)) return read;
  return fault('file_refused', 'What the files say is not of the form of this task: see errors', read.errors);
}

async function readFiles(c: Context<AppEnv>, gzip: boolean): Promise<ResultSource[] | PayloadFault> {
  const files: ResultSource[] = [];
  const names = new Map<string, number>();
  let room = MOST_FILES_BYTES;
  for await (const { name, file } of filesOf(c, gzip)) {
    const bytes = await readWhole(file, room);
    if ('fault' in bytes) return refuseFile(bytes, 'file_refused');
    room -= bytes.byteLength;
    files.push({ name: uniqueName(name ?? c.req.query('name') ?? null, names), bytes });
  }
  return files.length > 0 ? files : fault('malformed_request', 'There is no file in the request');
}

/** A file without compression, in one piece; a fault where it is longer than `most` bytes or damaged. */
async function readWhole(file: SentFile, most: number): Promise<Uint8Array | FileFault> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reading = plainPieces(file);
  for (;;) {
    const { done, value } = await reading.next();
    if (done) {
      if (value) return value;
      break;
    }
    size += value.byteLength;
    if (size > most) {
      await reading.return(null);
      return { fault: 'too_large', detail: `at most ${Math.round(most / MIB)} MiB more are taken here`, offset: most };
    }
    pieces.push(value);
  }
  return joinBytes(pieces);
}

function refuseFile(
  { fault: code, detail, offset }: FileFault,
  otherwise: 'malformed_request' | 'file_refused',
): PayloadFault {
  const whole = `${detail}${offset === null ? '' : `, at byte ${offset}`}`;
  return code === 'too_large' ? fault('too_large', whole) : fault(otherwise, `${code}: ${whole}`);
}
