import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { ListedFailure } from '../../src/domain/failure-groups';
import type { LedgerEntry } from '../../src/domain/ledger';
import { caseTest, testIdOf } from '../../src/domain/test-identity';
import { RUN_FILES, runKey } from '../../src/store/artifacts';
import { newProject, type Project } from '../worker/project';
import { aRecordedRun } from '../worker/requests';

/** A finished run of one agent, whose cases pass where their answer is 'yes'. */
async function runOf(
  project: Project,
  answers: Record<string, string>,
  {
    agent = 'ledger',
    version = '1',
    ...more
  }: { agent?: string; version?: string; source?: object; gate?: object } = {},
) {
  const request = aRecordedRun();
  const [model] = request.cases;
  return project.finished(
    await project.start({
      ...request,
      agent: { ...request.agent, name: agent, version },
      cases: Object.keys(answers).map((id) => ({ ...model, id, name: id })),
      answers,
      ...more,
    }),
  );
}

/** Every item of a list, over all of its pages. */
async function allOf<T>(project: Project, path: string, items: string): Promise<T[]> {
  const seen: T[] = [];
  for (let cursor = ''; ;) {
    const page: { status: number; text: string; body: Record<string, T[]> & { next_cursor: string | null } } =
      await project.request('GET', `${path}${cursor}`);
    expect(page.status, page.text).toBe(200);
    seen.push(...(page.body[items] ?? []));
    if (page.body.next_cursor === null) return seen;
    cursor = `${path.includes('?') ? '&' : '?'}cursor=${page.body.next_cursor}`;
  }
}

describe('a test', () => {
  test('has its outcomes, its failure and what that said', async () => {
    const project = await newProject();
    const first = await runOf(project, { a: 'yes', b: 'yes' });
    const second = await runOf(project, { a: 'no', b: 'yes' });
    const third = await runOf(project, { a: 'no', b: 'yes' });
    const [failing, ...others] = await allOf<LedgerEntry>(project, '/v1/history/tests?state=failing', 'tests');
    expect(others).toEqual([]);
    expect(failing).toMatchObject({
      suite: 'ledger',
      name: 'a',
      file: null,
      first_seen: first.finished_at,
      last_seen: third.finished_at,
      last_run_id: third.id,
      last_outcome: 'failed',
      failing: { since: second.finished_at, since_run_id: second.id, runs: 2, days: 0 },
      outcomes: 'ffp',
      runs: 3,
      passed: 1,
      failed: 2,
      errored: 0,
      flips: 1,
      flake_rate: 0.5,
      flakiness: { state: 'unknown' },
      last_failures: [
        { run_id: third.id, description: expect.stringContaining('says-yes') },
        { run_id: second.id, description: expect.stringContaining('says-yes') },
      ],
    });
    expect((await project.request('GET', `/v1/history/tests/${failing?.test_id}`)).body).toEqual(failing);
  });

  test('that could not be measured is in error, and fails no more nor less than before', async () => {
    const project = await newProject();
    const request = aRecordedRun();
    await project.finished(await project.start({ ...request, answers: { c0: '' } }));
    const [entry] = await allOf<LedgerEntry>(project, '/v1/history/tests', 'tests');
    expect(entry).toMatchObject({ outcomes: 'e', errored: 1, failed: 0, failing: null, flake_rate: null });
  });

  test('of a rehearsed run is not in the ledger, nor do its failures count', async () => {
    const project = await newProject();
    const { answers: _, ...request } = aRecordedRun();
    const agent = { name: 'rehearsed', system_prompt: 'Agree.', target: { kind: 'rehearsal' } };
    const run = await project.finished(await project.start({ ...request, agent }));
    expect(run).toMatchObject({ rehearsal: true, result_summary: { total: 1, passed: 0 } });
    expect(await allOf(project, '/v1/history/tests', 'tests')).toEqual([]);
    expect(await allOf(project, '/v1/history/failures', 'groups')).toEqual([]);
  });

  test('that turns three times is flaky, and others of its suite are not', async () => {
    const project = await newProject();
    for (const answer of ['yes', 'no', 'yes', 'no', 'yes']) await runOf(project, { a: answer, b: 'yes' });
    const flaky = await allOf<LedgerEntry>(project, '/v1/history/tests?state=flaky', 'tests');
    expect(flaky).toEqual([
      expect.objectContaining({
        name: 'a',
        flips: 4,
        flake_rate: 1,
        flakiness: expect.objectContaining({ state: 'flaky', reasons: ['alternation'] }),
        failing: null,
      }),
    ]);
  });

  test('is listed once with its suite, whatever the size of a page', async () => {
    const project = await newProject();
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`c${i}`, i % 3 === 0 ? 'no' : 'yes']));
    await runOf(project, many, { agent: 'one' });
    await runOf(project, many, { agent: 'other' });
    const names = async (query: string) =>
      (await allOf<LedgerEntry>(project, `/v1/history/tests?limit=5${query}`, 'tests')).map(
        ({ suite, name }) => `${suite}/${name}`,
      );
    const expected = (suite: string) => Object.keys(many).map((name) => `${suite}/${name}`);
    expect((await names('')).toSorted()).toEqual([...expected('one'), ...expected('other')].toSorted());
    expect((await names('&suite=one')).toSorted()).toEqual(expected('one').toSorted());
    expect((await names('&suite=other&state=failing')).toSorted()).toEqual(
      ['c0', 'c3', 'c6', 'c9'].map((name) => `other/${name}`),
    );
    expect(await names('&suite=none')).toEqual([]);
  });
});

