import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FailedTest, RunnerSuite } from '../../src/cli/run-all/runner';
import { filterOf } from '../../src/cli/run-all/runners/cargo-nextest';
import { nodeIdOf } from '../../src/cli/run-all/runners/pytest';
import { RUNNERS } from '../../src/cli/run-all/runners/runners';
import { namePattern } from '../../src/cli/run-all/runners/vitest';

const cwd = mkdtempSync(join(tmpdir(), 'assay-runners-'));
mkdirSync(join(cwd, 'unit'));
writeFileSync(join(cwd, 'unit', 'test_a.py'), '');

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const failed = (changes: Partial<FailedTest>): FailedTest => ({
  suite: '',
  file: null,
  class: null,
  name: 't',
  parameters: null,
  ...changes,
});

const suite: RunnerSuite = { path: 'tests', args: ['--flag'], command: ['make', 'test'] };
const round = { folder: '/round/1', cwd };
const rounds = { round, previous: { folder: '/round/0', cwd } };

test('every runner is called with the path, the arguments of the suite, and a report in the folder of the round', () => {
  for (const [name, runner] of Object.entries(RUNNERS)) {
    const { args, env = {}, files = {} } = runner.run(suite, round);
    expect(args, name).toContain('--flag');
    const told = JSON.stringify([args, env, files]);
    expect(told, name).toContain('/round/1');
    if (name !== 'command') expect(told, name).toContain('tests');
  }
});

test('a test of pytest is named by file, classes, name and parameters, wherever the root folder of pytest lies', () => {
  const test_ = { file: 'unit/test_a.py', class: 'unit.test_a.TestX.TestY', name: 'test_z', parameters: 'a [b]' };
  const file = join(cwd, 'unit', 'test_a.py');
  expect(nodeIdOf(failed(test_), cwd)).toBe(`${file}::TestX::TestY::test_z[a [b]]`);
  expect(nodeIdOf(failed(test_), join(cwd, 'unit'))).toBe(`${file}::TestX::TestY::test_z[a [b]]`);
  expect(nodeIdOf(failed({ ...test_, class: 'unit.test_a', parameters: null }), cwd)).toBe(`${file}::test_z`);
  expect(nodeIdOf(failed({ ...test_, file: 'unit/gone.py' }), cwd)).toBeNull();
  expect(RUNNERS.pytest.rerun(suite, [failed({ file: null })], rounds)).toBeNull();
});

test('a pattern for the names of vitest fits exactly the tests that failed, whatever is in their names', () => {
  const names = ['cart > adds (a) [b] {c} $1.5', 'top level?'];
  const pattern = new RegExp(namePattern(names.map((name) => failed({ name }))));
  for (const full of [...names, 'cart adds (a) [b] {c} $1.5']) expect(pattern.test(full), full).toBe(true);
  for (const other of ['cart adds (a) [b] {c} $1x5', 'top level', 'not top level?', 'top level? twice']) {
    expect(pattern.test(other), other).toBe(false);
  }
});

test('failed tests of jest, of Go and of nextest are named in the way of each tool', () => {
  const jest = RUNNERS.jest.rerun(suite, [failed({ file: 'a.test.js', class: 'cart', name: 'adds' })], rounds);
  expect(jest?.args.slice(0, 4)).toEqual(['a.test.js', '--runTestsByPath', '-t', '^(?:cart adds)$']);
  const go = RUNNERS.go.rerun(
    suite,
    [failed({ class: 'acme/shop', name: 'TestA/sub_case' }), failed({ class: 'acme/shop', name: 'TestB' })],
    rounds,
  );
  expect(go?.args.slice(-3)).toEqual(['-run', '^(?:TestA|TestB)$', 'acme/shop']);
  expect(filterOf([failed({ class: 'shop::cart', name: 'tests::adds(1)' })])).toBe(
    '(binary_id(=shop::cart) & test(=tests::adds\\(1\\)))',
  );
});

test('playwright is asked for what failed last, and a command without a retry for nothing', () => {
  expect(RUNNERS.playwright.rerun(suite, [failed({})], rounds)?.args).toContain('--last-failed');
  expect(RUNNERS.command.rerun(suite, [failed({})], rounds)).toBeNull();
  const again = RUNNERS.command.rerun({ ...suite, retry_command: ['make', 'again'] }, [failed({ class: 'c' })], rounds);
  expect(again).toMatchObject({ tool: ['make', 'again'], files: { '/round/1/failed.txt': 'c.t\n' } });
});
