import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { problem, serve } from './service';

const ROOT = join(import.meta.dirname, '..', '..');
const SCRIPT = join(ROOT, 'test', 'fixtures', 'ci-suites', 'scripts', 'suite.mjs');
const folders = mkdtempSync(join(tmpdir(), 'assay-command-'));
let cwd = '';

// Each call is a process of its own, which takes a second or two to start.
vi.setConfig({ testTimeout: 60_000 });

beforeEach(() => {
  cwd = mkdtempSync(join(folders, 'project-'));
});

afterAll(() => rmSync(folders, { recursive: true, force: true }));

const suite = (name: string, ...deed: string[]) => ({
  name,
  runner: 'command',
  command: [process.execPath, SCRIPT, ...deed],
});

const configure = (...suites: object[]) => writeFileSync(join(cwd, 'assay.yaml'), stringify({ name: 'shop', suites }));

function start(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env };
  const around = /^(?:GITHUB_|GITLAB|CI$|CI_|BUILDKITE|CIRCLE|JENKINS|ASSAY_)/;
  for (const name of Object.keys(env).filter((name) => around.test(name))) env[name] = undefined;
  const child = spawn(join(ROOT, 'bin', 'assay'), ['run-all', ...args], {
    cwd,
    env: { ...env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => (output += piece));
  }
  const ended = new Promise<{ code: number | null; output: string }>((settle) => {
    child.once('close', (code) => settle({ code, output }));
  });
  return { ended, interrupt: () => child.kill('SIGINT') };
}

const runAll = (args: readonly string[], variables?: Readonly<Record<string, string>>) => start(args, variables).ended;

function runFolder(): string {
  const runs = join(cwd, '.assay', 'runs');
  const [name = ''] = readdirSync(runs);
  expect(name).toMatch(/^\d{8}T\d{6}Z$/);
  return join(runs, name);
}