describe('failures', () => {
  test('are listed newest first, page without gap or repeat, and only those of the window', async () => {
    const project = await newProject();
    const first = await runOf(project, { a: 'no', b: 'no', c: 'no' });
    const second = await runOf(project, { a: 'no', b: 'yes', c: 'no' });
    await runOf(project, { a: 'yes' });
    const list = async (query: string) =>
      (await allOf<ListedFailure>(project, `/v1/history/failures?group=none&${query}`, 'failures')).map(
        ({ run_id, case_id }) => [run_id, case_id],
      );
    const expected = [
      [second.id, 'a'],
      [second.id, 'c'],
      [first.id, 'a'],
      [first.id, 'b'],
      [first.id, 'c'],
    ];
    for (const limit of [1, 2, 3, 5, 100]) expect(await list(`limit=${limit}`)).toEqual(expected);
    expect(await list(`since=${second.finished_at}`)).toEqual(expected.slice(0, 2));
    expect(await list(`until=${second.finished_at}`)).toEqual(expected.slice(2));
    expect(await list('until=2020-01-01T00:00:00Z')).toEqual([]);
  });

  test('are grouped by test and by what they say, the most frequent group first', async () => {
    const project = await newProject();
    await runOf(project, { a: 'no', b: 'no' });
    await runOf(project, { a: 'no', b: 'yes' });
    await runOf(project, { a: '' });
    const groups = async (group: string) =>
      (await project.request<{ groups: object[]; runs: number }>('GET', `/v1/history/failures?group=${group}`)).body;
    expect(await groups('test')).toMatchObject({
      runs: 3,
      failures: null,
      groups: [
        { count: 3, runs: 3, tests: 1, newest: { case_id: 'a', category: 'answer_empty' } },
        { count: 1, runs: 1, tests: 1, newest: { case_id: 'b' } },
      ],
    });
    expect(await groups('signature')).toMatchObject({
      runs: 3,
      groups: [
        { count: 3, runs: 2, tests: 2, newest: { description: expect.stringContaining('says-yes') } },
        { count: 1, runs: 1, tests: 1, newest: { category: 'answer_empty' } },
      ],
    });
  });

  test('of a run beyond the 50 that its record names are counted as cut', async () => {
    const project = await newProject();
    await project.finished(await project.start(aRecordedRun({ cases: 53, answer: 'no' })));
    const { body } = await project.request('GET', '/v1/history/failures?group=test&limit=10');
    expect(body).toMatchObject({ runs: 1, failures_cut: 3, groups_cut: 40 });
    // The ledger knows all of them.
    expect(await allOf(project, '/v1/history/tests?state=failing&limit=100', 'tests')).toHaveLength(53);
  });
});

