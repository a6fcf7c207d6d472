import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { CiFile } from '../../src/domain/ci-run/file';
import type { CiTest } from '../../src/domain/ci-run/test';
import type { CiRun } from '../../src/domain/ci-run/view';
import type { HistoryRecord } from '../../src/domain/record';
import { junit } from '../worker/ci-reports';
import { expectProblem } from '../worker/problems';
import { newProject, type Project } from '../worker/project';

const XML = { 'content-type': 'application/xml' };

async function open(project: Project, request: object = {}): Promise<CiRun> {
  const { status, body } = await project.request<CiRun>('POST', '/v1/ci-runs', request);
  expect(status).toBe(201);
  return body;
}

const upload = (project: Project, run: CiRun, query: string, body: unknown, headers: Record<string, string> = XML) =>
  project.request<{ files: CiFile[] }>('POST', `/v1/runs/${run.id}/files?${query}`, body, headers);

async function finish(project: Project, run: Pick<CiRun, 'id'>): Promise<CiRun> {
  const { body } = await project.request<CiRun>('POST', `/v1/runs/${run.id}/finish`, undefined, { prefer: 'wait=30' });
  expect(body.status).toBe('finished');
  return body;
}

const send = (project: Project, query: string, body: unknown, headers: Record<string, string> = XML) =>
  project.request<{ run: CiRun; files: CiFile[] }>('POST', `/v1/results?${query}`, body, headers);

async function gzip(text: string): Promise<Uint8Array> {
  return new Uint8Array(
    await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer(),
  );
}

test('one call sends a report, and answers with the verdict and why', async () => {
  const project = await newProject();
  const { status, headers, body } = await send(
    project,
    'commit=abcdef0&branch=main&suite=unit&tag=nightly&title=shop',
    junit({ adds: 'pass', removes: 'fail', pays: 'error', later: 'skip' }),
  );
  expect(status).toBe(201);
  expect(headers.get('assay-verdict')).toBe('failed');
  expect(body.run).toMatchObject({
    kind: 'ci',
    status: 'finished',
    verdict: 'failed',
    tests: { tests: 4, passed: 1, failed: 1, errored: 1, skipped: 1, flaky: 0, duration: 2 },
    failures: { new_failure: 2, still_failing: 0, known_flaky: 0, quarantined: 0 },
  });
  expect(body.run.failing.map(({ name, status: outcome }) => [name, outcome])).toEqual([
    ['removes', 'failed'],
    ['pays', 'error'],
  ]);
  expect(body.run.diagnoses.map(({ diagnosis }) => diagnosis.category).sort()).toEqual(['assertion', 'crash']);
  expect(body.files).toMatchObject([{ format: 'junit', state: 'kept', content: { tests: { tests: 4 } } }]);

  const { records } = (await project.request<{ records: HistoryRecord[] }>('GET', '/v1/history/runs?tag=nightly')).body;
  expect(records).toMatchObject([
    { run_id: body.run.id, kind: 'ci', agent_name: 'shop', verdict: 'failed', result_summary: { total: 4, passed: 1 } },
  ]);
  const proof = await project.request<{ verified: boolean }>('GET', '/v1/history/proof');
  expect(proof.status).toBe(200);
});

test('a run of which all tests pass has passed, in every form of its report', async () => {
  const project = await newProject();
  const { body } = await send(project, 'title=green', junit({ adds: 'pass' }));
  expect(body.run.verdict).toBe('passed');
  for (const form of ['json', 'html', 'md']) {
    const report = await project.request('GET', `/v1/runs/${body.run.id}/report.${form}`);
    expect([form, report.status]).toEqual([form, 200]);
  }
});

test('each test is kept with its evidence and the place in its file, and pages go through all of them', async () => {
  const project = await newProject();
  const names = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`t${i}`, i % 7 === 0 ? 'fail' : 'pass'] as const),
  );
  const report = junit(names);
  const { body } = await send(project, 'suite=unit', report);
  const tests: CiTest[] = [];
  for (let path: string | null = `/v1/runs/${body.run.id}/tests?limit=25`; path !== null;) {
    const page: { body: { tests: CiTest[]; next_cursor: string | null } } = await project.request('GET', path);
    tests.push(...page.body.tests);
    path = page.body.next_cursor && `/v1/runs/${body.run.id}/tests?limit=25&cursor=${page.body.next_cursor}`;
  }
  expect(tests.map(({ name }) => name)).toEqual(Object.keys(names));
  const failing = tests.filter(({ status }) => status === 'failed');
  expect(failing).toHaveLength(9);
  const [first] = failing;
  const { offset, length } = first?.ref ?? { offset: 0, length: 0 };
  const [file] = body.files;
  const raw = await project.request('GET', file?.raw_url ?? '', undefined, {
    range: `bytes=${offset}-${offset + length - 1}`,
  });
  expect(raw.status).toBe(206);
  expect(raw.text).toBe(report.slice(offset, offset + length));
  expect(raw.text).toMatch(/^<testcase classname="cart" name="t0".*<\/testcase>$/);
});

