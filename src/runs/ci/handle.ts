import type { CiFile } from '../../domain/ci-run/file';
import type { PartReport } from '../../domain/ci-run/part';
import type { CiRun } from '../../domain/ci-run/view';
import type { Fault } from '../../domain/fault';
import type { Purge } from '../../domain/retention';
import type { LineBlock } from '../../store/line-blocks';
import type { RunKey } from '../pointer';
import type { FileBody, FileOrigin, FileRow, UploadPart } from './files';
import type { CiRunHeader } from './state';

/** What who receives a file has to know of its run. */
export interface OpenFile {
  routes: readonly string[];
}

/** A file that comes in parts: its id at R2, what of it has come, and who sends it. */
export interface Upload extends OpenFile {
  upload_id: string;
  parts: UploadPart[];
  origin: FileOrigin;
}

type Refused = Fault<'not_found' | 'already_finished' | 'conflict' | 'gone'>;

/** What the coordinator of a CI run can be asked; `coordinator.ts` says what each does. */
export interface CiCoordinator {
  open(header: CiRunHeader): Promise<boolean>;
  view(): Promise<CiRun | null>;
  beginFile(id: string, origin: FileOrigin): Promise<OpenFile | Refused>;
  beginUpload(id: string, uploadId: string): Promise<void>;
  upload(id: string): Promise<Upload | null>;
  putUploadPart(id: string, part: UploadPart): Promise<void>;
  settleFile(id: string, result: { state: 'kept' | 'refused'; body: FileBody }): Promise<CiFile | Refused>;
  putPart(name: string, report: PartReport): Promise<CiRun | Refused>;
  completePart(name: string): Promise<void>;
  finish(): Promise<CiRun | Fault<'not_found' | 'gone'>>;
  files(): Promise<CiFile[] | Fault<'not_found' | 'gone'>>;
  evidence(): Promise<FileRow[] | Fault<'not_found' | 'gone'>>;
  coverageBlocks(): Promise<LineBlock[] | null | Fault<'not_found' | 'not_finished' | 'gone'>>;
  filesFault(): Promise<Fault<'not_found' | 'not_finished' | 'gone'> | null>;
  purge(purge: Purge): Promise<'purged' | 'open' | 'missing'>;
  destroy(): Promise<void>;
  poke(): Promise<boolean>;
}

/** The coordinator of a CI run. Its name has the project in it: another project's id leads to an object without a run. */
export function ciCoordinatorOf(env: Env, { projectId, runId }: RunKey): CiCoordinator {
  // Calls are plain data both ways; the platform's own type of a stub gives up on recursive JSON types.
  return env.CI_RUNS.getByName(`${projectId}:${runId}`) as unknown as CiCoordinator;
}
