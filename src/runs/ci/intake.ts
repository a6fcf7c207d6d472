import type { CiFile, FileContent } from '../../domain/ci-run/file';
import { type Fault, isFault } from '../../domain/fault';
import { randomId } from '../../effects/ids';
import { AnyReader, type AnySummary, openReader } from '../../formats/any-file';
import type { FileFault, FileFaultCode, FileWarning } from '../../formats/reading';
import { ArtifactWriter, Measure } from '../../store/artifacts';
import type { LineBlock } from '../../store/line-blocks';
import type { RunKey } from '../pointer';
import { coverageTotals } from './coverage';
import { EvidenceGathering } from './evidence';
import type { FileBody, FileOrigin } from './files';
import { ciCoordinatorOf } from './handle';
import { plainPieces, type SentFile, storedPieces } from './pieces';
import { EvidenceWriter, filePartKey, putExtract } from './run-files';

export type ReceiveFault = Fault<'not_found' | 'already_finished' | 'conflict' | 'gone'>;

/**
 * Receives a file into a run: its bytes go to R2 as they come, its evidence beside them, and only when all is there
 * does the run learn of it. A file that can't be read to its end is kept, and the run it is in can not pass.
 */
export async function receiveFile(
  env: Env,
  key: RunKey,
  origin: FileOrigin,
  file: SentFile,
): Promise<CiFile | ReceiveFault> {
  const id = randomId('fil');
  const open = await ciCoordinatorOf(env, key).beginFile(id, origin);
  return isFault(open) ? open : takeFile(env, { key, id, origin, routes: open.routes }, file);
}

/** A file that is being received. */
export interface ReceivedFile {
  key: RunKey;
  id: string;
  origin: FileOrigin;
  routes: readonly string[];
}

/** Reads a file that is being received, and tells its run. `stored`: all of it lies in R2 already. */
export async function takeFile(
  env: Env,
  { key, id, origin, routes }: ReceivedFile,
  file: SentFile | 'stored',
): Promise<CiFile | ReceiveFault> {
  const gathering = new EvidenceGathering({ file_id: id, kind: origin.suite, runner: origin.runner }, routes);
  const body = await takeIn(env.ARTIFACTS, { key, id, gathering }, file);
  return ciCoordinatorOf(env, key).settleFile(id, { state: body.told.refusal === null ? 'kept' : 'refused', body });
}

/** Where a file goes: which run, under which id, and who looks at its evidence. */
interface Place {
  key: RunKey;
  id: string;
  gathering: EvidenceGathering;
}

/** What came of reading a file once. `summary` null: it could not be read to its end. */
interface Reading {
  format: AnySummary['format'] | null;
  summary: AnySummary | null;
  fault: FileFault | null;
  warnings: FileWarning[];
  /** Whether it lies in R2 as it was sent. */
  kept: boolean;
}

async function takeIn(bucket: R2Bucket, place: Place, file: SentFile | 'stored'): Promise<FileBody> {
  const { key, id } = place;
  const rawKey = filePartKey(key, id, 'raw');
  const writers = {
    tests: new EvidenceWriter(bucket, filePartKey(key, id, 'tests')),
    findings: new EvidenceWriter(bucket, filePartKey(key, id, 'findings')),
    sections: new EvidenceWriter(bucket, filePartKey(key, id, 'sections')),
  };
  const raw = file === 'stored' ? new Measure() : new ArtifactWriter(bucket, rawKey, 'application/octet-stream');
  try {
    const pieces = file === 'stored' ? storedPieces(bucket, rawKey) : plainPieces(file);
    const first = await read(pieces, { place, writers, raw, reader: new AnyReader(place.gathering) });
    const { size, sha256 } = first.kept ? await raw.close() : { size: null, sha256: null };
    const reading = await readAgain(bucket, { place, writers, rawKey }, first);
    const blocks = await closeAll(writers);
    return await conclude(bucket, place, { reading, blocks, size, sha256 });
  } catch (cause) {
    await Promise.allSettled([raw.abort(), ...Object.values(writers).map((writer) => writer.abort())]);
    throw cause;
  }
}

type Writers = Record<'tests' | 'findings' | 'sections', EvidenceWriter>;

