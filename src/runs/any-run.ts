import type { CiRun } from '../domain/ci-run/view';
import type { Fault } from '../domain/fault';
import type { Purge } from '../domain/retention';
import type { Run } from '../domain/run';
import { isCiRunId } from '../effects/ids';
import { ciCoordinatorOf } from './ci/handle';
import { coordinatorOf } from './handle';
import type { RunKey } from './pointer';

/** What the coordinator of a run of any kind can be asked. */
export interface AnyCoordinator {
  view(): Promise<Run | CiRun | null>;
  filesFault(): Promise<Fault<'not_found' | 'not_finished' | 'gone'> | null>;
  purge(purge: Purge): Promise<'purged' | 'open' | 'missing'>;
  destroy(): Promise<void>;
  poke(): Promise<boolean>;
}

/** The coordinator of a run, of whatever kind its id is. */
export const anyCoordinatorOf = (env: Env, key: RunKey): AnyCoordinator =>
  isCiRunId(key.runId) ? ciCoordinatorOf(env, key) : coordinatorOf(env, key);
