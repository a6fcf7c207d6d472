import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyFailure, Flakiness, measureFlakiness, type TestPast } from '../../src/domain/flakiness';

const UNKNOWN_COMMIT = ' '.repeat(8);

/** @param outcomes newest first; a digit after a letter is its commit */
function pastOf(outcomes: string, retries: Partial<TestPast> = {}): TestPast {
  const runs = [...outcomes.matchAll(/([pfes])(\d?)/g)];
  return {
    outcomes: runs.map(([, letter]) => letter).join(''),
    commits: runs.map(([, , commit]) => (commit ? commit.repeat(8) : UNKNOWN_COMMIT)).join(''),
    flaky_passes: 0,
    last_flaky_at: null,
    last_seen: '2026-11-21T12:00:00Z',
    ...retries,
  };
}

const stateOf = (outcomes: string) => measureFlakiness(pastOf(outcomes)).state;

describe('a test is', () => {
  test.each([
    ['unknown before anything was measured', '', 'unknown'],
    ['unknown after a few passes', 'pppp', 'unknown'],
    ['unknown after one failure', 'f', 'unknown'],
    ['stable after enough passes', 'ppppp', 'stable'],
    ['stable when it was broken once and mended', 'pppffff', 'stable'],
    ['stable when it just failed for the first time', 'fpppppppp', 'stable'],
    ['broken when it only fails', 'fff', 'broken'],
    ['broken when it began to fail and goes on', 'fffffpppp', 'broken'],
    ['flaky when it alternates', 'pfpfp', 'flaky'],
    ['not yet flaky on four outcomes', 'pfpf', 'unknown'],
    ['flaky when one commit saw both', 'p1f1', 'flaky'],
    ['not flaky when two commits saw one each', 'p1f2ppp', 'stable'],
    ['broken when it was flaky and now fails ten times in a row', `${'f'.repeat(10)}pfpfpf`, 'broken'],
    ['still flaky when it fails nine times in a row', `${'f'.repeat(9)}pfpfpf`, 'flaky'],
    ['still flaky after 29 passes', `${'p'.repeat(29)}fpfpfp`, 'flaky'],
    ['recovered after 30 passes', `${'p'.repeat(30)}fpfpfp`, 'stable'],
    ['not flaky again at its first failure after a recovery', `f${'p'.repeat(30)}fpfpfp`, 'stable'],
  ])('%s', (_, outcomes, state) => {
    expect(stateOf(outcomes)).toBe(state);
  });
});

test('what was skipped or could not be measured counts for nothing', () => {
  const letters = fc.array(fc.constantFrom('p', 'f'), { maxLength: 40 });
  fc.assert(
    fc.property(letters, fc.array(fc.constantFrom('e', 's'), { maxLength: 40 }), (measured, unmeasured) => {
      const mixed = measured.map((letter, i) => letter + (unmeasured[i] ?? '')).join('') + unmeasured.join('');
      expect(measureFlakiness(pastOf(mixed))).toEqual(measureFlakiness(pastOf(measured.join(''))));
    }),
  );
});

test('an outcome without its commit is no evidence of both on one commit', () => {
  const past = { ...pastOf('pf'), commits: UNKNOWN_COMMIT.repeat(2) };
  expect(measureFlakiness(past).reasons).toEqual([]);
  expect(measureFlakiness({ ...past, commits: '' }).reasons).toEqual([]);
  expect(measureFlakiness({ ...past, commits: '0123abcd0123abcd' }).reasons).toEqual(['both_on_one_commit']);
});

test('a pass on retry makes a test flaky for 30 days', () => {
  const retried = (last_flaky_at: string) =>
    measureFlakiness(pastOf('pppppppp', { flaky_passes: 1, last_flaky_at })).reasons;
  expect(retried('2026-11-01T12:00:00Z')).toEqual(['passed_on_retry']);
  expect(retried('2026-10-01T12:00:00Z')).toEqual([]);
});

test('the rate is a posterior mean under Jeffreys prior, with its 95 % interval', () => {
  const { rate, interval, sample } = measureFlakiness(pastOf('fppfppfppfpp'));
  expect(sample).toBe(12);
  expect(rate).toBeCloseTo(4.5 / 13, 12);
  expect(interval?.low).toBeCloseTo(0.12453732145214938, 9);
  expect(interval?.high).toBeCloseTo(0.6124361034423771, 9);
});

test('without a measured outcome there is no rate', () => {
  expect(measureFlakiness(pastOf('ess'))).toEqual({
    state: 'unknown',
    rate: null,
    interval: null,
    reasons: [],
    sample: 0,
  });
});

test('any row of the ledger gets an answer of the promised shape, whose interval holds its rate', () => {
  const rows = fc.record({
    outcomes: fc.string({ unit: fc.constantFrom('p', 'f', 'e', 's'), maxLength: 100 }),
    commits: fc.string({ unit: fc.constantFrom('a', '1', ' ', 'x'), maxLength: 800 }),
  });
  fc.assert(
    fc.property(rows, (row) => {
      const { state, rate, interval, reasons } = Flakiness.parse(measureFlakiness({ ...pastOf(''), ...row }));
      expect(state === 'flaky').toBe(reasons.length > 0);
      if (rate !== null && interval) {
        expect(interval.low).toBeLessThan(rate);
        expect(interval.high).toBeGreaterThan(rate);
      }
    }),
  );
});

describe('a failure is', () => {
  test.each([
    ['new where the history does not know the test', null, 'new_failure'],
    ['new where it passed last', 'ppppp', 'new_failure'],
    ['new where it was never measured', 'es', 'new_failure'],
    ['still failing where it failed last', 'fpppp', 'still_failing'],
    ['still failing where it only could not be measured since', 'esfpppp', 'still_failing'],
    ['known as flaky, whatever came last', 'pfpfp', 'known_flaky'],
    ['still failing where a flaky test became a broken one', `${'f'.repeat(10)}pfpfpf`, 'still_failing'],
  ])('%s', (_, outcomes, expected) => {
    const past = outcomes === null ? null : pastOf(outcomes);
    expect(classifyFailure(past, { quarantined: false })).toBe(expected);
    expect(classifyFailure(past, { quarantined: true })).toBe('quarantined');
  });
});
