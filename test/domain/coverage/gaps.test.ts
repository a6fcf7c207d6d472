import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uncoveredRanges } from '../../../src/domain/coverage/gaps';

const lines = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(2)), { selector: ([line]) => line })
  .map((unordered) => unordered.toSorted(([a], [b]) => a - b));

test('a range goes on over lines that nobody measured and ends before one that was run', () => {
  expect(
    uncoveredRanges([
      [1, 0],
      [2, 0],
      [5, 0],
      [6, 1],
      [7, 0],
    ]),
  ).toEqual([
    [1, 5],
    [7, 7],
  ]);
  expect(uncoveredRanges([])).toEqual([]);
});

test('each line that was not run lies in one range, and none that was', () => {
  fc.assert(
    fc.property(lines, (measured) => {
      const ranges = uncoveredRanges(measured);
      for (const [line, hits] of measured) {
        expect(ranges.filter(([from, to]) => from <= line && line <= to)).toHaveLength(hits === 0 ? 1 : 0);
      }
    }),
  );
});
