import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { CiFile } from '../../src/domain/ci-run/file';
import type { CiTest } from '../../src/domain/ci-run/test';
import type { CiRun } from '../../src/domain/ci-run/view';
import type { PatchCoverage } from '../../src/domain/coverage/patch';
import { UPLOAD_PART_BYTES } from '../../src/runs/ci/upload';
import { purgeOldRuns } from '../../src/schedule/retention';
import { junit, lcov, sarif } from '../worker/ci-reports';
import { expectProblem } from '../worker/problems';
import { newProject, type Project } from '../worker/project';

const RAW = { 'content-type': 'application/octet-stream' };

const send = (project: Project, query: string, body: unknown) =>
  project.request<{ run: CiRun; files: CiFile[] }>('POST', `/v1/results?${query}`, body, RAW);

async function opened(project: Project, request: object = {}): Promise<string> {
  return (await project.request<CiRun>('POST', '/v1/ci-runs', request)).body.id;
}

const upload = (project: Project, run: string, query: string, body: unknown) =>
  project.request<{ files: CiFile[] }>('POST', `/v1/runs/${run}/files?${query}`, body, RAW);

const finish = (project: Project, run: string) =>
  project.request<CiRun>('POST', `/v1/runs/${run}/finish`, undefined, { prefer: 'wait=30' });

describe('coverage', () => {
  const aCoveredRun = async (project: Project) => {
    const run = await opened(project, { roots: ['/home/ci/shop'] });
    await upload(project, run, 'job=linux', lcov('/home/ci/shop/src/cart.ts', { 1: 1, 2: 0, 3: 0, 4: 2 }));
    await upload(project, run, 'job=windows', lcov('src/cart.ts', { 1: 1, 2: 5, 3: 0, 4: 0 }));
    await upload(project, run, 'job=other', lcov('src/pay.ts', { 7: 0 }));
    return (await finish(project, run)).body;
  };

  test('of several parts is merged by source file, whatever folder each was built in', async () => {
    const project = await newProject();
    const run = await aCoveredRun(project);
    expect(run.coverage).toMatchObject({ files: 2, lines: { found: 5, hit: 3 }, branches: null });
    const page = await project.request<{ files: unknown[] }>('GET', `/v1/runs/${run.id}/coverage`);
    expect(page.body.files).toMatchObject([
      { file: 'src/cart.ts', lines: { found: 4, hit: 3 }, uncovered: [[3, 3]] },
      { file: 'src/pay.ts', lines: { found: 1, hit: 0 }, uncovered: [[7, 7]] },
    ]);
  });

  test('of a change counts its new lines alone, and null where none is measured', async () => {
    const project = await newProject();
    const run = await aCoveredRun(project);
    const measure = (diff: string) =>
      project.request<PatchCoverage>('POST', `/v1/runs/${run.id}/patch-coverage`, diff, {
        'content-type': 'text/plain',
      });
    const diff = [
      '--- a/src/cart.ts',
      '+++ b/src/cart.ts',
      '@@ -1,1 +1,3 @@',
      ' one',
      '+two',
      '+three',
      '--- /dev/null',
      '+++ b/README.md',
      '@@ -0,0 +1,1 @@',
      '+words',
      '',
    ].join('\n');
    expect((await measure(diff)).body).toEqual({
      lines: { found: 2, hit: 1 },
      files: [{ file: 'src/cart.ts', lines: { found: 2, hit: 1 }, uncovered: [[3, 3]] }],
      unknown: ['README.md'],
    });
    expect((await measure('')).body).toEqual({ lines: null, files: [], unknown: [] });
    expectProblem(await measure('@@ -1 +1 @@\n+lost'), 400, 'malformed_request');
  });

  test('alone leaves a run inconclusive: no test was executed', async () => {
    const project = await newProject();
    const { body } = await send(project, '', lcov('src/cart.ts', { 1: 1 }));
    expect(body.run).toMatchObject({
      verdict: 'inconclusive',
      coverage: { lines: { found: 1, hit: 1 } },
      tests: { tests: 0 },
    });
  });
});

describe('findings', () => {
  test('are told as new, fixed and unchanged against the last run of their name and branch', async () => {
    const project = await newProject();
    const scan = (branch: string, findings: [string, string][]) =>
      send(project, `title=scan&branch=${branch}`, sarif(findings));
    const first = await scan('main', [
      ['S1', 'a.ts'],
      ['S2', 'b.ts'],
    ]);
    expect(first.body.run).toMatchObject({ findings: { findings: 2 }, finding_changes: null });
    const second = await scan('main', [
      ['S2', 'b.ts'],
      ['S3', 'c.ts'],
      ['S4', 'c.ts'],
    ]);
    expect(second.body.run.finding_changes).toEqual({ run_id: first.body.run.id, new: 2, fixed: 1, unchanged: 1 });
    const elsewhere = await scan('other', [['S9', 'z.ts']]);
    expect(elsewhere.body.run.finding_changes).toBeNull();
  });

  test('are listed with a filter by level', async () => {
    const project = await newProject();
    const { body } = await send(
      project,
      '',
      sarif([
        ['S1', 'a.ts'],
        ['S2', 'b.ts'],
      ]),
    );
    const list = async (query: string) =>
      (await project.request<{ findings: { rule_id: string }[] }>('GET', `/v1/runs/${body.run.id}/findings?${query}`))
        .body.findings;
    expect((await list('level=warning&active=true')).map(({ rule_id }) => rule_id)).toEqual(['S1', 'S2']);
    expect(await list('level=error')).toEqual([]);
  });
});

