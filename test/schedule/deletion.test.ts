import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { coordinatorOf } from '../../src/runs/handle';
import { deleteProjects } from '../../src/schedule/deletion';
import { deleteProjectRows } from '../../src/store/projects';
import { newProject, newToken, type Project, send, withToken } from '../worker/project';
import { aHangingRun, aRecordedRun } from '../worker/requests';
import { rowsOfD1 } from '../worker/storage';

const HOUR_MS = 3600 * 1000;
const operator = withToken(env.ASSAY_OPERATOR_TOKEN);

async function nameOf({ id }: Project): Promise<string> {
  const row = await env.DB.prepare('SELECT name FROM project WHERE id = ?').bind(id).first<{ name: string }>();
  return row?.name ?? '';
}

/** A project with something of every kind that a project can have. */
async function aFullProject() {
  const project = await newProject();
  await project.request('PUT', '/v1/agents/full/versions/1', { system_prompt: 'Agree.' });
  const run = await project.finished(await project.start({ ...aRecordedRun({ cases: 2, answer: 'no' }), tags: ['a'] }));
  await project.request('POST', '/v1/results?task_type=assess-quality', { metrics: [] });
  const { body: share } = await project.request<{ url: string }>('POST', `/v1/runs/${run.id}/shares`, {});
  return { project, run, sharePath: new URL(share.url).pathname };
}

const deleteProject = async (project: Project) => operator.request('DELETE', `/v1/projects/${await nameOf(project)}`);

/** Rows of D1 that name the project, by table. */
async function rowsWith({ id }: Project) {
  const tables = Object.entries(await rowsOfD1());
  const mine = tables.map(([name, rows]) => [name, rows.filter((row) => JSON.stringify(row).includes(id))] as const);
  return Object.fromEntries(mine.filter(([, rows]) => rows.length > 0));
}

async function filesOf({ id }: Project) {
  return (await env.ARTIFACTS.list({ prefix: `projects/${id}/` })).objects.map(({ key, etag }) => [key, etag]);
}

test('a deleted project answers nobody from that moment on, and its name is free', async () => {
  const { project, run, sharePath } = await aFullProject();
  const name = await nameOf(project);
  expect((await send('GET', sharePath)).status).toBe(200);
  expect(await deleteProject(project)).toMatchObject({ status: 202, body: { project: name, id: project.id } });
  expect((await project.request('GET', `/v1/runs/${run.id}`)).status).toBe(401);
  expect((await send('GET', sharePath)).status).toBe(410);
  expect((await operator.request('DELETE', `/v1/projects/${name}`)).status).toBe(404);
  const again = withToken(await newToken(name));
  expect((await again.request('GET', `/v1/runs/${run.id}`)).status).toBe(404);
  expect((await again.request('GET', '/v1/history/runs')).body).toMatchObject({ records: [] });
});

test('of a deleted project nothing is left, and of another nothing is touched', async () => {
  const [mine, other] = [await aFullProject(), await aFullProject()];
  const open = await mine.project.start(await aHangingRun());
  const others = { rows: await rowsWith(other.project), files: await filesOf(other.project) };
  await deleteProject(mine.project);
  const later = Date.now() + 2 * HOUR_MS;
  for (let tick = 0; tick < 3; tick++) await deleteProjects(env, later);

  expect(await rowsWith(mine.project)).toEqual({});
  expect(await filesOf(mine.project)).toEqual([]);
  for (const { id: runId } of [mine.run, open]) {
    expect(await coordinatorOf(env, { projectId: mine.project.id, runId }).view()).toBeNull();
  }
  expect({ rows: await rowsWith(other.project), files: await filesOf(other.project) }).toEqual(others);
  expect((await other.project.request('GET', `/v1/runs/${other.run.id}/report`)).status).toBe(200);
  expect((await other.project.request('GET', '/v1/history/proof')).body).toMatchObject({ broken: null, checked: 1 });
});

test('the rows of a deleted project go in small steps, and those of a living one do not go', async () => {
  const { project } = await aFullProject();
  for (let i = 0; i < 3; i++) await project.finished(await project.start(aRecordedRun()));
  const before = await rowsWith(project);
  await deleteProjectRows(env.DB, project.id, 1000);
  expect(await rowsWith(project)).toEqual(before);
  await deleteProject(project);
  const left: number[] = [];
  while (!(await deleteProjectRows(env.DB, project.id, 1))) {
    left.push(Object.values(await rowsWith(project)).flat().length);
  }
  expect(left.length).toBeGreaterThan(3);
  expect(left).toEqual(left.toSorted((a, b) => b - a));
  expect(await rowsWith(project)).toEqual({});
});

test('what was being written when a project was deleted is found by a later tick', async () => {
  const { project } = await aFullProject();
  await deleteProject(project);
  await deleteProjects(env, Date.now());
  await deleteProjects(env, Date.now());
  expect(await rowsWith(project)).not.toEqual({});
  await env.ARTIFACTS.put(`projects/${project.id}/runs/run_late/manifest.json`, '{}');
  for (let tick = 0; tick < 3; tick++) await deleteProjects(env, Date.now() + 2 * HOUR_MS);
  expect(await filesOf(project)).toEqual([]);
  expect(await rowsWith(project)).toEqual({});
});

test('a coordinator that is deleted in the middle of its work ends it quietly, and leaves nothing', async () => {
  const project = await newProject();
  const run = await project.start(await aHangingRun({ cases: 3 }));
  const coordinator = env.RUNS.getByName(`${project.id}:${run.id}`);
  await runInDurableObject(coordinator, async (instance, { storage }) => {
    const work = [instance.alarm(), instance.alarm()];
    await instance.destroy();
    expect(await Promise.allSettled(work)).toEqual(work.map(() => ({ status: 'fulfilled', value: undefined })));
    expect(await storage.getAlarm()).toBeNull();
    expect(await instance.commit([], 5)).toEqual({ results: [], next: [] });
    expect(await instance.claim('simulate', [0])).toBeNull();
  });
  expect((await project.request('GET', `/v1/runs/${run.id}`)).status).toBe(404);
});

test('records are deleted with their project and in no other way', async () => {
  const { project } = await aFullProject();
  const remove = () => env.DB.prepare('DELETE FROM record WHERE project_id = ?').bind(project.id).run();
  await expect(remove()).rejects.toThrow('record is append-only');
  await expect(env.DB.prepare('DELETE FROM project WHERE id = ?').bind(project.id).run()).rejects.toThrow(
    'the project has records',
  );
  await deleteProject(project);
  await expect(
    env.DB.prepare('UPDATE record SET verdict = ? WHERE project_id = ?').bind('passed', project.id).run(),
  ).rejects.toThrow('record is append-only');
  await expect(
    env.DB.prepare('UPDATE project SET deleted_at = NULL WHERE id = ?').bind(project.id).run(),
  ).rejects.toThrow('a deleted project stays deleted');
});
