import { expect, test } from 'vitest';
import type { TestEvidence } from '../../../src/domain/evidence/test';
import { TestTally } from '../../../src/formats/dotnet/test-tally';
import { Warnings } from '../../../src/formats/warnings';

const aTest: TestEvidence = {
  suite: 's',
  file: null,
  line: null,
  class: 'C',
  name: 'n',
  parameters: null,
  status: 'passed',
  flaky: false,
  duration: null,
  started_at: null,
  failures: [],
  stdout: null,
  stderr: null,
  attachments: [],
  properties: {},
  attempts: [],
  ref: { offset: 7, length: 1 },
};

test('a million tests are taken, and one more is not', () => {
  const tally = new TestTally(new Warnings());
  let refused = 0;
  for (let count = 0; count < 1_000_000; count++) if (tally.add(aTest)) refused += 1;
  expect(refused).toBe(0);
  expect(tally.add(aTest)).toMatchObject({ fault: 'too_many', offset: 7 });
  expect(tally.summary()).toMatchObject({ tests: 1_000_000, duplicates: 999_999 });
});

test('tests that differ in their parameters alone are no duplicates', () => {
  const tally = new TestTally(new Warnings());
  for (const parameters of ['1', '2', '2']) tally.add({ ...aTest, parameters });
  expect(tally.summary()).toMatchObject({ tests: 3, duplicates: 1 });
});

test('what was not measured has no duration', () => {
  const tally = new TestTally(new Warnings());
  tally.add(aTest);
  expect(tally.summary()).toMatchObject({ duration: null, untimed: 1 });
  tally.add({ ...aTest, duration: 0.5 });
  expect(tally.summary()).toMatchObject({ duration: 0.5, untimed: 1 });
});

test('of failures outside of tests all are counted and the first ten kept', () => {
  const tally = new TestTally(new Warnings());
  for (let i = 0; i < 11; i++) tally.addSuiteFailure({ message: `${i}`, type: null, stack: null });
  const { suite_failures, first_suite_failures } = tally.summary();
  expect([suite_failures, first_suite_failures.length, first_suite_failures[9]?.message]).toEqual([11, 10, '9']);
});
