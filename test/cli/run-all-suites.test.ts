import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { Board } from '../../src/cli/run-all/board';
import { RunAllConfig } from '../../src/cli/run-all/config';
import { concludeLocally } from '../../src/cli/run-all/local-verdict';
import { mergedJunit } from '../../src/cli/run-all/merged-junit';
import { runSuites } from '../../src/cli/run-all/run-all';
import { RunFolder } from '../../src/cli/run-all/run-folder';
import { terminalOn } from '../../src/cli/terminal';

const SCRIPT = join(import.meta.dirname, '..', 'fixtures', 'ci-suites', 'scripts', 'suite.mjs');
const folders = mkdtempSync(join(tmpdir(), 'assay-suites-'));
let cwd = '';

// Suites are processes.
vi.setConfig({ testTimeout: 60_000 });

beforeEach(() => {
  cwd = mkdtempSync(join(folders, 'project-'));
});

afterAll(() => rmSync(folders, { recursive: true, force: true }));

/** A suite that runs the script with these arguments. */
const suite = (name: string, deed: readonly string[], more: object = {}) => ({
  name,
  runner: 'command',
  command: [process.execPath, SCRIPT, ...deed],
  ...more,
});

async function runAll(suites: readonly object[], more: { parallel?: boolean; stop?: AbortSignal; top?: object } = {}) {
  const config = RunAllConfig.parse({ name: 'shop', suites, ...more.top });
  const folder = await RunFolder.make(cwd, new Date());
  let printed = '';
  const terminal = terminalOn({ write: (text: unknown) => ((printed += String(text)), true) }, true);
  const outcomes = await runSuites({
    config,
    suites: config.suites,
    parallel: more.parallel === true,
    cwd,
    folder,
    routes: [],
    board: new Board(terminal, config.suites),
    delivery: null,
    stop: more.stop ?? new AbortController().signal,
  });
  const source = { commit: null, branch: null, environment: null, ci_provider: null, build_url: null };
  const run = await concludeLocally(outcomes, { name: 'shop', source, cwd, began: new Date(), ended: new Date() });
  return { outcomes, run, printed, folder };
}

const brokenRules = ({ rules }: { rules: readonly { rule: string; passed: boolean }[] }) =>
  rules.filter(({ passed }) => !passed).map(({ rule }) => rule);

test('suites that pass make a run that passes, with each test counted once', async () => {
  const { run, outcomes } = await runAll([suite('one', ['pass']), suite('two', ['pass'])]);
  expect(run).toMatchObject({ verdict: 'passed', tests: { tests: 4, passed: 4, duration: 2 }, failing: [] });
  expect(outcomes.map(({ report }) => report.exit_code)).toEqual([0, 0]);
});

test('a failing test makes the run failed, and the exit code of its tool is passed on', async () => {
  const { run, outcomes } = await runAll([suite('one', ['fail'])]);
  expect(run).toMatchObject({ verdict: 'failed', tests: { passed: 1, failed: 1 } });
  expect(run.failing).toMatchObject([{ name: 'pays', message: 'expected 2, got 3' }]);
  expect(run.diagnoses).toMatchObject([{ count: 1, diagnosis: { category: 'assertion' } }]);
  expect(outcomes[0]?.report).toMatchObject({ exit_code: 1, error: null, complete: true });
});

test.each([
  ['no report at all', ['silent'], 'no_report'],
  ['the end by a signal', ['crash'], 'crashed'],
])('%s is an error of its suite and fails the run, and the other suites are run', async (_, deed, code) => {
  const { run, outcomes } = await runAll([suite('broken', deed), suite('well', ['pass'])]);
  expect(outcomes.map(({ report }) => report.error?.code ?? null)).toEqual([code, null]);
  expect(run).toMatchObject({ verdict: 'failed', tests: { passed: 2 } });
  expect(brokenRules(run)).toEqual(['tools']);
});

test('a green report with an exit code that nothing explains fails the run', async () => {
  const { run } = await runAll([suite('one', ['code'])]);
  expect(run).toMatchObject({ verdict: 'failed', tests: { passed: 1, failed: 0 } });
  expect(brokenRules(run)).toEqual(['tools']);
});

