import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { HistoryRecord } from '../../src/domain/record';
import type { Run } from '../../src/domain/run';
import { type Api, newProject, newToken, type Project, withToken } from '../worker/project';
import { aCase, aRecordedRun, MADE_UP_RUN } from '../worker/requests';
import { rowsOfD1 } from '../worker/storage';

/** A project, and the same one in the hands of its administrator. */
async function aProject(): Promise<{ project: Project; admin: Api }> {
  const project = await newProject();
  const row = await env.DB.prepare('SELECT name FROM project WHERE id = ?').bind(project.id).first<{ name: string }>();
  return { project, admin: withToken(await newToken(row?.name ?? '', ['admin'])) };
}

const correct = (admin: Api, run: Pick<Run, 'id'>, change: object, key?: string) =>
  admin.request<HistoryRecord>(
    'POST',
    '/v1/history/corrections',
    { run_id: run.id, reason: 'the runner was broken', ...change },
    key === undefined ? {} : { 'idempotency-key': key },
  );

/** A finished run of one agent; it fails where the answer is not yes. */
async function aRun(project: Project, answer: 'yes' | 'no', more: object = {}) {
  const request = { ...aRecordedRun(), cases: [aCase('c0')], answers: { c0: answer }, ...more };
  return project.finished(await project.start(request));
}

const recordsOf = async (project: Project, query = '') =>
  (await project.request<{ records: HistoryRecord[] }>('GET', `/v1/history/runs${query}`)).body.records;

const exportOf = async (project: Project) => (await project.request('GET', '/v1/history/export')).text.split('\n');

const proofOf = async (project: Project) => (await project.request('GET', '/v1/history/proof')).body;

