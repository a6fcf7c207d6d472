import fc from 'fast-check';
import { expect, test } from 'vitest';
import { betaQuantile, betaShareBelow } from '../../src/domain/beta-distribution';

test.each([
  // The arcsine distribution: sin²(πp/2).
  [0.025, 0.5, 0.5, Math.sin((Math.PI * 0.025) / 2) ** 2],
  [0.8, 0.5, 0.5, Math.sin((Math.PI * 0.8) / 2) ** 2],
  // One parameter 1: a power.
  [0.3, 1, 1, 0.3],
  [0.3, 7, 1, 0.3 ** (1 / 7)],
  [0.3, 1, 7, 1 - 0.7 ** (1 / 7)],
  // Values of SciPy 1.17 (Boost).
  [0.025, 0.5, 12.5, 4.0075310076598856e-5],
  [0.975, 0.5, 12.5, 0.18530593831248504],
  [0.025, 4.5, 8.5, 0.12453732145214938],
  [0.975, 4.5, 8.5, 0.6124361034423771],
  [0.025, 0.5, 100.5, 4.898073104397486e-6],
  [0.975, 100.5, 0.5, 0.9999951019268956],
  [0.975, 50.5, 50.5, 0.596826049103582],
])('the %d quantile of Beta(%d, %d) is %d', (share, a, b, expected) => {
  expect(Math.abs(betaQuantile(share, { a, b }) / expected - 1)).toBeLessThan(1e-10);
});

test('a share and its quantile undo each other, for all counts that the ledger has', () => {
  const halves = fc.integer({ min: 0, max: 100 }).map((count) => count + 0.5);
  fc.assert(
    fc.property(halves, halves, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (a, b, share) => {
      expect(betaShareBelow(betaQuantile(share, { a, b }), { a, b })).toBeCloseTo(share, 8);
    }),
  );
});

test('nothing lies below 0 and everything below 1', () => {
  expect([betaShareBelow(0, { a: 0.5, b: 3 }), betaShareBelow(1, { a: 0.5, b: 3 })]).toEqual([0, 1]);
});
