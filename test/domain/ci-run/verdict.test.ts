import { expect, test } from 'vitest';
import { type CiEvidence, decideCiRun, type PartOutcome } from '../../../src/domain/ci-run/verdict';

const part = (changes: Partial<PartOutcome> = {}): PartOutcome => ({
  name: 'unit',
  exit_code: 0,
  error: null,
  skipped: null,
  complete: true,
  failing: 0,
  ...changes,
});

const evidence = (changes: Partial<CiEvidence> = {}): CiEvidence => ({
  endedBy: 'request',
  declaredParts: null,
  parts: [part()],
  unread: 0,
  tests: { tests: 3, passed: 3, failed: 0, errored: 0, skipped: 0, flaky: 0, duration: 1 },
  quarantined: 0,
  ...changes,
});

const counts = (changes: Partial<CiEvidence['tests']>) => ({ ...evidence().tests, ...changes });

const broken = (changes: Partial<CiEvidence>) => {
  const { verdict, rules } = decideCiRun(evidence(changes));
  return [verdict, ...rules.filter(({ passed }) => !passed).map(({ rule }) => rule)];
};

test('a run of which everything came and everything passed has passed', () => {
  expect(broken({})).toEqual(['passed']);
});

test.each<[string, Partial<CiEvidence>, string[]]>([
  ['a failing test', { tests: counts({ passed: 2, failed: 1 }) }, ['failed', 'tests']],
  ['a test in error', { tests: counts({ passed: 2, errored: 1 }) }, ['failed', 'tests']],
  [
    'a tool that is not installed',
    { parts: [part({ error: { code: 'tool_missing', detail: '' } })] },
    ['failed', 'tools'],
  ],
  ['an exit code that no failing test explains', { parts: [part({ exit_code: 2 })] }, ['failed', 'tools']],
])('%s makes a run failed', (_, changes, expected) => {
  expect(broken(changes)).toEqual(expected);
});

test.each<[string, Partial<CiEvidence>, string[]]>([
  ['a file that ends early', { unread: 1 }, ['inconclusive', 'files']],
  ['the deadline', { endedBy: 'deadline' }, ['inconclusive', 'ended']],
  ['a part that was announced and never came', { declaredParts: 2 }, ['inconclusive', 'parts']],
  [
    'a part that was begun and not completed',
    { parts: [part(), part({ complete: false })] },
    ['inconclusive', 'ended'],
  ],
  ['no part at all', { parts: [], tests: counts({ tests: 0, passed: 0 }) }, ['inconclusive', 'parts', 'measured']],
  ['a report without a test', { tests: counts({ tests: 0, passed: 0 }) }, ['inconclusive', 'measured']],
  ['nothing but skipped tests', { tests: counts({ passed: 0, skipped: 3 }) }, ['inconclusive', 'measured']],
])('%s leaves a run inconclusive', (_, changes, expected) => {
  expect(broken(changes)).toEqual(expected);
});

test('a failure in quarantine is reported and does not fail the run, and it explains an exit code', () => {
  const quarantined = {
    tests: counts({ passed: 2, failed: 1 }),
    quarantined: 1,
    parts: [part({ exit_code: 1, failing: 1 })],
  };
  expect(broken(quarantined)).toEqual(['passed']);
  expect(decideCiRun(evidence(quarantined)).rules.at(-1)?.detail).toContain('1 of them in quarantine');
});