describe('a correction', () => {
  test('is a record of its own in the same chain; the record that it corrects stays to the byte and names it', async () => {
    const { project, admin } = await aProject();
    const run = await aRun(project, 'no', { tags: ['nightly'], source: { branch: 'main' } });
    const [before] = await recordsOf(project);
    const [line] = await exportOf(project);

    const { status, body } = await correct(admin, run, { verdict: 'inconclusive', source: { branch: 'release' } });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      kind: 'correction',
      seq: 2,
      corrects: run.id,
      reason: 'the runner was broken',
      verdict: 'inconclusive',
      tags: ['nightly'],
      source: { branch: 'release' },
      result_summary: before?.result_summary,
      overall_score: before?.overall_score,
      failures: [],
      failures_cut: 1,
      spend: null,
      previous_hash: before?.record_hash,
    });
    expect(await recordsOf(project)).toEqual([body, { ...before, corrected_by: body.run_id }]);
    expect((await exportOf(project))[0]).toBe(line);
    expect(await proofOf(project)).toMatchObject({ checked: 2, complete: true, broken: null });
  });

  test('is listed under what it says now, the corrected record under what it said', async () => {
    const { project, admin } = await aProject();
    const run = await aRun(project, 'no', { tags: ['nightly'] });
    const { body } = await correct(admin, run, { verdict: 'inconclusive', tags: ['broken-runner'] });
    const idsOf = async (query: string) => (await recordsOf(project, query)).map(({ run_id }) => run_id);
    expect(await idsOf('?tag=broken-runner')).toEqual([body.run_id]);
    expect(await idsOf('?tag=nightly')).toEqual([run.id]);
    expect(await idsOf('?verdict=inconclusive')).toEqual([body.run_id]);
    expect(await idsOf('?verdict=failed')).toEqual([run.id]);
  });

  test('goes on from the one before it: what it does not name reads as that one said', async () => {
    const { project, admin } = await aProject();
    const run = await aRun(project, 'no', { source: { commit: 'aaaaaaa' } });
    await correct(admin, run, { verdict: 'inconclusive' });
    const { body } = await correct(admin, run, { source: { commit: null, environment: 'ci' } });
    expect(body).toMatchObject({
      corrects: run.id,
      verdict: 'inconclusive',
      source: { commit: null, environment: 'ci' },
    });
    const [, , corrected] = await recordsOf(project);
    expect(corrected).toMatchObject({ run_id: run.id, verdict: 'failed', corrected_by: body.run_id });
  });

  test('of one moment loses none of another', async () => {
    const { project, admin } = await aProject();
    const run = await aRun(project, 'no');
    const changes = [
      { verdict: 'inconclusive' },
      { tags: ['a'] },
      { source: { branch: 'b' } },
      { source: { commit: 'ccccccc' } },
    ];
    const made = await Promise.all(changes.map((change) => correct(admin, run, change)));
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const last = made.map(({ body }) => body).find(({ seq }) => seq === 5);
    expect(last).toMatchObject({ verdict: 'inconclusive', tags: ['a'], source: { branch: 'b', commit: 'ccccccc' } });
    expect(await proofOf(project)).toMatchObject({ checked: 5, complete: true, broken: null });
  });

  test('is there once: under one key, and without one where it was made before', async () => {
    const { project, admin } = await aProject();
    const run = await aRun(project, 'no');
    const made = await Promise.all(Array.from({ length: 8 }, () => correct(admin, run, { tags: ['a'] }, 'key-1')));
    expect(new Set(made.map(({ body }) => body.run_id)).size).toBe(1);
    expect(
      made.map(({ headers }) => headers.get('idempotent-replayed')).filter((value) => value === null),
    ).toHaveLength(1);
    const other = await correct(admin, run, { tags: ['b'] }, 'key-1');
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect(await correct(admin, run, { tags: ['a'] })).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await recordsOf(project)).toHaveLength(2);
  });

  test.each([
    ['of what was measured', { overall_score: 9 }],
    ['of a count', { passed: 5 }],
    ['of another version', { version: '2' }],
    ['of nothing', {}],
    ['of no field of source', { source: {} }],
    ['without a reason', { verdict: 'passed', reason: ' ' }],
    ['with control characters', { verdict: 'passed', reason: 'a\u0000b' }],
    ['to a verdict that there is not', { verdict: 'green' }],
    ['of a correction', { verdict: 'passed', run_id: 'cor_0123456789abcdef0123456789abcdef' }],
  ])('%s is refused, and changes nothing', async (_name, change) => {
    const { project, admin } = await aProject();
    const run = await aRun(project, 'no');
    const before = await rowsOfD1();
    expect((await correct(admin, run, change)).status).toBe(422);
    expect(await rowsOfD1()).toEqual(before);
  });

  test('of another project is told what would be told of a made-up run', async () => {
    const [mine, theirs] = [await aProject(), await aProject()];
    const run = await aRun(mine.project, 'no');
    const ask = async (id: string) => {
      const { status, text } = await correct(theirs.admin, { id }, { verdict: 'passed' });
      return { status, text: text.replace(/"request_id":"\w+"/, '') };
    };
    expect((await ask(run.id)).status).toBe(404);
    expect(await ask(run.id)).toEqual(await ask(MADE_UP_RUN));
    expect(await recordsOf(mine.project)).toHaveLength(1);
  });

  test('is for administrators', async () => {
    const { project } = await aProject();
    const run = await aRun(project, 'no');
    expect(await correct(project, run, { verdict: 'passed' })).toMatchObject({ status: 403 });
  });

  test('names the record of a run, whoever writes it into the database', async () => {
    const { project, admin } = await aProject();
    const run = await aRun(project, 'no');
    const { body } = await correct(admin, run, { tags: ['a'] });
    const columns = Object.keys((await env.DB.prepare('SELECT * FROM record LIMIT 1').first()) ?? {});
    for (const corrects of [MADE_UP_RUN, body.run_id]) {
      const insert = env.DB.prepare(
        `INSERT INTO record (${columns.join(', ')})
         SELECT ${columns.map((name) => ({ run_id: `'cor_x'`, seq: '99', corrects: '?1' })[name] ?? name).join(', ')}
         FROM record WHERE project_id = ?2 AND seq = 2`,
      ).bind(corrects, project.id);
      await expect(insert.run()).rejects.toThrow('a correction names the record of a run');
    }
  });
});

