import { type CiTest, ciTest } from '../../../src/domain/ci-run/test';
import type { TestEvidence } from '../../../src/domain/evidence/test';

/** A test of a report, passed unless told otherwise. */
export function evidence(changes: Partial<TestEvidence> = {}): TestEvidence {
  return {
    suite: 'cart',
    file: null,
    line: null,
    class: null,
    name: 'adds an item',
    parameters: null,
    status: 'passed',
    flaky: false,
    duration: 0.5,
    started_at: null,
    failures: [],
    stdout: null,
    stderr: null,
    attachments: [],
    properties: {},
    attempts: [],
    ref: { offset: 0, length: 10 },
    ...changes,
  };
}

export const test_ = (changes: Partial<TestEvidence> = {}): CiTest =>
  ciTest(evidence(changes), { file_id: 'fil_1', kind: null, runner: null }, null);