test('jobs of a pipeline join one run by its handle, and the announced number of parts finishes it', async () => {
  const project = await newProject();
  const answers = await Promise.all(
    [1, 2, 3].map((shard) =>
      send(project, `run=build-7&parts=3&job=shard-${shard}&commit=abcdef0`, junit({ [`t${shard}`]: 'pass' })),
    ),
  );
  expect(new Set(answers.map(({ body }) => body.run.id)).size).toBe(1);
  const run = await finish(project, { id: answers[0]?.body.run.id ?? '' });
  expect(run).toMatchObject({ verdict: 'passed', ended_by: 'parts', tests: { tests: 3, passed: 3 } });
  expect(run.parts.map(({ name, complete }) => [name, complete])).toEqual([
    ['shard-1', true],
    ['shard-2', true],
    ['shard-3', true],
  ]);
  const late = await send(project, 'run=build-7&job=shard-4', junit({ t4: 'pass' }));
  expectProblem(late, 409, 'already_finished');
});

test('a job that is tried again replaces its own part and no other, and what it mended is flaky', async () => {
  const project = await newProject();
  const run = await open(project, { handle: 'build-8' });
  await upload(project, run, 'job=unit&attempt=1', junit({ a: 'fail', b: 'pass' }));
  await upload(project, run, 'job=e2e', junit({ c: 'pass' }));
  await upload(project, run, 'job=unit&attempt=2', junit({ a: 'pass', b: 'pass' }));
  expectProblem(await upload(project, run, 'job=unit&attempt=1', junit({ a: 'fail' })), 409, 'conflict');
  const finished = await finish(project, run);
  expect(finished).toMatchObject({ verdict: 'passed', tests: { tests: 3, passed: 3, failed: 0, flaky: 1 } });
  expect(finished.flaky).toHaveLength(1);
});

test('the same file sent again, by name or under the same key, counts once', async () => {
  const project = await newProject();
  const run = await open(project);
  for (let i = 0; i < 3; i++) await upload(project, run, 'job=unit&name=report.xml', junit({ a: 'pass' }));
  expect((await finish(project, run)).tests).toMatchObject({ tests: 1 });

  const key = { ...XML, 'idempotency-key': 'once' };
  const first = await send(project, '', junit({ a: 'pass' }), key);
  const again = await send(project, '', junit({ a: 'pass' }), key);
  expect(again.body.run).toEqual(first.body.run);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
});

test('a report that ends early is a problem with its place, and the run can not pass with it', async () => {
  const project = await newProject();
  const run = await open(project);
  await upload(project, run, 'job=unit&name=whole.xml', junit({ a: 'pass' }));
  const whole = junit({ b: 'pass', c: 'pass' });
  const cut = await upload(project, run, 'job=unit&name=cut.xml', whole.slice(0, whole.length - 30));
  expect(expectProblem(cut, 422, 'file_refused').errors).toMatchObject([{ pointer: '/files/0', code: 'truncated' }]);
  const finished = await finish(project, run);
  expect(finished.verdict).toBe('inconclusive');
  expect(finished.rules.find(({ rule }) => rule === 'files')).toMatchObject({ passed: false, actual: 1 });
  const { files } = (await project.request<{ files: CiFile[] }>('GET', `/v1/runs/${run.id}/files`)).body;
  expect(files.map(({ name, state }) => [name, state])).toEqual([
    ['whole.xml', 'kept'],
    ['cut.xml', 'refused'],
  ]);
});

test('gzip bodies and forms with many files are taken', async () => {
  const project = await newProject();
  const run = await open(project);
  const zipped = await upload(project, run, 'job=a', await gzip(junit({ a: 'pass' })), {
    ...XML,
    'content-encoding': 'gzip',
  });
  expect(zipped.status).toBe(201);
  const form = new FormData();
  form.append('files', new Blob([junit({ b: 'pass' })]), 'b.xml');
  form.append('files', new Blob([await gzip(junit({ c: 'fail' }))]), 'c.xml.gz');
  const request = new Request('https://assay.test', { method: 'POST', body: form });
  const sent = await upload(project, run, 'job=b', new Uint8Array(await request.arrayBuffer()), {
    'content-type': request.headers.get('content-type') ?? '',
  });
  expect(sent.status).toBe(201);
  expect(sent.body.files.map(({ name, state }) => [name, state])).toEqual([
    ['b.xml', 'kept'],
    ['c.xml.gz', 'kept'],
  ]);
  expect((await finish(project, run)).tests).toMatchObject({ tests: 3, passed: 2, failed: 1 });
});

