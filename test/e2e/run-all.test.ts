import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { connect } from '../../src/cli/client';
import { type LocalServer, startLocalServer } from '../../src/cli/local-server';
import { connectUploads, type UploadClient } from '../../src/cli/upload-client';
import { CiRun } from '../../src/domain/ci-run/view';

const ROOT = join(import.meta.dirname, '..', '..');
const FIXTURE = join(ROOT, 'test', 'fixtures', 'ci-suites');
const SCRIPT = join(FIXTURE, 'scripts', 'suite.mjs');
const work = mkdtempSync(join(tmpdir(), 'assay-run-all-'));
let server: LocalServer | undefined;
let url = '';
let token = '';
let client: UploadClient;

beforeAll(async () => {
  const started = await startLocalServer({ port: 0, persistTo: join(work, 'state'), shell: {} });
  if ('failure' in started) throw new Error(started.failure);
  server = started;
  url = server.url;
  const made = await connect({ url, token: server.operatorToken }).createToken({ project: 'shop', name: 'ci' });
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  token = made.value.token;
  client = connectUploads({ url, token }, { totalMs: 10_000 });
});

afterAll(async () => {
  await server?.stop();
  rmSync(work, { recursive: true, force: true });
});

/** As on a machine of a developer: no CI system around, and not inside of these tests. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const around = /^(?:GITHUB_|GITLAB|CI$|CI_|BUILDKITE|CIRCLE|JENKINS|VITEST|NODE_ENV|NO_COLOR|FORCE_COLOR)/;
  const env = { ...process.env };
  for (const name of Object.keys(env).filter((name) => around.test(name))) env[name] = undefined;
  return env;
}

/** The command as a CI job calls it. `end`: it gets the signal as soon as it has printed that. */
function assay(
  cwd: string,
  args: readonly string[],
  { end, env = {} }: { end?: { when: RegExp; signal: NodeJS.Signals }; env?: object } = {},
) {
  const child = spawn(join(ROOT, 'bin', 'assay'), args, {
    cwd,
    env: { ...plainEnvironment(), ASSAY_URL: url, ASSAY_TOKEN: token, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let isEnding = false;
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    output += piece;
    if (isEnding || !end?.when.test(output)) return;
    isEnding = true;
    child.kill(end.signal);
  });
  return new Promise<{ code: number | null; output: string }>((settle) => {
    child.once('close', (code) => settle({ code, output }));
  });
}

async function readRun(id: string): Promise<CiRun> {
  const response = await fetch(`${url}/v1/runs/${id}`, { headers: { authorization: `Bearer ${token}` } });
  return CiRun.parse(await response.json());
}

const idIn = (output: string) => /run_ci[0-9a-f]{30}/.exec(output)?.[0] ?? '';

const works = (tool: string) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;
const missing = ['pytest', 'behave'].filter((tool) => !works(tool));
if (missing.length > 0) process.stdout.write(`skipped: suites of ${missing.join(' and ')}, which are not installed\n`);

/** Tests of this very repository: pure, and quick. */
const OWN_TESTS = {
  name: 'own',
  runner: 'vitest',
  cwd: ROOT,
  path: 'test/domain/ci-run',
  args: ['--project', 'pure'],
  timeout_seconds: 120,
};

function projectWith(suites: readonly object[]): string {
  const folder = mkdtempSync(join(work, 'project-'));
  cpSync(FIXTURE, folder, { recursive: true });
  mkdirSync(join(folder, 'marks'));
  writeFileSync(join(folder, 'assay.yaml'), stringify({ name: 'shop', suites }));
  return folder;
}

const PYTHON = { PYTHONDONTWRITEBYTECODE: '1' };

test.skipIf(missing.length > 0)(
  'suites of three tools become one run, in which a test that passed when it was run again is flaky and not lost',
  async () => {
    const folder = projectWith([
      { name: 'unit', runner: 'pytest', path: 'unit', retry: 1, env: PYTHON, args: ['-p', 'no:cacheprovider'] },
      { name: 'behaviour', runner: 'behave', path: 'features', retry: 1, env: PYTHON },
      OWN_TESTS,
      { name: 'absent', runner: 'pytest', path: 'nowhere', optional: true },
    ]);
    const env = { FLAKY_MARKS: join(folder, 'marks') };

    const { code, output } = await assay(folder, ['run-all', '--junit', 'all.xml', '--summary', 'summary.md'], { env });

    expect(code, output).toBe(1);
    const run = await readRun(idIn(output));
    expect(run).toMatchObject({ verdict: 'failed', name: 'shop', status: 'finished', ended_by: 'request' });
    const parts = new Map(run.parts.map((part) => [part.name, part]));
    expect(parts.get('unit')).toMatchObject({ complete: true, exit_code: 1, tool: { name: 'pytest' }, files: 2 });
    expect(parts.get('behaviour')).toMatchObject({ complete: true, exit_code: 1, tool: { name: 'behave' }, files: 2 });
    expect(parts.get('own')).toMatchObject({ complete: true, exit_code: 0, error: null, files: 1 });
    expect(parts.get('absent')).toMatchObject({ complete: true, skipped: 'there is no nowhere', error: null });
    expect(parts.get('unit')?.tool?.version).toMatch(/^\d+\.\d+/);
    expect(run.tests).toMatchObject({ failed: 2, errored: 0, skipped: 1, flaky: 2 });
    expect(run.tests?.passed).toBeGreaterThan(5);
    expect(run.failing.map(({ name }) => name).sort()).toEqual([
      'An empty basket is refused',
      'test_discount_is_rounded',
    ]);
    expect(run.failing.find(({ name }) => name === 'test_discount_is_rounded')).toMatchObject({
      file: 'unit/test_orders.py',
    });

    expect(output).toContain('skipped: there is no nowhere');
    expect(output).toContain(`Report: ${run.report_url}`);
    expect(output).not.toContain(token);
    expect(readFileSync(join(folder, 'all.xml'), 'utf8')).toContain(
      `<testsuites name="shop" tests="${(run.tests?.tests ?? 0) + 1}" failures="2"`,
    );
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('test\\_discount\\_is\\_rounded');
  },
);

test('tests of this repository pass through the service, and the command ends with 0', async () => {
  const folder = projectWith([OWN_TESTS]);
  const { code, output } = await assay(folder, ['run-all']);
  expect(code, output).toBe(0);
  const run = await readRun(idIn(output));
  expect(run).toMatchObject({ verdict: 'passed', tests: { failed: 0, errored: 0 } });
  expect(run.parts).toMatchObject([{ name: 'own', tool: { name: 'vitest' }, exit_code: 0, complete: true }]);
});

test('a run that several jobs share is judged when the last one says so', async () => {
  const folder = projectWith([OWN_TESTS]);
  const first = await assay(folder, ['run-all', '--handle', 'build 7', '--job', 'linux', '--no-finish']);
  expect(first.code, first.output).toBe(0);
  expect(await readRun(idIn(first.output))).toMatchObject({ status: 'open', verdict: null });
  const twin = await assay(folder, ['run-all', '--handle', 'build 7', '--job', 'linux', '--no-finish']);
  expect(twin.code, twin.output).toBe(2);
  expect(twin.output).toContain('Another job of this build has sent linux / own');

  const report = '<testsuite name="s"><testcase name="t"><failure message="no"/></testcase></testsuite>';
  writeFileSync(join(folder, 'other.xml'), report);
  const last = await assay(folder, ['upload', 'other.xml', '--job', 'mac', '--handle', 'build 7', '--gate']);
  expect(last.code, last.output).toBe(1);
  expect(idIn(last.output)).toBe(idIn(first.output));
  const run = await readRun(idIn(last.output));
  expect(run.parts.map(({ name, complete }) => [name, complete])).toEqual([
    ['linux / own', true],
    ['mac', true],
  ]);
});

test('a run whose job is cancelled, or killed, is never green', async () => {
  const passes = { name: 'first', runner: 'command', command: [process.execPath, SCRIPT, 'pass'] };
  const hangs = { name: 'second', runner: 'command', command: [process.execPath, SCRIPT, 'hang', 'pids'] };
  const folder = projectWith([passes, { ...hangs, timeout_seconds: 30 }]);

  const cancelled = await assay(folder, ['run-all'], { end: { when: /second: started/, signal: 'SIGINT' } });
  expect(cancelled.code, cancelled.output).toBe(5);
  const run = await readRun(idIn(cancelled.output));
  expect(run).toMatchObject({ verdict: 'inconclusive', tests: { passed: 2 } });
  expect(run.parts.map(({ name, complete }) => [name, complete])).toEqual([
    ['first', true],
    ['second', false],
  ]);

  const killed = await assay(folder, ['run-all', '--handle', 'build 8', '--suite', 'first', '--suite', 'second'], {
    end: { when: /first: started/, signal: 'SIGKILL' },
  });
  expect(killed.code).toBeNull();
  const judged = await assay(folder, ['upload', '--handle', 'build 8', '--gate']);
  expect(judged.code, judged.output).toBe(5);
});

test('an upload in parts that was killed goes on: no part is lost, and none comes twice', async () => {
  const folder = mkdtempSync(join(work, 'long-'));
  const tests = 9_000;
  const padding = 'x'.repeat(12_000);
  const cases = Array.from(
    { length: tests },
    (_, i) => `<testcase name="t${i}" classname="c" time="0.1"><system-out>${padding}</system-out></testcase>\n`,
  );
  const xml = `<testsuite name="long">\n${cases.join('')}</testsuite>\n`;
  writeFileSync(join(folder, 'long.xml'), xml);
  const call = ['upload', 'long.xml', '--handle', 'long build', '--job', 'long'];

  const killed = await assay(folder, call, { end: { when: /part 2 of/, signal: 'SIGKILL' } });
  expect(killed.code, killed.output).toBeNull();
  const run = idIn(killed.output);
  const half = await client.listFiles(run);
  expect('value' in half && half.value.map(({ state, name }) => [state, name])).toEqual([['receiving', 'long.xml']]);

  const again = await assay(folder, call);
  expect(again.code, again.output).toBe(0);
  const parts = [...again.output.matchAll(/part (\d+) of (\d+)/g)].map(([, part, all]) => [Number(part), Number(all)]);
  const all = Math.ceil(xml.length / (16 * 1024 * 1024));
  expect(parts[0]?.[0]).toBeGreaterThan(2);
  expect(parts.at(-1)).toEqual([all, all]);

  const once = await assay(folder, call);
  expect(once.output).toContain('which was there already');
  const judged = await assay(folder, ['upload', '--handle', 'long build', '--gate']);
  expect(judged.code, judged.output).toBe(0);
  const files = await client.listFiles(run);
  expect('value' in files && files.value).toMatchObject([
    { state: 'kept', size: xml.length, sha256: createHash('sha256').update(xml).digest('hex') },
  ]);
  expect(await readRun(run)).toMatchObject({ verdict: 'passed', tests: { tests, passed: tests } });
});
