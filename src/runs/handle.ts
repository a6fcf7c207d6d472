import type { CellResult } from '../domain/cell';
import type { Fault } from '../domain/fault';
import type { Manifest } from '../domain/manifest';
import type { Replay } from '../domain/replay';
import type { Purge } from '../domain/retention';
import type { Run, RunEvent } from '../domain/run';
import type { LineBlock, LinePlace } from '../store/line-blocks';
import type { Committed } from './coordinator/commits';
import type { RunKey, Work } from './pointer';
import type { Claim, Commit, Task } from './work';

/** What a run's coordinator can be asked; `coordinator/coordinator.ts` says what each does. */
export interface Coordinator {
  start(manifest: Manifest): Promise<boolean>;
  view(): Promise<Run | null>;
  cells(
    from: number,
    limit: number,
  ): Promise<{ cells: CellResult[]; next: number | null } | Fault<'not_found' | 'gone'>>;
  cell(
    caseId: string,
    trial: number,
  ): Promise<{ cell: CellResult } | { place: LinePlace } | Fault<'not_found' | 'not_finished' | 'gone'>>;
  cellBlocks(): Promise<LineBlock[] | Fault<'not_found' | 'not_finished' | 'gone'>>;
  events(after: number, limit: number): Promise<{ events: RunEvent[]; ended: boolean } | Fault<'not_found' | 'gone'>>;
  claim(work: Work, cells: readonly number[]): Promise<Claim | null>;
  commit(commits: readonly Commit[], more: number): Promise<{ results: Committed[]; next: Task[] }>;
  cancel(): Promise<Run | Fault<'not_found' | 'already_finished'>>;
  replay(): Promise<Replay | Fault<'not_found' | 'not_finished' | 'gone'>>;
  filesFault(): Promise<Fault<'not_found' | 'not_finished' | 'gone'> | null>;
  purge(purge: Purge): Promise<'purged' | 'open' | 'missing'>;
  destroy(): Promise<void>;
  bury(work: Work, cell: number): Promise<void>;
  poke(): Promise<boolean>;
}

/**
 * The coordinator of a run. Its name has the project in it, so an id of another project leads to an object that
 * knows nothing, as a made-up id does.
 */
export function coordinatorOf(env: Env, { projectId, runId }: RunKey): Coordinator {
  // Calls are plain data both ways; the platform's own type of a stub gives up on recursive JSON types.
  return env.RUNS.getByName(`${projectId}:${runId}`) as unknown as Coordinator;
}
