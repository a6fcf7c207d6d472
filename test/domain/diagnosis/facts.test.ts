import { expect, test } from 'vitest';
import { compactFacts, factsOf, readableFacts } from '../../../src/domain/diagnosis/facts';
import type { TestEvidence } from '../../../src/domain/evidence/test';

const evidence: TestEvidence = {
  suite: 'shop',
  file: 'shop.test.ts',
  line: 3,
  class: null,
  name: 'adds',
  parameters: null,
  status: 'failed',
  flaky: false,
  duration: null,
  started_at: null,
  failures: [
    { message: null, type: 'Error', stack: null },
    { message: 'no stock', type: null, stack: 'at a.js:1:1' },
  ],
  stdout: 'out',
  stderr: null,
  attachments: [],
  properties: {},
  attempts: [],
  ref: { offset: 0, length: 1 },
};

test('each fact is that of the first failure which has it', () => {
  expect(factsOf(evidence, { runner: 'jest' })).toEqual({
    name: 'adds',
    suite: 'shop',
    file: 'shop.test.ts',
    status: 'failed',
    message: 'no stock',
    type: 'Error',
    stack: 'at a.js:1:1',
    stdout: 'out',
    stderr: null,
    runner: 'jest',
    flaky: false,
  });
});

test('of a test that passed on retry, the attempt that failed is told', () => {
  const { status, ...rest } = { ...evidence, status: 'passed' as const, flaky: true, failures: [] };
  const attempt = { status: 'failed' as const, duration: null, started_at: null, stdout: null, stderr: null };
  const failures = [{ message: 'first try', type: null, stack: null }];
  const facts = factsOf({ ...rest, status, attempts: [{ ...attempt, failures }] });
  expect(facts).toMatchObject({ message: 'first try', flaky: true });
});

test('long texts keep their head and their end, output its end', () => {
  const long = `head ${'x'.repeat(100_000)} end`;
  const facts = { ...factsOf(evidence), message: long, stack: long, stdout: long };
  for (const bound of [readableFacts, compactFacts]) {
    const { message, stack, stdout } = bound(facts);
    for (const text of [message, stack]) expect(text).toMatch(/^head x+\n…\nx+ end$/);
    expect(stdout).toMatch(/^x+ end$/);
  }
});