test('tests are mapped to the routes that the run was told of', async () => {
  const project = await newProject();
  const run = await opened(project, { routes: ['GET /user-profiles', 'GET /pets/{pet_id}'] });
  await upload(
    project,
    run,
    'job=api',
    junit({ test_get_user_profiles: 'pass', test_get_pets_pet_id_success: 'pass' }),
  );
  const { tests } = (await project.request<{ tests: CiTest[] }>('GET', `/v1/runs/${run}/tests`)).body;
  expect(tests.map(({ route }) => route)).toEqual(['GET /user-profiles', 'GET /pets/{pet_id}']);
});

describe('a file that comes in parts', () => {
  const PADDING = 'x'.repeat(UPLOAD_PART_BYTES);
  const report = junit({ a: 'pass', b: 'fail' }).replace('<testsuites>', `<testsuites><!--${PADDING}-->`);
  const bytes = new TextEncoder().encode(report);
  const parts = [bytes.subarray(0, UPLOAD_PART_BYTES), bytes.subarray(UPLOAD_PART_BYTES)];

  const begin = async (project: Project, run: string) =>
    (await project.request<{ file_id: string }>('POST', `/v1/runs/${run}/uploads?job=unit&name=big.xml`)).body.file_id;
  const put = (project: Project, run: string, file: string, part: number, body: unknown) =>
    project.request('PUT', `/v1/runs/${run}/uploads/${file}/parts/${part}`, body, RAW);
  const complete = (project: Project, run: string, file: string) =>
    project.request<{ files: CiFile[] }>('POST', `/v1/runs/${run}/uploads/${file}/complete`);

  test('is read like any other once all of them came, in whatever order and however often', async () => {
    const project = await newProject();
    const run = await opened(project);
    const file = await begin(project, run);
    await put(project, run, file, 2, parts[1]);
    await put(project, run, file, 2, parts[1]);
    const early = await complete(project, run, file);
    expectProblem(early, 422, 'validation_failed');
    await put(project, run, file, 1, parts[0]);
    const told = await project.request<{ parts: unknown[] }>('GET', `/v1/runs/${run}/uploads/${file}`);
    expect(told.body.parts).toEqual([
      { part: 1, size: UPLOAD_PART_BYTES },
      { part: 2, size: parts[1]?.byteLength },
    ]);
    const done = await complete(project, run, file);
    expect(done.status, done.text).toBe(201);
    expect(done.body.files).toMatchObject([
      { state: 'kept', size: bytes.byteLength, content: { tests: { tests: 2 } } },
    ]);
    expectProblem(await complete(project, run, file), 404, 'not_found');
    expect((await finish(project, run)).body.tests).toMatchObject({ tests: 2, failed: 1 });
  });

  test('and was given up leaves its part incomplete, until it is sent again', async () => {
    const project = await newProject();
    const given = await opened(project);
    const lost = await begin(project, given);
    await put(project, given, lost, 1, parts[0]);
    await upload(project, given, 'job=unit&name=small.xml', junit({ a: 'pass' }));
    expect((await finish(project, given)).body).toMatchObject({ verdict: 'inconclusive' });

    const run = await opened(project);
    const first = await begin(project, run);
    await put(project, run, first, 1, parts[0]);
    await upload(project, run, 'job=unit&name=big.xml', junit({ a: 'pass' }));
    expectProblem(await put(project, run, first, 2, parts[1]), 404, 'not_found');
    expect((await finish(project, run)).body).toMatchObject({ verdict: 'passed', tests: { tests: 1 } });
  });
});

test('files of a purged run answer 410, its outcome stays', async () => {
  const project = await newProject();
  const { body } = await send(project, 'title=old', junit({ a: 'fail' }));
  const { id } = body.run;
  await purgeOldRuns(env, Date.now() + 31 * 24 * 3600 * 1000);
  for (const path of ['/tests', '/files', '/evidence', '/report.html', `/files/${body.files[0]?.id}/raw`]) {
    expectProblem(await project.request('GET', `/v1/runs/${id}${path}`), 410, 'gone');
  }
  expect((await project.request<CiRun>('GET', `/v1/runs/${id}`)).body).toMatchObject({ verdict: 'failed' });
  const { objects } = await env.ARTIFACTS.list({ prefix: `projects/${project.id}/runs/${id}/` });
  expect(objects.map(({ size }) => size)).toEqual([0]);
});

test('a run that is finished three times at once is recorded once', async () => {
  const project = await newProject();
  const run = await opened(project);
  await upload(project, run, 'job=unit', junit({ a: 'pass' }));
  await Promise.all([finish(project, run), finish(project, run), finish(project, run)]);
  const row = await env.DB.prepare('SELECT count(*) AS n FROM record WHERE run_id = ?')
    .bind(run)
    .first<{ n: number }>();
  expect(row?.n).toBe(1);
});

test('a damaged file is kept for whoever looks into it; one that is of no use here is not', async () => {
  const project = await newProject();
  const run = await opened(project);
  const whole = junit({ a: 'pass' });
  const damaged = `${whole.slice(0, -40)}<${' '.repeat(100_000)}`;
  expectProblem(await upload(project, run, 'job=a', damaged), 422, 'file_refused');
  expectProblem(await upload(project, run, 'job=b', 'no report at all '.repeat(10_000)), 422, 'file_refused');
  const { files } = (await project.request<{ files: CiFile[] }>('GET', `/v1/runs/${run}/files`)).body;
  expect(files.map(({ refusal, size }) => [refusal?.code, size])).toEqual([
    ['not_well_formed', damaged.length],
    ['unrecognised', null],
  ]);
  expect((await project.request('GET', files[0]?.raw_url ?? '')).text).toBe(damaged);
  expect(files[1]?.raw_url).toBeNull();
});
