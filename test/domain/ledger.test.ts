import { describe, expect, test } from 'vitest';
import type { CellErrorCode } from '../../src/domain/cell';
import { failureSignature, normaliseFailure } from '../../src/domain/failure-signature';
import { outcomeOf, wholeDays } from '../../src/domain/ledger';
import { turnsIn } from '../../src/domain/turns';
import { caseTest, suitePrefix, testIdOf } from '../../src/domain/test-identity';

describe('the id of a test', () => {
  const base = { suite: 's', file: 'f', class: 'c', name: 'n', parameters: 'p' };

  test('stays the same over releases', () => {
    expect(testIdOf(caseTest({ agent: 'agent', caseId: 'case' }))).toBe('tst_0407a54165a39bbe5aac7c8f5640f775');
    expect(testIdOf(base)).toMatch(/^tst_[0-9a-f]{32}$/);
  });

  test('differs with each part of the name, and between a part that is empty and one that is not there', () => {
    const names = [
      base,
      ...(['suite', 'file', 'class', 'name', 'parameters'] as const).map((part) => ({ ...base, [part]: '' })),
      ...(['file', 'class', 'parameters'] as const).map((part) => ({ ...base, [part]: null })),
      { ...base, file: 'c', class: 'f' },
    ];
    expect(new Set(names.map(testIdOf)).size).toBe(names.length);
  });

  test('begins with what all tests of its suite share', () => {
    expect(testIdOf(base).startsWith(suitePrefix('s'))).toBe(true);
    expect(testIdOf({ ...base, suite: 't' }).startsWith(suitePrefix('s'))).toBe(false);
  });
});

describe('a signature', () => {
  test.each([
    ['numbers', 'expected 3 but got 4.25', 'expected 17 but got 9'],
    ['run ids', 'run run_0123456789abcdef0123456789abcdef died', 'run run_ffffffffffffffffffffffffffffffff died'],
    ['UUIDs', 'no 123e4567-e89b-12d3-a456-426614174000', 'no 00000000-0000-0000-0000-000000000000'],
    ['addresses', 'segfault at 0xdeadbeef', 'segfault at 0x1F'],
    ['paths', 'cannot open /home/a/x.txt', 'cannot open /var/lib/b/y.txt'],
    ['Windows paths', 'cannot open C:\\a\\x.txt', 'cannot open D:\\other\\y.txt'],
    ['URLs', 'GET https://a.example/x?y=1 failed', 'GET http://b.example failed'],
    ['times', 'at 2026-01-01T00:00:00.123Z it broke', 'at 2025-12-31T23:59:59Z it broke'],
    ['white space and case', 'It  broke\n here', 'it broke here'],
  ])('is the same for failures that differ in %s', (_name, one, other) => {
    expect(normaliseFailure(one)).toBe(normaliseFailure(other));
    expect(failureSignature(one)).toBe(failureSignature(other));
    expect(failureSignature(one)).toMatch(/^sig_[0-9a-f]{16}$/);
  });

  test.each([
    ['expectation says-yes: does not hold', 'expectation says-no: does not hold'],
    ['The judge refused to judge', 'The target refused to answer'],
    ['he said and/or', 'he said either'],
  ])('tells %j from %j', (one, other) => {
    expect(failureSignature(one)).not.toBe(failureSignature(other));
  });
});

test.each([
  ['', 0, 0],
  ['p', 0, 1],
  ['pppp', 0, 4],
  ['pfpf', 3, 4],
  ['pespf', 1, 3],
  ['feeef', 0, 2],
])('the outcomes %j have %d turns among %d measured ones', (outcomes, turns, measured) => {
  expect(turnsIn(outcomes)).toEqual({ turns, measured });
});

test.each([
  ['2026-01-01T00:00:00.000Z', '2026-01-01T23:59:59.999Z', 0],
  ['2026-01-01T00:00:00.000Z', '2026-01-08T00:00:00.000Z', 7],
  ['2026-01-02T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 0],
])('from %s to %s are %d whole days', (from, to, days) => {
  expect(wholeDays(from, to)).toBe(days);
});

describe('a cell', () => {
  const failed = (code: CellErrorCode) => ({ passed: null, error: { code, stage: 'simulate' as const, detail: '' } });

  test('that nobody got to is skipped; one that could not be measured is an error, never a failure', () => {
    expect(outcomeOf({ passed: true, error: null })).toBe('passed');
    expect(outcomeOf({ passed: false, error: null })).toBe('failed');
    expect(outcomeOf(failed('answer_refused'))).toBe('error');
    for (const code of ['cancelled', 'run_stopped', 'deadline'] as const)
      expect(outcomeOf(failed(code))).toBe('skipped');
  });
});