test('offline, a run that passes ends with 0 and leaves its evidence, its manifest and its summary', async () => {
  configure(suite('one', 'pass'));
  const { code, output } = await runAll(['--local', '--junit', 'all.xml', '--summary', 'summary.md']);
  expect(code, output).toBe(0);
  expect(output).toContain('PASSED: shop');
  expect(output).toMatch(/✓ one {2}2 passed, 0 failed, 0 skipped/);
  expect(output).not.toContain('\u001b');
  const manifest = JSON.parse(readFileSync(join(runFolder(), 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({
    schema_version: 'evidence_manifest@1',
    target: { name: 'shop' },
    tools: { one: { executed: true, exit_code: 0, error: null } },
    counts: { test_suites: 1, tests: 2, tests_passed: 2, tests_failed: 0 },
    evidence_files: { tests: ['evidence/1-one.1.tests.ndjson'], findings: [], sections: [] },
  });
  const evidence = readFileSync(join(runFolder(), manifest.evidence_files.tests[0]), 'utf8').trimEnd().split('\n');
  expect(evidence.map((line) => JSON.parse(line))).toMatchObject([
    { name: 'adds', status: 'passed', kind: 'one', runner: 'command' },
    { name: 'removes', status: 'passed' },
  ]);
  expect(readFileSync(join(cwd, 'all.xml'), 'utf8')).toContain('tests="2" failures="0" errors="0"');
  expect(readFileSync(join(cwd, 'summary.md'), 'utf8')).toMatch(/^ {4}PASSED: shop\n/);
});

test('a failing test ends it with 1, nothing measured with 5, and with --lenient that with 0', async () => {
  configure(suite('one', 'fail'), suite('two', 'skip'));
  expect((await runAll(['--local'])).code).toBe(1);
  expect((await runAll(['--local', '--lenient'])).code).toBe(1);
  expect((await runAll(['--local', '--suite', 'two'])).code).toBe(5);
  const lenient = await runAll(['--local', '--suite', 'two', '--lenient']);
  expect(lenient.code).toBe(0);
  expect(lenient.output).toContain('It would end with 5');
});

test('what is not valid ends it with 2 before any suite is run', async () => {
  configure({ ...suite('one', 'elsewhere', 'mark.xml'), timeout: 3 });
  const unknown = await runAll(['--local']);
  expect(unknown.code).toBe(2);
  expect(unknown.output).toMatch(/assay\.yaml:\d+: \/suites\/0\/timeout: there is no such field/);
  configure(suite('one', 'elsewhere', 'mark.xml'));
  expect((await runAll(['--local', '--suite', 'other'])).output).toContain('There is no suite other');
  expect((await runAll([])).output).toContain('Where is Assay?');
  expect((await runAll(['--local', '--commit', 'HEAD'])).output).toContain('--commit: a commit hash');
  expect(existsSync(join(cwd, 'mark.xml'))).toBe(false);
});

test('a token that is refused ends it with 3, a service that fails with 4, both before any suite is run', async () => {
  configure(suite('one', 'elsewhere', 'mark.xml'));
  const asked = { ASSAY_TOKEN: 'a-token' };
  const refused = await runAll([], { ...asked, ASSAY_URL: await serve(problem(401, 'unauthenticated')) });
  expect(refused.code, refused.output).toBe(3);
  const broken = { ...asked, ASSAY_URL: await serve(problem(503, 'unavailable')) };
  expect((await runAll(['--patience', '1'], broken)).code).toBe(4);
  expect(existsSync(join(cwd, 'mark.xml'))).toBe(false);
});

test('with --lenient the suites are run without a service, and a failing test is still a failure', async () => {
  const away = { ASSAY_TOKEN: 'a-token', ASSAY_URL: 'http://127.0.0.1:9' };
  configure(suite('one', 'pass'));
  expect((await runAll(['--patience', '0', '--lenient'], away)).code).toBe(0);
  configure(suite('one', 'fail'));
  const failed = await runAll(['--patience', '0', '--lenient'], away);
  expect(failed.code).toBe(1);
  expect(failed.output).toContain('no answer from http://127.0.0.1:9');
  expect(failed.output).not.toContain('a-token');
});

test('Ctrl-C ends what runs, and the run is inconclusive', async () => {
  const pids = join(cwd, 'pids');
  configure(suite('one', 'pass'), suite('two', 'hang', pids));
  const { ended, interrupt } = start(['--local']);
  while (!existsSync(pids)) await delay(20);
  interrupt();
  const { code, output } = await ended;
  expect(code, output).toBe(5);
  expect(output).toContain('stopped before its end');
  expect(output).toContain('parts that were begun and not completed: two');
});

test('a second Ctrl-C waits for nothing, and leaves nothing behind', async () => {
  const pids = join(cwd, 'pids');
  configure(suite('one', 'hang', pids));
  const { ended, interrupt } = start(['--local']);
  while (!existsSync(pids)) await delay(20);
  interrupt();
  await delay(100);
  interrupt();
  expect((await ended).code).toBe(5);
  const gone = (pid: number) => {
    const status = `/proc/${pid}/status`;
    return !existsSync(status) || /^State:\s+Z/m.test(readFileSync(status, 'utf8'));
  };
  for (const pid of readFileSync(pids, 'utf8').split(' ').map(Number)) {
    await vi.waitUntil(() => gone(pid), { timeout: 2_000 });
  }
});

test('on GitHub the summary goes to the file that the job shows, after what others have written there', async () => {
  configure(suite('one', 'pass'));
  const path = join(cwd, 'step.md');
  writeFileSync(path, '# Before\n');
  expect((await runAll(['--local'], { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: path })).code).toBe(0);
  expect(readFileSync(path, 'utf8')).toMatch(/^# Before\n {4}PASSED: shop\n/);
});

test('routes of an OpenAPI document are known to the evidence, and a document without any is not valid', async () => {
  const report = '<testsuite name="s"><testcase name="test_get_pets_pet_id_success"/></testsuite>';
  const write = `require("fs").writeFileSync(process.env.ASSAY_REPORTS + "/r.xml", ${JSON.stringify(report)})`;
  const suites = [{ name: 'api', runner: 'command', command: [process.execPath, '-e', write] }];
  writeFileSync(join(cwd, 'assay.yaml'), stringify({ openapi: 'openapi.yaml', suites }));
  writeFileSync(join(cwd, 'openapi.yaml'), stringify({ paths: { '/v2/pets/{pet_id}': { get: {} } } }));
  expect((await runAll(['--local'])).code).toBe(0);
  const evidence = readFileSync(join(runFolder(), 'evidence', '1-api.1.tests.ndjson'), 'utf8');
  expect(JSON.parse(evidence)).toMatchObject({ route: 'GET /v2/pets/{pet_id}' });

  writeFileSync(join(cwd, 'openapi.yaml'), 'paths: {}\n');
  expect((await runAll(['--local'])).code).toBe(2);
});
