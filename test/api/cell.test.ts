import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { inject, expect, test } from 'vitest';
import type { CellResult } from '../../src/domain/cell';
import type { Run } from '../../src/domain/run';
import type { RunCoordinator } from '../../src/runs/coordinator/coordinator';
import { coordinatorOf } from '../../src/runs/handle';
import { RUN_FILES, runKey } from '../../src/store/artifacts';
import { type LineBlock, readLines } from '../../src/store/line-blocks';
import { scriptProvider } from '../provider/script';
import { newProject, type Project } from '../worker/project';
import { aCase, aRecordedRun, MADE_UP_RUN } from '../worker/requests';

type RunId = Pick<Run, 'id'>;

const cellOf = (project: Project, run: RunId, caseId: string, query = '') =>
  project.request<CellResult>('GET', `/v1/runs/${run.id}/cells/${encodeURIComponent(caseId)}${query}`);

const fileOf = (project: Project, run: RunId) => runKey({ projectId: project.id, runId: run.id }, RUN_FILES.cells);

async function blocksOf(project: Project, run: RunId): Promise<LineBlock[]> {
  const blocks = await coordinatorOf(env, { projectId: project.id, runId: run.id }).cellBlocks();
  if ('fault' in blocks) throw new Error(blocks.detail);
  return blocks;
}

/** A finished run whose cells fill several blocks. */
async function aLongRun(project: Project) {
  return project.finished(await project.start(aRecordedRun({ cases: 20, answer: 'a word '.repeat(2000) })));
}

const inside = (project: Project, run: RunId, act: (object: RunCoordinator, sql: SqlStorage) => unknown) => {
  const object: DurableObjectStub<RunCoordinator> = env.RUNS.getByName(`${project.id}:${run.id}`);
  return runInDurableObject(object, (coordinator, state) => act(coordinator, state.storage.sql));
};

test('each cell of a finished run is the one that the list has', async () => {
  const project = await newProject();
  const run = await aLongRun(project);
  expect((await blocksOf(project, run)).length).toBeGreaterThan(2);
  for (const cell of await project.cells(run)) {
    expect(await cellOf(project, run, cell.case_id)).toMatchObject({ status: 200, body: cell });
  }
});

test('a cell of a finished run comes from its block of the file, and from nothing else', async () => {
  const project = await newProject();
  const run = await aLongRun(project);
  const before = await cellOf(project, run, 'c9');
  const block = (await blocksOf(project, run)).find(({ first, lines }) => first <= 9 && first + lines > 9);
  const file = await env.ARTIFACTS.get(fileOf(project, run));
  if (!block || !file) throw new Error('the run has the file and the block');
  const bytes = new Uint8Array(await file.arrayBuffer());
  bytes.fill(0, 0, block.offset);
  bytes.fill(0, block.offset + block.length);
  await env.ARTIFACTS.put(fileOf(project, run), bytes);
  await inside(project, run, (_, sql) =>
    sql.exec("DELETE FROM document WHERE kind IN ('case', 'transcript', 'outcome')"),
  );
  expect(await cellOf(project, run, 'c9')).toMatchObject({ status: 200, body: before.body });
});

test('a run that was being finished when its process died has one file, and each cell where it is said to lie', async () => {
  const project = await newProject();
  const run = await aLongRun(project);
  const [before, cells] = [await blocksOf(project, run), await project.cells(run)];
  await inside(project, run, async (object, sql) => {
    // The files were written, and nothing of it was noted.
    sql.exec("DELETE FROM document WHERE kind IN ('final', 'tests', 'cell_blocks')");
    sql.exec("UPDATE run SET status = 'finishing'");
    await object.alarm();
  });
  expect(await blocksOf(project, run)).toEqual(before);
  const lines: unknown[] = [];
  for await (const line of readLines(env.ARTIFACTS, fileOf(project, run), before)) lines.push(JSON.parse(line));
  expect(lines).toEqual(cells);
  expect((await cellOf(project, run, 'c19')).body).toEqual(cells[19]);
});