test('a report that ends before its end keeps the run from passing', async () => {
  const { run, outcomes } = await runAll([suite('one', ['cut']), suite('two', ['pass'])]);
  expect(outcomes[0]?.reports[0]?.refusal?.fault).toBe('truncated');
  expect(run.verdict).toBe('inconclusive');
  expect(brokenRules(run)).toEqual(['files']);
});

test('a report of an earlier run is never taken for one of this', async () => {
  writeFileSync(join(cwd, 'old.xml'), '<testsuite name="s"><testcase name="t"/></testsuite>');
  const { outcomes } = await runAll([suite('one', ['silent'], { junit: '*.xml' })]);
  expect(outcomes[0]).toMatchObject({ reports: [], report: { error: { code: 'no_report' } } });
  const again = await runAll([suite('one', ['elsewhere', 'old.xml'], { junit: '*.xml' })]);
  expect(again.run).toMatchObject({ verdict: 'passed', tests: { tests: 1 } });
});

test('coverage without a report of tests is no report', async () => {
  const deed = ['elsewhere', 'coverage.xml'];
  const { outcomes, run } = await runAll([suite('one', deed, { reports: '*.xml' }), suite('two', ['pass'])]);
  expect(outcomes[0]?.reports).toMatchObject([{ name: 'coverage.xml', format: 'junit' }]);
  expect(outcomes[0]?.report.error?.code).toBe('no_report');
  expect(run.verdict).toBe('failed');
});

test('a suite that does not end in time is killed with all that it has started', async () => {
  const pids = join(cwd, 'pids');
  const { outcomes, run } = await runAll([suite('one', ['hang', pids], { timeout_seconds: 1 })]);
  expect(outcomes[0]?.report.error?.code).toBe('timed_out');
  expect(run.verdict).toBe('failed');
  for (const pid of readFileSync(pids, 'utf8').split(' ').map(Number)) expect(await isGone(pid)).toBe(true);
});

test('what is stopped is not complete, what was never begun neither, and the run is inconclusive', async () => {
  const pids = join(cwd, 'pids');
  const stop = new AbortController();
  const running = runAll([suite('one', ['pass']), suite('two', ['hang', pids]), suite('three', ['pass'])], {
    stop: stop.signal,
  });
  while (!existsSync(pids)) await delay(20);
  stop.abort();
  const { outcomes, run } = await running;
  expect(outcomes.map(({ report }) => report.complete)).toEqual([true, false, false]);
  expect(run).toMatchObject({ verdict: 'inconclusive', tests: { passed: 2 } });
});

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0);
      // A process that was killed stays in the table until somebody has taken its end: it runs no more.
      if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return true;
    } catch {
      return true;
    }
    await delay(20);
  }
  return false;
}

test('a tool or a path that is missing is an error, and a reason to skip where the suite is optional', async () => {
  const absent = { name: 'tool', runner: 'command', command: ['no-such-tool-anywhere'] };
  const nowhere = suite('path', ['pass'], { path: 'nowhere' });
  const strict = await runAll([absent, nowhere, suite('well', ['pass'])]);
  expect(strict.outcomes.map(({ report }) => report.error?.code ?? null)).toEqual(['tool_missing', 'no_report', null]);
  expect(strict.run.verdict).toBe('failed');

  const optional = { optional: true };
  const soft = await runAll([{ ...absent, ...optional }, { ...nowhere, ...optional }, suite('well', ['pass'])]);
  expect(soft.outcomes.map(({ report }) => report.skipped)).toEqual([
    'no-such-tool-anywhere is not installed',
    'there is no nowhere',
    null,
  ]);
  expect(soft.run.verdict).toBe('passed');
  expect(soft.printed).toContain('skipped: there is no nowhere');
});

test('a run of nothing but skipped suites, or of nothing but skipped tests, is no success', async () => {
  const skipped = await runAll([suite('one', ['pass'], { path: 'nowhere', optional: true })]);
  expect(skipped.run.verdict).toBe('inconclusive');
  const tests = await runAll([suite('one', ['skip'])]);
  expect(tests.run).toMatchObject({ verdict: 'inconclusive', tests: { tests: 1, skipped: 1 } });
});

