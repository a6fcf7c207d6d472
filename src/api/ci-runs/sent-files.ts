import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { CiFile } from '../../domain/ci-run/file';
import { PartAttempt, PartName } from '../../domain/ci-run/part';
import { type Fault, fault, type FaultItem, isFault } from '../../domain/fault';
import { label } from '../../domain/text';
import { randomBase62 } from '../../effects/ids';
import type { FileOrigin } from '../../runs/ci/files';
import { ciCoordinatorOf } from '../../runs/ci/handle';
import { type ReceiveFault, receiveFile } from '../../runs/ci/intake';
import type { SentFile } from '../../runs/ci/pieces';
import type { RunKey } from '../../runs/pointer';
import type { AppEnv } from '../app';
import { type FormFile, FormError, formFiles } from './multipart';

/** `true`, `false`, `1` or `0`, as people write them into a URL. */
export const flag = (otherwise: boolean) =>
  z
    .enum(['true', 'false', '1', '0'])
    .default(otherwise ? 'true' : 'false')
    .transform((text) => text === 'true' || text === '1');

/** What a sender says of the files of a request. */
export const SentQuery = {
  job: PartName.default('default').openapi({ description: 'The part of the run that sends this: its job or shard' }),
  attempt: PartAttempt,
  suite: label(128).optional().openapi({ description: 'What the tests are: unit, e2e, …; keeps equal names apart' }),
  runner: label(128).optional(),
  rerun: z.coerce.number().int().min(0).max(100).default(0).openapi({
    description: 'Above 0: these are repeats of tests of the job, and their outcomes count',
  }),
  name: label(1024)
    .optional()
    .openapi({ description: 'Of the file, where the body is one: sent again it is replaced' }),
  complete: flag(true).openapi({ description: 'false: the job will send more' }),
};
export type Sent = z.output<z.ZodObject<typeof SentQuery>>;

/** The body of a route that takes files. Its schemas are no zod: then it is read as a stream, and no validator sees it. */
export const filesBody = {
  description:
    'One report as it is, or `multipart/form-data` with many. `Content-Encoding: gzip` is taken for both, and so is a ' +
    'file of a form whose name ends in `.gz`.',
  required: true,
  content: {
    'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
    'multipart/form-data': { schema: { type: 'object', additionalProperties: { type: 'string', format: 'binary' } } },
  },
} as const;

/** How far a request came. */
export interface Received {
  files: CiFile[];
}

/** Receives every file of a request into a run, one after the other. What was taken before a fault stays. */
export async function receiveFiles(
  c: Context<AppEnv>,
  key: RunKey,
  sent: Sent,
): Promise<Received | ReceiveFault | Fault<'malformed_request' | 'unsupported_media_type'>> {
  const files: CiFile[] = [];
  const isGzip = isGzipBody(c);
  if (isFault(isGzip)) return isGzip;
  try {
    const names = new Map<string, number>();
    for await (const { name, file } of filesOf(c, isGzip)) {
      const origin = originOf(sent, uniqueName(name ?? sent.name ?? null, names));
      const taken = await receiveFile(c.env, key, origin, file);
      if (isFault(taken)) return taken;
      files.push(taken);
    }
  } catch (cause) {
    if (cause instanceof FormError)
      return fault('malformed_request', `${files.length} files were taken: ${cause.message}`);
    throw cause;
  }
  if (files.length === 0) return fault('malformed_request', 'There is no file in the request');
  if (sent.complete) await ciCoordinatorOf(c.env, key).completePart(sent.job);
  return { files };
}

/** A problem where a file was refused: which, and why. null: all were taken. */
export function refusalOf(files: readonly CiFile[]): Fault<'file_refused'> | null {
  const items: FaultItem[] = files.flatMap(({ refusal: why }, i) =>
    why ? [{ pointer: `/files/${i}`, code: why.code, detail: `${why.detail}${atOffset(why.offset)}` }] : [],
  );
  if (items.length === 0) return null;
  const detail = `${items.length} of ${files.length} files could not be read to their end: the run can not pass with them`;
  return fault('file_refused', detail, items.slice(0, 100));
}

const atOffset = (offset: number | null) => (offset === null ? '' : `, at byte ${offset}`);

/** Whether the body comes as gzip; a fault where it comes in another encoding. */
export function isGzipBody(c: Context<AppEnv>): boolean | Fault<'unsupported_media_type'> {
  const encoding = (c.req.header('content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding === 'gzip' || encoding === 'identity') return encoding === 'gzip';
  return fault('unsupported_media_type', 'Send the body plain or with Content-Encoding: gzip');
}

/** The files of a request, each to be read to its end before the next. Throws `FormError` where a form is none. */
export async function* filesOf(c: Context<AppEnv>, gzip: boolean): AsyncGenerator<FormFile> {
  const body = c.req.raw.body;
  if (!body) return;
  const contentType = c.req.header('content-type') ?? '';
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    const file: SentFile = { body, gzip: gzip || /^application\/(?:x-)?gzip\b/i.test(contentType) };
    yield { name: null, file };
    return;
  }
  yield* formFiles(gzip ? body.pipeThrough(new DecompressionStream('gzip')) : body, contentType);
}

/** Who sends a file under this name. */
export function originOf(
  { job, attempt, suite, runner, rerun }: Omit<Sent, 'complete' | 'name'>,
  name: string,
): FileOrigin {
  return { part: job, attempt, name, suite: suite ?? null, runner: runner ?? null, rerun };
}

/** Files without a name are told apart by chance, files of one name in a request by a number. */
export function uniqueName(name: string | null, names = new Map<string, number>()): string {
  const plain = (name ?? '')
    .replaceAll(/[\p{Cc}<>]/gu, '')
    .slice(0, 1024)
    .trim();
  if (plain === '') return `${UNNAMED}${randomBase62(8)}`;
  const count = (names.get(plain) ?? 0) + 1;
  names.set(plain, count);
  return count === 1 ? plain : `${plain} (${count})`;
}

const UNNAMED = 'unnamed-';