test.each([
  'a/b',
  '../c',
  '100%',
  '%2F',
  '%',
  'a?b#c',
  "x' OR 1=1 --",
  'ü 🙂',
  'constructor',
  'c:\\d',
  'a+b',
  '...',
  '-1',
])('a case may be called %j, and is found by that id alone', async (id) => {
  const project = await newProject();
  const request = { ...aRecordedRun(), cases: [aCase('first'), aCase(id)], answers: { first: 'no', [id]: 'yes' } };
  const run = await project.finished(await project.start(request));
  expect(await cellOf(project, run, id)).toMatchObject({ status: 200, body: { case_id: id, index: 1, passed: true } });
  for (const other of [`${id}x`, ` ${id}`, `x${id}`]) {
    expect(await cellOf(project, run, other)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  }
});

test('of a run under way a cell is told as soon as it is settled, and one that is not is a conflict', async () => {
  const project = await newProject();
  const provider = await scriptProvider(inject('providerUrl'), {
    answer: [{ do: 'message', text: 'yes' }, { do: 'hang' }],
  });
  const run = await project.start({
    agent: { name: 'slow', system_prompt: 'Wait.', model: provider.model },
    judge: { enabled: false },
    concurrency: 1,
    cases: [aCase('done'), aCase('open')],
  });
  await expect.poll(async () => (await cellOf(project, run, 'done')).status, { timeout: 20_000 }).toBe(200);
  expect((await cellOf(project, run, 'done')).body).toMatchObject({ case_id: 'done', passed: true });
  expect(await cellOf(project, run, 'open')).toMatchObject({ status: 409, body: { code: 'not_finished' } });
  await project.request('POST', `/v1/runs/${run.id}/cancel`);
  await project.finished(run);
  expect(await cellOf(project, run, 'open')).toMatchObject({ status: 200, body: { error: { code: 'cancelled' } } });
});

test('a cell whose files were purged is gone, and so is one that never was', async () => {
  const project = await newProject();
  const run = await project.finished(await project.start(aRecordedRun()));
  const purge = { purged_at: new Date().toISOString(), reason: 'older than 1 day' };
  expect(await coordinatorOf(env, { projectId: project.id, runId: run.id }).purge(purge)).toBe('purged');
  for (const id of ['c0', 'made-up']) {
    expect(await cellOf(project, run, id)).toMatchObject({ status: 410, body: { code: 'gone' } });
  }
});

test('another trial, another case and another run are not found', async () => {
  const project = await newProject();
  const run = await project.finished(await project.start(aRecordedRun()));
  expect((await cellOf(project, run, 'c0', '?trial=1')).status).toBe(200);
  expect((await cellOf(project, run, 'c0', '?trial=2')).status).toBe(404);
  expect((await cellOf(project, run, 'c1')).status).toBe(404);
  expect((await cellOf(project, { id: MADE_UP_RUN }, 'c0')).status).toBe(404);
  for (const query of ['?trial=0', '?trial=1.5', '?trial=x', '?other=1']) {
    expect((await cellOf(project, run, 'c0', query)).status).toBe(422);
  }
  expect((await cellOf(project, run, 'x'.repeat(513))).status).toBe(422);
  for (const raw of ['%E0%A4%A', '%', 'c0%00', 'c0/', '%FF']) {
    expect((await project.request('GET', `/v1/runs/${run.id}/cells/${raw}`)).status, raw).toBe(404);
  }
});

test('a cell that the caller has is not sent again', async () => {
  const project = await newProject();
  const run = await project.finished(await project.start(aRecordedRun()));
  const first = await cellOf(project, run, 'c0');
  const etag = first.headers.get('etag') ?? '';
  const again = await project.request('GET', `/v1/runs/${run.id}/cells/c0`, undefined, { 'if-none-match': etag });
  expect(again).toMatchObject({ status: 304, text: '' });
});
