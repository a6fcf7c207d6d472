import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AssembledFile, assembleTests } from '../../../src/domain/ci-run/assembly';
import { TestGathering } from '../../../src/domain/ci-run/gathering';
import type { TestOutcome } from '../../../src/domain/ledger';
import { test_ } from './sample';

type Element = [name: string, status: TestOutcome];

function fileOf(part: string, rerun: number, elements: readonly Element[]): AssembledFile {
  const gathering = new TestGathering();
  for (const [name, status] of elements) gathering.add(test_({ name, status }));
  const { counts, followed } = gathering.conclude();
  return { part, rerun, counts, followed };
}

const none: ReadonlySet<string> = new Set();

test('a rerun takes the place of what it repeats, and a pass that needed it is flaky', () => {
  const { counts, followed } = assembleTests(
    [
      fileOf('unit', 0, [
        ['a', 'failed'],
        ['b', 'passed'],
        ['c', 'failed'],
      ]),
      fileOf('unit', 1, [
        ['a', 'passed'],
        ['c', 'failed'],
      ]),
    ],
    none,
  );
  expect(counts).toMatchObject({ tests: 3, passed: 2, failed: 1, flaky: 1 });
  expect(followed.map(({ test: { name }, outcome, flaky }) => [name, outcome, flaky])).toEqual([
    ['c', 'failed', false],
    ['a', 'passed', true],
    ['b', 'passed', false],
  ]);
});

test('a test that a rerun left out keeps what it had: filters report the others as skipped', () => {
  const { counts, followed } = assembleTests(
    [
      fileOf('unit', 0, [
        ['a', 'failed'],
        ['b', 'passed'],
        ['c', 'failed'],
        ['d', 'skipped'],
      ]),
      fileOf('unit', 1, [
        ['a', 'passed'],
        ['b', 'skipped'],
        ['c', 'skipped'],
        ['d', 'skipped'],
      ]),
    ],
    none,
  );
  expect(counts).toMatchObject({ tests: 4, passed: 2, failed: 1, errored: 0, skipped: 1, flaky: 1 });
  const outcomes = followed.map(({ test: { name }, outcome, flaky }) => [name, outcome, flaky]);
  expect(outcomes.sort()).toEqual([
    ['a', 'passed', true],
    ['b', 'passed', false],
    ['c', 'failed', false],
    ['d', 'skipped', false],
  ]);
});

test('a test that fails in one of two parts has failed, however the other went', () => {
  const files = [fileOf('linux', 0, [['a', 'passed']]), fileOf('windows', 0, [['a', 'failed']])];
  for (const order of [files, [...files].reverse()]) {
    const { counts, followed } = assembleTests(order, none);
    expect(counts).toMatchObject({ tests: 2, passed: 1, failed: 1 });
    expect(followed).toMatchObject([{ outcome: 'failed' }]);
  }
});

test('a test that failed in an attempt which was replaced, and passes now, is flaky', () => {
  const file = fileOf('unit', 0, [['a', 'passed']]);
  const { counts, followed } = assembleTests([file], new Set(file.followed.map(({ test_id }) => test_id)));
  expect(counts).toMatchObject({ tests: 1, passed: 1, flaky: 1 });
  expect(followed).toMatchObject([{ flaky: true }]);
});

test('however the files are cut, the counts add up and no count is negative', () => {
  const element = fc.tuple(
    fc.constantFrom('a', 'b', 'c'),
    fc.constantFrom<TestOutcome>('passed', 'failed', 'error', 'skipped'),
  );
  const file = fc.record({
    part: fc.constantFrom('one', 'two'),
    rerun: fc.integer({ min: 0, max: 2 }),
    elements: fc.uniqueArray(element, { selector: ([name]) => name, maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(file, { maxLength: 6 }), (files) => {
      const sorted = [...files].sort((a, b) => a.rerun - b.rerun);
      const assembled = assembleTests(
        sorted.map(({ part, rerun, elements }) => fileOf(part, rerun, elements)),
        none,
      );
      const { tests, passed, failed, errored, skipped, flaky } = assembled.counts;
      expect(passed + failed + errored + skipped).toBe(tests);
      for (const count of [passed, failed, errored, skipped, flaky]) expect(count).toBeGreaterThanOrEqual(0);
      expect(flaky).toBeLessThanOrEqual(passed);
    }),
  );
});