test('only failed tests are run again, and one that then passes is flaky', async () => {
  const retry_command = [process.execPath, SCRIPT, 'mend'];
  const { run, outcomes, folder } = await runAll([suite('one', ['fail'], { retry: 2, retry_command })]);
  expect(outcomes[0]?.reports.map(({ rerun }) => rerun)).toEqual([0, 1]);
  const asked = readFileSync(join(folder.path, 'reports', '1-one', '1', 'failed.txt'), 'utf8');
  expect(asked).toBe('shop.pays\n');
  expect(run).toMatchObject({ verdict: 'passed', tests: { tests: 2, passed: 2, skipped: 0, flaky: 1 } });
  expect(run.flaky).toHaveLength(1);
});

test('a test that fails however often it is run has failed once, and a rerun without a report changes nothing', async () => {
  const retry_command = [process.execPath, SCRIPT, 'fail'];
  const thrice = await runAll([suite('one', ['fail'], { retry: 2, retry_command })]);
  expect(thrice.outcomes[0]?.reports.map(({ rerun }) => rerun)).toEqual([0, 1, 2]);
  expect(thrice.run).toMatchObject({ verdict: 'failed', tests: { tests: 2, failed: 1, flaky: 0 } });

  const silent = [process.execPath, SCRIPT, 'silent'];
  const { outcomes, run } = await runAll([suite('one', ['fail'], { retry: 2, retry_command: silent })]);
  expect(outcomes[0]?.notes).toEqual(['running the failed tests again brought no report']);
  expect(run).toMatchObject({ verdict: 'failed', tests: { tests: 2, failed: 1 } });
});

test('suites see the settings of their project and never the token of the service', async () => {
  process.env.ASSAY_TOKEN = 'a-token-that-no-test-may-see';
  const { run, folder } = await runAll([suite('one', ['environment'], { env: { GREETING: 'hello' } })], {
    top: { base_url: 'http://localhost:9/' },
  });
  delete process.env.ASSAY_TOKEN;
  expect(run.tests?.passed).toBe(1);
  const evidence = readFileSync(join(folder.path, 'evidence', '1-one.1.tests.ndjson'), 'utf8');
  expect(JSON.parse(evidence).name).toBe('no token, http://localhost:9/, hello');
});

test('at the same time, the order of what is told stays that of the file', async () => {
  const slow = suite('slow', ['turn', 'mark-slow']);
  const { outcomes, printed, run } = await runAll([slow, suite('quick', ['pass']), suite('broken', ['crash'])], {
    parallel: true,
    top: { workers: 3 },
  });
  expect(outcomes.map(({ suite: { name } }) => name)).toEqual(['slow', 'quick', 'broken']);
  const ended = [...printed.matchAll(/^ {2}[✓✗] (\w+)/gm)].map(([, name]) => name);
  expect(ended).toEqual(['slow', 'quick', 'broken']);
  expect(run.tests).toMatchObject({ tests: 4, failed: 1 });
});

test('artifacts that the suite has written are copied, and what lay there before is not', async () => {
  writeFileSync(join(cwd, 'old.txt'), 'old');
  const { outcomes, folder } = await runAll([suite('one', ['artifacts'], { artifacts: ['*.txt'] })]);
  expect(outcomes[0]?.artifacts).toEqual([{ path: 'new.txt', size: 3, rerun: 0 }]);
  expect(readFileSync(join(folder.path, 'artifacts', '1-one', '0', 'new.txt'), 'utf8')).toBe('new');
});

test('the merged document has each test as it ended, and an error for a suite that did not do its work', async () => {
  const retry_command = [process.execPath, SCRIPT, 'mend'];
  const { outcomes } = await runAll([suite('one', ['fail'], { retry: 1, retry_command }), suite('two', ['silent'])]);
  const xml = await mergedJunit('shop', outcomes);
  expect(xml).toContain('<testsuites name="shop" tests="3" failures="0" errors="1">');
  expect(xml).toContain('<testcase name="pays" classname="shop" time="0.5"/>');
  expect(xml).toMatch(/<error message="it ended with 0 and wrote no report" type="no_report"\/>/);
});