describe('a correction is no run of its own:', () => {
  test('no test, version, day or agent is told of it', async () => {
    const { project, admin } = await aProject();
    await project.request('PUT', '/v1/agents/corrected/versions/1', {
      system_prompt: 'Agree.',
      target: { kind: 'recorded' },
    });
    const run = await aRun(project, 'no', { agent: 'corrected', version: '1' });
    const told = async () => {
      const { record: _, record_tag: __, ...rows } = await rowsOfD1();
      return rows;
    };
    const answers = async () => {
      const paths = [
        '/v1/history/failures',
        '/v1/agents/corrected/score',
        '/v1/history/tests',
        '/v1/history/failure-rates',
      ];
      const bodies = await Promise.all(paths.map(async (path) => (await project.request('GET', path)).text));
      return bodies.map((text) => text.replaceAll(/"\d{4}-\d\d-\d\dT[^"]*"/g, '"time"'));
    };
    const before = [await told(), await answers()];
    expect((await correct(admin, run, { verdict: 'passed', source: { branch: 'main' } })).status).toBe(201);
    expect([await told(), await answers()]).toEqual(before);
  });
});

describe('what changed since the last green run', () => {
  const changes = async (project: Project, query = '') =>
    (await project.request<Changes>('GET', `/v1/history/changes?agent=recorded${query}`)).body;

  interface Changes {
    last_green: { run_id: string } | null;
    latest: { run_id: string; verdict: string };
    complete: boolean;
  }

  test('goes by the corrected verdict: a run that is green now is the last green one, one that is no more is not', async () => {
    const { project, admin } = await aProject();
    const first = await aRun(project, 'yes');
    const second = await aRun(project, 'no');
    const third = await aRun(project, 'no');
    expect(await changes(project)).toMatchObject({ last_green: { run_id: first.id }, runs_since: { count: 2 } });

    await correct(admin, second, { verdict: 'passed' });
    expect(await changes(project)).toMatchObject({
      last_green: { run_id: second.id, verdict: 'passed' },
      latest: { run_id: third.id, verdict: 'failed' },
      runs_since: { count: 1, more: false },
      complete: true,
    });

    await correct(admin, second, { verdict: 'inconclusive' });
    expect(await changes(project)).toMatchObject({ last_green: { run_id: first.id }, runs_since: { count: 2 } });

    await correct(admin, first, { verdict: 'failed' });
    expect(await changes(project)).toMatchObject({ last_green: null, latest: { run_id: third.id }, complete: true });
  });

  test('goes by the corrected branch and commit', async () => {
    const { project, admin } = await aProject();
    const green = await aRun(project, 'yes', { source: { branch: 'main', commit: 'aaaaaaa' } });
    const wrong = await aRun(project, 'no', { source: { branch: 'main', commit: 'bbbbbbb' } });
    await correct(admin, green, { source: { commit: 'ccccccc' } });
    await correct(admin, wrong, { source: { branch: 'side' } });
    expect(await changes(project, '&branch=main')).toMatchObject({ latest: { run_id: green.id, commit: 'ccccccc' } });
    expect(await changes(project, '&branch=side')).toMatchObject({ last_green: null, latest: { run_id: wrong.id } });
  });

  test('and a trend names its runs as they read now', async () => {
    const { project, admin } = await aProject();
    const run = await aRun(project, 'no');
    await correct(admin, run, { verdict: 'inconclusive', source: { commit: 'ddddddd' } });
    const { body } = await project.request('GET', `/v1/history/trend?from_run=${run.id}&to_run=${run.id}`);
    expect(body).toMatchObject({ from: { run_id: run.id, verdict: 'inconclusive', commit: 'ddddddd' } });
  });
});
