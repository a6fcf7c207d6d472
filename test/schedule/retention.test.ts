import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { randomRunId } from '../../src/effects/ids';
import { coordinatorOf } from '../../src/runs/handle';
import { purgeOldRuns } from '../../src/schedule/retention';
import { runKey } from '../../src/store/artifacts';
import { historyOf } from '../../src/store/history-writer';
import { chainPage } from '../../src/store/records';
import { decidePurges, findRetention } from '../../src/store/retention';
import { openPurges } from '../../src/store/run-purges';
import { expectProblem, type Problem } from '../worker/problems';
import { newProject, newToken, type Project, send, withToken } from '../worker/project';
import { aHangingRun, aRecordedRun } from '../worker/requests';
import { rowsOfD1, storedState } from '../worker/storage';

const DAY_MS = 24 * 3600 * 1000;
const inDays = (days: number) => Date.now() + days * DAY_MS;

/** A project, and the same one in the hands of its administrator. */
async function aProject() {
  const project = await newProject();
  const row = await env.DB.prepare('SELECT name FROM project WHERE id = ?').bind(project.id).first<{ name: string }>();
  const admin = withToken(await newToken(row?.name ?? '', ['admin']));
  const policy = (artifactDays: number, holdTags: string[] = []) =>
    admin.request('PUT', '/v1/project/retention', { artifact_days: artifactDays, hold_tags: holdTags });
  return { project, admin, policy };
}

async function aFinishedRun(project: Project, tags: string[] = []) {
  return project.finished(await project.start({ ...aRecordedRun(), tags }));
}

/** The files of a run that have something in them. */
async function filesOf(project: Project, { id }: { id: string }) {
  const { objects } = await env.ARTIFACTS.list({ prefix: runKey({ projectId: project.id, runId: id }, '') });
  return objects.filter(({ size }) => size > 0).map(({ key }) => key);
}

const reportStatus = async (project: Project, { id }: { id: string }) =>
  (await project.request('GET', `/v1/runs/${id}/report`)).status;

/** A binding of which one method is another one's. */
function replaced<T extends object>(binding: T, method: string, call: (original: () => unknown) => unknown): T {
  return new Proxy(binding, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return name === method ? (...args: unknown[]) => call(() => value.apply(target, args)) : value.bind(target);
    },
  });
}

/** The environment, with the next deletion from its bucket failing. */
function withFailingDelete(): Env {
  let failed = false;
  const bucket = replaced(env.ARTIFACTS, 'delete', (original) => {
    if (failed) return original();
    failed = true;
    return Promise.reject(new Error('R2 does not answer'));
  });
  return { ...env, ARTIFACTS: bucket };
}

/** The environment, with the `nth` transaction of its database failing. */
function withFailingBatch(nth: number): Env {
  let count = 0;
  const db = replaced(env.DB, 'batch', (original) => {
    count += 1;
    return count === nth ? Promise.reject(new Error('D1 does not answer')) : original();
  });
  return { ...env, DB: db };
}

