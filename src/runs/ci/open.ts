import type { CiRunRequest } from '../../domain/ci-run/request';
import type { CiRun } from '../../domain/ci-run/view';
import { type Fault, fault, isFault } from '../../domain/fault';
import { ciRunIdFor, randomCiRunId } from '../../effects/ids';
import { readSettings } from '../../effects/settings';
import { putNew, runKey } from '../../store/artifacts';
import type { RunKey } from '../pointer';
import { ciCoordinatorOf } from './handle';
import type { CiRunHeader } from './state';

/** `joined`: somebody had opened it before. */
export interface OpenedCiRun {
  run: CiRun;
  joined: boolean;
}

/**
 * Opens a run for CI results, or joins the one that was opened under the same handle. The header is written first,
 * under a key that must be new: of all who open it at once, one makes the run.
 */
export async function openCiRun(
  env: Env,
  { projectId, request }: { projectId: string; request: CiRunRequest },
): Promise<OpenedCiRun | Fault<'conflict'>> {
  const { handle } = request;
  const runId = handle === null ? randomCiRunId() : ciRunIdFor(readSettings(env).secret, projectId, handle);
  const key = { projectId, runId };
  const header: CiRunHeader = {
    project_id: projectId,
    run_id: runId,
    created_at: new Date().toISOString(),
    request,
  };
  const isNew = await putNew(env.ARTIFACTS, runKey(key, 'manifest.json'), JSON.stringify(header), {
    mediaType: 'application/json',
  });
  const kept = isNew ? header : await earlierHeader(env, key, request);
  if (isFault(kept)) return kept;
  if (kept) await ciCoordinatorOf(env, key).open(kept);
  const run = await ciCoordinatorOf(env, key).view();
  if (!run) throw new Error('a run that was just opened is not there');
  return { run, joined: !isNew };
}

/** What the run was opened with; null: it is so long ago that its files are deleted. */
async function earlierHeader(
  env: Env,
  key: RunKey,
  request: CiRunRequest,
): Promise<CiRunHeader | null | Fault<'conflict'>> {
  const object = await env.ARTIFACTS.get(runKey(key, 'manifest.json'));
  if (!object) throw new Error('a header that was refused as taken is not there');
  if (object.size === 0) return null;
  const header = await object.json<CiRunHeader>();
  const commits = [header.request.source.commit, request.source.commit];
  const other = commits[0] !== commits[1] && !commits.includes(null);
  return other
    ? fault('conflict', 'Under this handle there is a run of another commit: use a handle a pipeline')
    : header;
}
