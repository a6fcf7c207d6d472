import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_FAILING, MOST_FOLLOWED, TestGathering } from '../../../src/domain/ci-run/gathering';
import type { TestOutcome } from '../../../src/domain/ledger';
import { test_ } from './sample';

function gather(elements: readonly { name: string; status: TestOutcome }[]) {
  const gathering = new TestGathering();
  for (const element of elements) gathering.add(test_(element));
  return gathering.conclude();
}

test('a test that fails and then passes in one file is one test, passed and flaky', () => {
  const { counts, attempts, failing, followed } = gather([
    { name: 'a', status: 'failed' },
    { name: 'b', status: 'passed' },
    { name: 'a', status: 'passed' },
  ]);
  expect(counts).toMatchObject({ tests: 2, passed: 2, failed: 0, errored: 0, flaky: 1 });
  expect(attempts).toBe(1);
  expect(failing).toEqual([]);
  expect(followed.map(({ test: { name }, outcome, flaky }) => [name, outcome, flaky])).toEqual([
    ['a', 'passed', true],
    ['b', 'passed', false],
  ]);
});

test('a test that passes and then fails in its tear-down has failed', () => {
  const { counts, failing } = gather([
    { name: 'a', status: 'passed' },
    { name: 'a', status: 'error' },
  ]);
  expect(counts).toMatchObject({ tests: 1, passed: 0, errored: 1, flaky: 0 });
  expect(failing.map(({ status }) => status)).toEqual(['error']);
});

test('elements of one name and one outcome are as many tests', () => {
  const { counts, attempts } = gather([
    { name: 'a', status: 'passed' },
    { name: 'a', status: 'passed' },
    { name: 'a', status: 'passed' },
  ]);
  expect(counts.tests).toBe(3);
  expect(attempts).toBe(0);
});

test('whatever comes in whatever order, the counts add up and a failing test is listed exactly once', () => {
  const element = fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    status: fc.constantFrom<TestOutcome>('passed', 'failed', 'error', 'skipped'),
  });
  fc.assert(
    fc.property(fc.array(element, { maxLength: 40 }), (elements) => {
      const { counts, attempts, failing, failing_cut } = gather(elements);
      const { tests, passed, failed, errored, skipped, flaky } = counts;
      expect(passed + failed + errored + skipped).toBe(tests);
      expect(tests + attempts).toBe(elements.length);
      expect(flaky).toBeLessThanOrEqual(passed);
      const last = new Map(elements.map(({ name, status }) => [name, status]));
      const expected = [...last].filter(([, status]) => status === 'failed' || status === 'error');
      expect(new Set(failing.map(({ name }) => name))).toEqual(new Set(expected.map(([name]) => name)));
      expect(failing.length + failing_cut).toBe(failed + errored);
    }),
  );
});

test('what is too much to be listed or followed is still counted', () => {
  const gathering = new TestGathering();
  for (let i = 0; i < MOST_FOLLOWED + 10; i++) gathering.add(test_({ name: `t${i}`, status: 'failed' }));
  const { counts, failing, failing_cut, followed } = gathering.conclude();
  expect(counts.failed).toBe(MOST_FOLLOWED + 10);
  expect(failing).toHaveLength(MOST_FAILING);
  expect(failing_cut).toBe(MOST_FOLLOWED + 10 - MOST_FAILING);
  expect(followed).toHaveLength(MOST_FOLLOWED);
});

test('a thousand failures of a megabyte each are kept in a few megabytes', () => {
  const gathering = new TestGathering();
  const long = 'x'.repeat(64 * 1024);
  for (let i = 0; i < 1_000; i++) {
    const failures = [{ message: long, type: 'Error', stack: long }];
    gathering.add(test_({ name: `t${i}`, status: 'failed', failures, stdout: long, stderr: long }));
  }
  const { failing } = gathering.conclude();
  expect(failing).toHaveLength(1_000);
  expect(failing.every(({ failures }) => failures[0]?.message?.startsWith('xxx'))).toBe(true);
  expect(JSON.stringify(failing).length).toBeLessThan(14 * 1024 * 1024);
});