describe('retention', () => {
  test('keeps the files of a run for as many days as its project says, and not longer', async () => {
    const { project, policy } = await aProject();
    const other = await aProject();
    await policy(7);
    const [run, kept] = [await aFinishedRun(project), await aFinishedRun(other.project)];

    await purgeOldRuns(env, inDays(6.9));
    expect(await reportStatus(project, run)).toBe(200);
    expect((await filesOf(project, run)).length).toBeGreaterThan(4);

    await purgeOldRuns(env, inDays(7.1));
    expect(await reportStatus(project, run)).toBe(410);
    expect(await filesOf(project, run)).toEqual([]);
    // The other project keeps its files for the 30 days that a new project has.
    expect(await reportStatus(other.project, kept)).toBe(200);
    await purgeOldRuns(env, inDays(30.1));
    expect(await reportStatus(other.project, kept)).toBe(410);
  });

  test('leaves the record, the chain and the final view of a purged run as they were', async () => {
    const { project, policy } = await aProject();
    await policy(1);
    const run = await aFinishedRun(project);
    const history = await project.request('GET', '/v1/history/runs');
    await purgeOldRuns(env, inDays(2));
    expect((await project.request('GET', '/v1/history/runs')).body).toEqual(history.body);
    expect((await project.request('GET', '/v1/history/proof')).body).toMatchObject({ broken: null, checked: 1 });
    expect((await project.request('GET', `/v1/runs/${run.id}`)).body).toEqual(run);
  });

  test.each([
    ['GET', '/report'],
    ['GET', '/report.html'],
    ['GET', '/report.md'],
    ['GET', '/report.json'],
    ['GET', '/bundle'],
    ['GET', '/cells'],
    ['GET', '/events'],
    ['POST', '/replay'],
  ])('%s …%s of a purged run answers 410 with when and why', async (method, rest) => {
    const { project, policy } = await aProject();
    await policy(3);
    const run = await aFinishedRun(project);
    const now = inDays(4);
    await purgeOldRuns(env, now);
    const answer = await project.request<{ code: string; detail: string }>(method, `/v1/runs/${run.id}${rest}`);
    expect(answer).toMatchObject({ status: 410, body: { code: 'gone' } });
    expect(answer.body.detail).toContain(new Date(now).toISOString());
    expect(answer.body.detail).toContain('older than 3 days');
  });

  test('a share of a purged run answers 410 with a page that tells its holder nothing of why', async () => {
    const { project, policy } = await aProject();
    await policy(1);
    const run = await aFinishedRun(project);
    const { body } = await project.request<{ url: string }>('POST', `/v1/runs/${run.id}/shares`, {});
    await purgeOldRuns(env, inDays(2));
    const answer = await send('GET', new URL(body.url).pathname);
    expect(answer.status).toBe(410);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.text).not.toContain('1 day');
  });

  test('a run with a tag that is held is kept, until the tag is held no more', async () => {
    const { project, policy } = await aProject();
    await policy(1, ['audit']);
    const [held, free] = [await aFinishedRun(project, ['audit', 'x']), await aFinishedRun(project, ['x'])];
    await purgeOldRuns(env, inDays(5));
    await purgeOldRuns(env, inDays(500));
    expect([await reportStatus(project, held), await reportStatus(project, free)]).toEqual([200, 410]);
    await policy(1, ['another']);
    await purgeOldRuns(env, inDays(5));
    expect(await reportStatus(project, held)).toBe(410);
    expect(await filesOf(project, held)).toEqual([]);
  });

  test('a run is kept by the tags that its newest correction gives it, and let go by those that it takes', async () => {
    const { project, admin, policy } = await aProject();
    await policy(1, ['release']);
    const [held, free] = [await aFinishedRun(project, ['release']), await aFinishedRun(project)];
    const correct = (run: { id: string }, tags: string[]) =>
      admin.request('POST', '/v1/history/corrections', { run_id: run.id, reason: 'tagged by mistake', tags });
    expect((await correct(free, ['release'])).status).toBe(201);
    await purgeOldRuns(env, inDays(2));
    expect(await Promise.all([held, free].map((run) => reportStatus(project, run)))).toEqual([200, 200]);

    // Cron has passed both by: the correction makes it look again.
    expect((await correct(held, [])).status).toBe(201);
    await purgeOldRuns(env, inDays(2));
    expect(await Promise.all([held, free].map((run) => reportStatus(project, run)))).toEqual([410, 200]);
  });

  test('an R2 that fails in the middle leaves nothing readable, and the next step finishes the work', async () => {
    const { project, policy } = await aProject();
    await policy(1);
    const runs = [await aFinishedRun(project), await aFinishedRun(project)];
    await purgeOldRuns(withFailingDelete(), inDays(2));
    const left = await Promise.all(runs.map((run) => filesOf(project, run)));
    expect(left.filter((files) => files.length > 0)).toHaveLength(1);
    for (const run of runs) expect(await reportStatus(project, run)).toBe(410);

    await purgeOldRuns(env, inDays(2));
    expect(await Promise.all(runs.map((run) => filesOf(project, run)))).toEqual([[], []]);
    const open = (await rowsOfD1()).run_purge?.filter((row) => Reflect.get(Object(row), 'completed_at') === null);
    expect(open).toEqual([]);
  });

  test('a D1 that fails when the files are gone loses nothing: the next step notes what was done', async () => {
    const { project, policy } = await aProject();
    await policy(1);
    const run = await aFinishedRun(project);
    await expect(purgeOldRuns(withFailingBatch(2), inDays(2))).rejects.toThrow('D1 does not answer');
    expect(await filesOf(project, run)).toEqual([]);
    expect(await openPurges(env.DB, 10)).toMatchObject([{ run_id: run.id }]);
    await purgeOldRuns(env, inDays(3));
    expect(await openPurges(env.DB, 10)).toEqual([]);
    const { body } = await project.request<{ detail: string }>('GET', `/v1/runs/${run.id}/bundle`);
    expect(body.detail).toContain(new Date(inDays(2)).toISOString().slice(0, 13));
  });

  test('a D1 that fails before anything is decided leaves every file', async () => {
    const { project, policy } = await aProject();
    await policy(1);
    const run = await aFinishedRun(project);
    await expect(purgeOldRuns(withFailingBatch(1), inDays(2))).rejects.toThrow('D1 does not answer');
    expect(await reportStatus(project, run)).toBe(200);
    await purgeOldRuns(env, inDays(2));
    expect(await reportStatus(project, run)).toBe(410);
  });

  test('a step that is repeated changes nothing', async () => {
    const { project, policy } = await aProject();
    await policy(1);
    await aFinishedRun(project);
    const now = inDays(2);
    await purgeOldRuns(env, now);
    const before = await storedState();
    await purgeOldRuns(env, now);
    expect(await storedState()).toEqual(before);
  });

  test('what is decided under a policy that was changed meanwhile is not carried out', async () => {
    const { project, policy } = await aProject();
    await policy(1);
    const run = await aFinishedRun(project, ['audit']);
    const earlier = await findRetention(env.DB, project.id);
    await policy(1, ['audit']);
    const sweep = { due: [run.id], cursor: 1, firstHeld: null, more: false };
    const purge = { purged_at: new Date(inDays(2)).toISOString(), reason: 'older than 1 day' };
    expect(await decidePurges(env.DB, earlier, sweep, purge)).toBe(0);
    await purgeOldRuns(env, inDays(2));
    expect(await reportStatus(project, run)).toBe(200);
    const now = await findRetention(env.DB, project.id);
    expect(await decidePurges(env.DB, now, sweep, purge)).toBe(1);
  });

  test('the request that started a purged run finds it, and another one under its key is refused', async () => {
    const { project, policy } = await aProject();
    await policy(1);
    const key = { 'idempotency-key': 'build-7' };
    const run = await project.finished(await project.start(aRecordedRun(), key));
    await purgeOldRuns(env, inDays(2));
    const again = await project.request('POST', '/v1/runs', aRecordedRun(), key);
    expect(again).toMatchObject({ status: 202, body: { id: run.id, status: 'finished' } });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await project.request('POST', '/v1/runs', aRecordedRun({ cases: 2 }), key)).status).toBe(422);
    expect(await filesOf(project, run)).toEqual([]);
    expect(await reportStatus(project, run)).toBe(410);
  });

  test('a run that is still under way is not purged', async () => {
    const project = await newProject();
    const run = await project.start(await aHangingRun());
    const coordinator = coordinatorOf(env, { projectId: project.id, runId: run.id });
    const purge = { purged_at: new Date().toISOString(), reason: 'older than 1 day' };
    expect(await coordinator.purge(purge)).toBe('open');
    expect((await project.request('POST', `/v1/runs/${run.id}/cancel`)).status).toBe(200);
    await project.finished(run);
    expect(await reportStatus(project, run)).toBe(200);
  });

  test('a purged run takes a small part of the space in its coordinator, and holds no transcript there', async () => {
    const { project, policy } = await aProject();
    await policy(1);
    const run = await project.finished(
      await project.start(aRecordedRun({ cases: 50, answer: 'a word '.repeat(2000) })),
    );
    const coordinator = env.RUNS.getByName(`${project.id}:${run.id}`);
    const stored = () =>
      runInDurableObject(coordinator, (_, { storage }) => ({
        bytes: storage.sql.databaseSize,
        tables: storage.sql
          .exec<{ name: string }>(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
          )
          .toArray()
          .map(({ name }) => name),
      }));
    const before = await stored();
    await purgeOldRuns(env, inDays(2));
    const after = await stored();
    expect(after.tables.filter((name) => !name.startsWith('sqlite'))).toEqual(['remains']);
    expect(after.bytes).toBeLessThan(before.bytes / 10);
  });

  test('more old runs than one turn takes are all purged, and no project waits for another', async () => {
    const [many, few] = [await aProject(), await aProject()];
    await many.policy(1);
    await few.policy(1);
    const runs = await Promise.all(Array.from({ length: 30 }, () => aFinishedRun(many.project)));
    const one = await aFinishedRun(few.project);
    await purgeOldRuns(env, inDays(2));
    expect(await reportStatus(few.project, one)).toBe(410);
    expect(new Set(await Promise.all(runs.map((run) => reportStatus(many.project, run))))).toEqual(new Set([410]));
  });
});