describe('a trend', () => {
  const before = { a: 'yes', b: 'no', c: 'yes', d: 'no' };
  const after = { a: 'no', b: 'yes', c: 'yes', d: 'no' };

  test('is the same by versions and by runs, and takes the newest run of a version', async () => {
    const project = await newProject();
    await runOf(project, after, { version: '1' });
    const from = await runOf(project, before, { version: '1' });
    const to = await runOf(project, after, { version: '2' });
    const { body } = await project.request('GET', '/v1/history/trend?agent=ledger&from=1&to=2');
    expect(body).toMatchObject({
      from: { run_id: from.id, version: '1' },
      to: { run_id: to.id, version: '2' },
      not_comparable: null,
      comparison: {
        newly_failing: { count: 1, case_ids: ['a'] },
        newly_passing: { count: 1, case_ids: ['b'] },
        still_passing: { count: 1, case_ids: ['c'] },
        still_failing: { count: 1, case_ids: ['d'] },
        pass_rate: { pairs: 4, delta: 0 },
      },
    });
    const byRuns = await project.request('GET', `/v1/history/trend?from_run=${from.id}&to_run=${to.id}`);
    expect(byRuns.body).toEqual(body);
  });

  test('across other cases says which input differs, and gives no delta', async () => {
    const project = await newProject();
    const from = await runOf(project, before, { version: '1' });
    const to = await runOf(project, { ...after, e: 'yes' }, { version: '2' });
    const { body } = await project.request('GET', '/v1/history/trend?agent=ledger&from=1&to=2');
    expect(body).toMatchObject({
      not_comparable: { field: 'dataset', from: from.hashes.dataset, to: to.hashes.dataset },
      comparison: null,
    });
  });

  test('names each side exactly once', async () => {
    const project = await newProject();
    const run = await runOf(project, before);
    for (const query of ['', '?agent=ledger', '?from=1&to=1', `?agent=ledger&from=1&from_run=${run.id}&to=1`]) {
      expect((await project.request('GET', `/v1/history/trend${query}`)).body).toMatchObject({
        code: 'malformed_request',
      });
    }
    const missing = await project.request('GET', '/v1/history/trend?agent=ledger&from=1&to=9');
    expect(missing.status).toBe(404);
  });

  test('of a run whose cells are no longer kept is gone', async () => {
    const project = await newProject();
    const run = await runOf(project, before);
    await env.ARTIFACTS.delete(runKey({ projectId: project.id, runId: run.id }, RUN_FILES.cells));
    const answer = await project.request('GET', `/v1/history/trend?from_run=${run.id}&to_run=${run.id}`);
    expect(answer).toMatchObject({ status: 410, body: { code: 'gone' } });
  });
});

describe('what changed since the last green run', () => {
  const changes = async (project: Project, query = '') =>
    (await project.request('GET', `/v1/history/changes?agent=ledger${query}`)).body;

  test('are the cases and the inputs that differ, and how many runs it is ago', async () => {
    const project = await newProject();
    const green = await runOf(project, { a: 'yes', b: 'yes' }, { source: { commit: 'aaaaaaa', branch: 'main' } });
    await runOf(project, { a: 'no', b: 'yes' }, { source: { commit: 'bbbbbbb', branch: 'main' } });
    await runOf(project, { a: 'yes', b: 'yes' }, { source: { commit: 'ddddddd', branch: 'other' } });
    const latest = await runOf(
      project,
      { a: 'no', b: 'yes' },
      { version: '2', source: { commit: 'ccccccc', branch: 'main' } },
    );
    expect(await changes(project, '&branch=main')).toMatchObject({
      last_green: { run_id: green.id, commit: 'aaaaaaa' },
      latest: { run_id: latest.id, commit: 'ccccccc' },
      complete: true,
      runs_since: { count: 2, more: false },
      changed: [
        { field: 'version', from: '1', to: '2' },
        { field: 'commit', from: 'aaaaaaa', to: 'ccccccc' },
      ],
      comparison: { newly_failing: { case_ids: ['a'] }, newly_passing: { count: 0 } },
    });
  });

  test('are none where the latest run is green', async () => {
    const project = await newProject();
    const green = await runOf(project, { a: 'yes' });
    expect(await changes(project)).toMatchObject({
      last_green: { run_id: green.id },
      latest: { run_id: green.id },
      runs_since: { count: 0 },
      changed: [],
      comparison: { newly_failing: { count: 0 }, pass_rate: { delta: 0 } },
    });
  });

  test('are not known where no run was ever green', async () => {
    const project = await newProject();
    await runOf(project, { a: 'no' });
    expect(await changes(project)).toMatchObject({ last_green: null, complete: true, comparison: null });
  });
});