/** Faults of a file that has too much of something, or is of no use here: a small gzip of it could fill the bucket. */
const BEYOND_LIMITS: ReadonlySet<FileFaultCode> = new Set([
  'too_large',
  'too_long',
  'too_many',
  'too_deep',
  'archive',
  'unrecognised',
]);

/**
 * Passes pieces to R2 and to the reader. A damaged file is still stored to its end, because whoever looks into it wants
 * it whole; one that is beyond the limits is not, and its rest only goes by.
 */
async function read(
  pieces: AsyncGenerator<Uint8Array, FileFault | null>,
  { place, writers, raw, reader }: { place: Place; writers: Writers; raw: ArtifactWriter | Measure; reader: AnyReader },
): Promise<Reading> {
  let fault: FileFault | null = null;
  let kept = true;
  const refuse = async (found: FileFault | null) => {
    fault = found;
    if (found === null || !BEYOND_LIMITS.has(found.fault)) return;
    kept = false;
    await raw.abort();
  };
  for (let next = await pieces.next(); ; next = await pieces.next()) {
    if (next.done) {
      if (fault === null) await refuse(next.value);
      break;
    }
    if (kept) await raw.write(next.value);
    if (fault === null) await refuse(reader.write(next.value));
    await place.gathering.writeTo(writers);
  }
  if (fault) return { format: reader.format, summary: null, fault, warnings: [], kept };
  const closed = reader.close();
  await place.gathering.writeTo(writers);
  return 'fault' in closed
    ? { format: reader.format, summary: null, fault: closed, warnings: [], kept }
    : { format: reader.format, summary: closed.summary, fault: null, warnings: closed.warnings, kept };
}

/** A file whose results stand before what explains them is read a second time, from R2. */
async function readAgain(
  bucket: R2Bucket,
  { place, writers, rawKey }: { place: Place; writers: Writers; rawKey: string },
  first: Reading,
): Promise<Reading> {
  const { format, summary } = first;
  if (format === null || !summary?.second_pass) return first;
  const reader = openReader(format, place.gathering, summary.second_pass);
  for await (const piece of storedPieces(bucket, rawKey)) {
    const fault = reader.write(piece);
    if (fault) return { ...first, summary: null, fault };
    await place.gathering.writeTo(writers);
  }
  const closed = reader.close();
  await place.gathering.writeTo(writers);
  if ('fault' in closed) return { ...first, summary: null, fault: closed };
  return { ...first, summary: closed.summary, warnings: closed.warnings };
}

async function closeAll(writers: Writers): Promise<FileBody['blocks']> {
  const blocks: FileBody['blocks'] = {};
  for (const kind of ['tests', 'findings', 'sections'] as const) {
    const written: LineBlock[] | undefined = await writers[kind].close();
    if (written) blocks[kind] = written;
  }
  return blocks;
}

async function conclude(
  bucket: R2Bucket,
  { key, id, gathering }: Place,
  {
    reading,
    blocks,
    size,
    sha256,
  }: { reading: Reading; blocks: FileBody['blocks'] } & {
    size: number | null;
    sha256: string | null;
  },
): Promise<FileBody> {
  const { format, summary, fault, warnings } = reading;
  const { tests, findings, coverage: gathered } = gathering.conclude();
  if (tests) {
    await putExtract(bucket, filePartKey(key, id, 'failing'), tests.failing);
    await putExtract(bucket, filePartKey(key, id, 'followed'), tests.followed);
  }
  const sections = { key: filePartKey(key, id, 'sections'), blocks: blocks.sections ?? [], format };
  const coverage = gathered === 'unmerged' ? await coverageTotals(bucket, [sections]) : gathered;
  const content: FileContent | null = summary && {
    tests: tests?.counts ?? null,
    failing: tests ? tests.counts.failed + tests.counts.errored : 0,
    findings,
    coverage,
    incomplete: summary.incomplete,
    facts: summary.facts,
  };
  const told = {
    format,
    size,
    sha256,
    refusal: fault && { code: fault.fault, detail: fault.detail, offset: fault.offset },
    warnings,
    content,
  };
  return { told, blocks, failing: tests !== null, followed: tests !== null };
}