describe('the preview of retention', () => {
  /** Runs that finished so many days ago, as their records say, each with a file. */
  async function oldRuns(project: Project, runs: { days: number; tags?: string[] }[]) {
    const model = await newProject();
    await aFinishedRun(model);
    const [row] = await chainPage(env.DB, model.id, { after: 0, limit: 1 });
    if (!row) throw new Error('a finished run has a record');
    const { project_id: _, seq: __, previous_hash: ___, record_hash: ____, ...draft } = row;
    const ids: string[] = [];
    for (const { days, tags = [] } of runs) {
      const run_id = randomRunId();
      const timestamp = new Date(inDays(-days)).toISOString();
      await env.ARTIFACTS.put(runKey({ projectId: project.id, runId: run_id }, 'report.md'), 'x'.repeat(1234));
      const entry = { draft: { ...draft, run_id, timestamp, tags: JSON.stringify(tags) }, outcome: null };
      await historyOf(env, project.id).append(entry);
      ids.push(run_id);
    }
    return ids;
  }

  test('names what would be purged, with its bytes, and changes nothing', async () => {
    const { project, admin, policy } = await aProject();
    await policy(10, ['audit']);
    const [oldest, , old, young] = await oldRuns(project, [
      { days: 13 },
      { days: 12, tags: ['audit'] },
      { days: 11 },
      { days: 9 },
    ]);
    const before = await storedState();
    const path = '/v1/project/retention/preview';
    const file = (run_id: string | undefined) => ({ run_id, bytes: 1234 });
    const { body } = await admin.request('GET', path);
    expect(body).toMatchObject({ artifact_days: 10, due: 2, held: 1, complete: true, runs: [file(oldest), file(old)] });
    const shorter = await admin.request('GET', `${path}?artifact_days=5`);
    expect(shorter.body).toMatchObject({ due: 3, runs: [file(oldest), file(old), file(young)] });
    expect(await storedState()).toEqual(before);

    await purgeOldRuns(env, Date.now());
    expect((await admin.request('GET', path)).body).toMatchObject({ due: 0, held: 1, runs: [] });
  });

  test('counts as held what the newest correction of a run says', async () => {
    const { project, admin, policy } = await aProject();
    await policy(10, ['audit']);
    const [tagged, free] = await oldRuns(project, [{ days: 12, tags: ['audit'] }, { days: 11 }, { days: 1 }]);
    const correct = (run_id: string | undefined, tags: string[]) =>
      admin.request('POST', '/v1/history/corrections', { run_id, reason: 'tagged by mistake', tags });
    const counts = async () => (await admin.request('GET', '/v1/project/retention/preview')).body;
    expect(await counts()).toMatchObject({ due: 1, held: 1, complete: true });
    expect((await correct(free, ['audit'])).status).toBe(201);
    expect(await counts()).toMatchObject({ due: 0, held: 2, complete: true });
    expect((await correct(tagged, ['other'])).status).toBe(201);
    expect(await counts()).toMatchObject({ due: 1, held: 1, complete: true });
  });
});

describe('the policy of retention', () => {
  test('is 30 days and no hold at first, and what was put is what is read', async () => {
    const { admin, policy } = await aProject();
    const read = async () => (await admin.request('GET', '/v1/project/retention')).body;
    expect(await read()).toMatchObject({ artifact_days: 30, hold_tags: [] });
    await policy(3650, ['audit', 'court']);
    expect(await read()).toMatchObject({ artifact_days: 3650, hold_tags: ['audit', 'court'] });
  });

  test.each([[0], [3651], [1.5], ['30'], [null]])('of %j days is refused', async (days) => {
    const { admin } = await aProject();
    const body = { artifact_days: days, hold_tags: [] };
    const answer = await admin.request<Problem>('PUT', '/v1/project/retention', body);
    expect(expectProblem(answer, 422, 'validation_failed').errors).toMatchObject([{ pointer: '/artifact_days' }]);
  });

  test('that leaves the holds out lifts none: it is refused', async () => {
    const { admin, policy } = await aProject();
    await policy(30, ['audit']);
    expect((await admin.request('PUT', '/v1/project/retention', { artifact_days: 5 })).status).toBe(422);
    expect((await admin.request('GET', '/v1/project/retention')).body).toMatchObject({ hold_tags: ['audit'] });
  });
});