describe('a test that was renamed', () => {
  const idOf = (name: string) => testIdOf(caseTest({ agent: 'ledger', caseId: name }));
  const rename = (project: Project, from: string, to: string) =>
    project.request<LedgerEntry>('POST', '/v1/history/renames', {
      from: idOf(from),
      to: { suite: 'ledger', name: to },
    });
  const names = async (project: Project) =>
    (await allOf<LedgerEntry>(project, '/v1/history/tests', 'tests')).map(({ name }) => name).toSorted();

  test('keeps its past, and goes on under its new name', async () => {
    const project = await newProject();
    const first = await runOf(project, { old: 'yes' });
    const second = await runOf(project, { old: 'no' });
    const renamed = await rename(project, 'old', 'new');
    expect(renamed.body).toMatchObject({ test_id: idOf('new'), name: 'new', outcomes: 'fp', runs: 2 });
    await runOf(project, { new: 'no' });
    expect((await project.request('GET', `/v1/history/tests/${idOf('new')}`)).body).toMatchObject({
      first_seen: first.finished_at,
      failing: { since: second.finished_at, since_run_id: second.id, runs: 2 },
      outcomes: 'ffp',
      flips: 1,
    });
    expect(await names(project)).toEqual(['new']);
  });

  test.each([
    ['pf', 'ff', { outcomes: 'fffp', flips: 1, failing: { runs: 3 } }],
    ['pf', 'p', { outcomes: 'pfp', flips: 2, failing: null }],
    ['p', 'fp', { outcomes: 'pfp', flips: 2, failing: null }],
    ['p', 'f', { outcomes: 'fp', flips: 1, failing: { runs: 1 } }],
    ['f', 'pf', { outcomes: 'fpf', flips: 2, failing: { runs: 1 } }],
  ])(
    'gets %s as the past of %s that was seen since, as if it had never changed its name',
    async (past, since, state) => {
      const project = await newProject();
      const answer = (letter: string) => (letter === 'p' ? 'yes' : 'no');
      for (const letter of past) await runOf(project, { old: answer(letter) });
      for (const letter of since) await runOf(project, { new: answer(letter) });
      const renamed = await rename(project, 'old', 'new');
      expect(renamed.body).toMatchObject({ ...state, runs: past.length + since.length });
      expect(renamed.body.last_failures).toHaveLength((past + since).replaceAll('p', '').length);
      expect(await names(project)).toEqual(['new']);
      // Again: nothing changes.
      expect((await rename(project, 'old', 'new')).body).toEqual(renamed.body);
    },
  );

  test('was not seen at the same time as its new name, and is not its own past', async () => {
    const project = await newProject();
    await runOf(project, { old: 'yes', new: 'yes' });
    const before = await allOf(project, '/v1/history/tests', 'tests');
    expect(await rename(project, 'old', 'new')).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await rename(project, 'old', 'old')).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await rename(project, 'never', 'new')).toMatchObject({ status: 404 });
    expect(await allOf(project, '/v1/history/tests', 'tests')).toEqual(before);
  });

  test('belongs to its project: another one is told what it would be told of a made-up test', async () => {
    const [a, b] = [await newProject(), await newProject()];
    await runOf(a, { old: 'yes' });
    expect(await rename(b, 'old', 'new')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await names(a)).toEqual(['old']);
  });
});