test('a tool that is missing, or an exit code that nothing explains, fails a green run', async () => {
  const project = await newProject();
  const run = await open(project);
  await upload(project, run, 'job=unit&complete=false', junit({ a: 'pass' }));
  const put = await project.request('PUT', `/v1/runs/${run.id}/parts/unit`, { exit_code: 1, tool: { name: 'pytest' } });
  expect(put.status).toBe(200);
  const finished = await finish(project, run);
  expect(finished.verdict).toBe('failed');
  expect(finished.rules.find(({ rule }) => rule === 'tools')?.detail).toContain('exit code 1');
});

test('a run that nobody finishes ends inconclusive at its deadline', async () => {
  const project = await newProject();
  const run = await open(project, { deadline_seconds: 1 });
  await upload(project, run, 'job=unit', junit({ a: 'pass' }));
  const { body } = await project.request<CiRun>('GET', `/v1/runs/${run.id}`, undefined, { prefer: 'wait=30' });
  expect(body).toMatchObject({ status: 'finished', verdict: 'inconclusive', ended_by: 'deadline' });
});

test('a failure in quarantine is told and does not fail the run; one that failed before is told apart from a new one', async () => {
  const project = await newProject();
  const first = await send(project, 'suite=unit', junit({ old: 'fail', shaky: 'fail' }));
  const shaky = first.body.run.failing.find(({ name }) => name === 'shaky')?.test_id ?? '';
  const put = await project.request('PUT', `/v1/history/quarantine/${shaky}`, { reason: 'waits for a clock', days: 3 });
  expect(put.status).toBe(200);
  const second = await send(project, 'suite=unit', junit({ old: 'fail', shaky: 'fail', fresh: 'fail' }));
  expect(second.body.run.failures).toEqual({ new_failure: 1, still_failing: 1, known_flaky: 0, quarantined: 1 });
  const third = await send(project, 'suite=unit', junit({ shaky: 'fail', fresh: 'pass' }));
  expect(third.body.run.verdict).toBe('passed');
  expect((await project.request('DELETE', `/v1/history/quarantine/${shaky}`)).status).toBe(204);
  const fourth = await send(project, 'suite=unit', junit({ shaky: 'fail' }));
  expect(fourth.body.run.verdict).toBe('failed');
});

test('a test that fails and passes on one commit is known as flaky from then on', async () => {
  const project = await newProject();
  await send(project, 'suite=unit&commit=abcdef01', junit({ shaky: 'fail' }));
  await send(project, 'suite=unit&commit=abcdef01', junit({ shaky: 'pass' }));
  const { body } = await send(project, 'suite=unit&commit=abcdef02', junit({ shaky: 'fail' }));
  expect(body.run.failures).toMatchObject({ known_flaky: 1, new_failure: 0 });
  const { tests } = (await project.request<{ tests: { name: string }[] }>('GET', '/v1/history/tests?state=flaky')).body;
  expect(tests.map(({ name }) => name)).toEqual(['shaky']);
});

test('three hundred failures of one cause are one diagnosis', async () => {
  const project = await newProject();
  const cases = Array.from({ length: 300 }, (_, i) => [
    `t${i}`,
    `<testcase classname="api" name="t${i}"><failure message="connect ECONNREFUSED 10.0.0.${i % 250}:54${i % 90}32" type="Error"/></testcase>`,
  ]);
  const report = `<testsuite name="api">${cases.map(([, xml]) => xml).join('')}</testsuite>`;
  const { body } = await send(project, '', report);
  expect(body.run.diagnoses).toHaveLength(1);
  expect(body.run.diagnoses[0]).toMatchObject({ count: 300, diagnosis: { category: 'connection' } });
});

test('hundreds of runs of one project that finish at once leave an unbroken chain', async () => {
  const project = await newProject();
  const sent = await Promise.all(
    Array.from({ length: 30 }, (_, i) => send(project, `title=r${i}`, junit({ a: 'pass' }))),
  );
  expect(sent.every(({ body }) => body.run.verdict === 'passed')).toBe(true);
  const rows = await env.DB.prepare('SELECT count(*) AS n, max(seq) AS last FROM record WHERE project_id = ?')
    .bind(project.id)
    .first<{ n: number; last: number }>();
  expect(rows).toEqual({ n: 30, last: 30 });
});
