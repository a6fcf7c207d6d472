import { expect, test } from 'vitest';
import { countCategories, summariseFailures } from '../../../src/domain/diagnosis/summary';

const classes = { new_failure: 0, still_failing: 0, known_flaky: 0, quarantined: 0 };
const cluster = (count: number, category: 'timeout' | 'assertion' | 'data', suggestion: string) => ({
  count,
  diagnosis: { category, suggestion },
});

test('a summary tells how many failed, which are new, of what kinds, and three things to try', () => {
  const clusters = [
    cluster(7, 'assertion', 'Compare.'),
    cluster(5, 'timeout', 'Wait.'),
    cluster(2, 'assertion', 'Compare.'),
    cluster(1, 'data', 'Look.'),
    cluster(1, 'data', 'Fourth.'),
  ];
  const told = summariseFailures({
    clusters,
    others: 4,
    classes: { new_failure: 12, still_failing: 5, known_flaky: 2, quarantined: 1 },
  });
  expect(told).toBe(
    '20 tests failed: 12 new, 5 failing before already, 2 known as flaky, 1 quarantined. ' +
      'By category: assertion 9, timeout 5, data 2, not diagnosed 4. Compare. Wait. Look.',
  );
  expect(countCategories(clusters)).toEqual({ assertion: 9, timeout: 5, data: 2 });
});

test('one failure is one, and none is none', () => {
  const told = summariseFailures({ clusters: [cluster(1, 'data', 'Look.')], others: 0, classes });
  expect(told).toBe('1 test failed. By category: data 1. Look.');
  expect(summariseFailures({ clusters: [], others: 0, classes })).toBe('No test failed.');
});
