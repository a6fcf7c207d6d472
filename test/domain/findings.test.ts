import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FindingLevel } from '../../src/domain/evidence/finding';
import { securityBand } from '../../src/domain/evidence/finding';
import type { ComparedFinding } from '../../src/domain/findings';
import { compareFindings, FindingTally, sumFindings } from '../../src/domain/findings';
import { FingerprintCounts } from '../../src/domain/fingerprint-counts';
import { sha256 } from '../../src/domain/hash';

const ONE = { tool: 'lint', category: null };
const digest = (name: string) => `fnd_${sha256(name).slice(0, 32)}`;

function finding(name: string, changed: Partial<ComparedFinding> = {}): ComparedFinding {
  const fresh = { ...ONE, kind: 'fail', suppressed: false, baseline_state: null, older_fingerprints: [] };
  return { ...fresh, fingerprint: digest(name), ...changed };
}

const side = (...findings: ComparedFinding[]) => ({ analyses: [ONE], findings });

describe('comparing findings', () => {
  const changesOf = (base: ComparedFinding[], current: ComparedFinding[], most = 10) =>
    compareFindings(side(...base), side(...current), most).compared[0];

  test('what is on both sides is unchanged, as often as it is on both', () => {
    const [a, b, c] = [finding('a'), finding('b'), finding('c')];
    expect(changesOf([a, a, a, b], [a, c, a])).toEqual({
      ...ONE,
      ...{ new: 1, fixed: 2, unchanged: 2, suppressed: 0 },
      new_findings: [c],
      fixed_findings: [a, b],
    });
  });

  test('every finding of either side is counted once', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(names, names, (before, after) => {
        const changes = changesOf(
          before.map((name) => finding(name)),
          after.map((name) => finding(name)),
        );
        const count = (names: string[], name: string) => names.filter((other) => other === name).length;
        const common = ['a', 'b', 'c', 'd'].map((name) => Math.min(count(before, name), count(after, name)));
        const unchanged = common.reduce((sum, each) => sum + each, 0);
        expect(changes).toMatchObject({ unchanged, new: after.length - unchanged, fixed: before.length - unchanged });
      }),
    );
  });

  test('the lists are bounded, the numbers are not', () => {
    const many = Array.from({ length: 5 }, (_, i) => finding(`n${i}`));
    expect(changesOf([], many, 2)).toMatchObject({ new: 5, new_findings: many.slice(0, 2) });
    expect(changesOf(many, [], 2)).toMatchObject({ fixed: 5, fixed_findings: many.slice(0, 2) });
  });

  test('a new version of a fingerprint makes no finding new, in either direction', () => {
    const [old, updated] = [finding('v1'), finding('v2', { older_fingerprints: [digest('v1')] })];
    expect(changesOf([old], [updated])).toMatchObject({ new: 0, fixed: 0, unchanged: 1 });
    expect(changesOf([updated], [old])).toMatchObject({ new: 0, fixed: 0, unchanged: 1 });
  });

  test('a finding that was suppressed is not fixed, and one that is no longer there does not count', () => {
    const [a, hidden, absent] = [
      finding('a'),
      finding('a', { suppressed: true }),
      finding('a', { baseline_state: 'absent' }),
    ];
    expect(changesOf([a], [hidden])).toMatchObject({ new: 0, fixed: 0, unchanged: 0, suppressed: 1 });
    expect(changesOf([a], [absent])).toMatchObject({ new: 0, fixed: 1, unchanged: 0 });
    expect(changesOf([hidden, absent], [a])).toMatchObject({ new: 1, fixed: 0 });
  });

  test('a result that tells of no problem is no finding to compare', () => {
    expect(changesOf([], [finding('a', { kind: 'pass' }), finding('b', { kind: 'review' })])).toMatchObject({ new: 1 });
  });

  test('tools and categories are compared with their own kind alone', () => {
    const other = { tool: 'lint', category: 'docs' };
    const [here, there] = [finding('a'), finding('a', other)];
    const comparison = compareFindings(
      { analyses: [ONE, other], findings: [here, there] },
      { analyses: [ONE, other, ONE], findings: [here] },
      10,
    );
    expect(comparison.compared).toMatchObject([
      { ...ONE, unchanged: 1, fixed: 0 },
      { ...other, unchanged: 0, fixed: 1 },
    ]);
  });

  test('an analysis that ran on one side alone is not compared: nothing of it is new or fixed', () => {
    const scan = { tool: 'scan', category: null };
    const comparison = compareFindings(
      { analyses: [ONE], findings: [finding('a')] },
      { analyses: [scan], findings: [finding('b', scan)] },
      10,
    );
    expect(comparison).toEqual({
      compared: [],
      not_compared: [
        { ...ONE, ran_in: 'base' },
        { ...scan, ran_in: 'current' },
      ],
    });
  });
});

describe('counting findings', () => {
  const of = (rule_id: string | null, level: FindingLevel, suppressed = false) => ({
    ...{ rule_id, level, suppressed },
    baseline_state: null,
  });

  test('counts are by level and by rule, the most frequent rule first', () => {
    const tally = new FindingTally();
    for (const each of [of('b', 'error'), of('a', 'note'), of('b', 'error', true), of(null, 'none'), of('', 'none')]) {
      tally.add(each);
    }
    expect(tally.counts).toEqual({
      findings: 5,
      by_level: { error: 2, warning: 0, note: 1, none: 2 },
      active_by_level: { error: 1, warning: 0, note: 1, none: 2 },
      suppressed: 1,
    });
    expect(tally.distinctRules).toBe(4);
    expect(tally.byRule(2)).toEqual([
      { rule_id: 'b', level: 'error', findings: 2, active: 1 },
      { rule_id: null, level: 'none', findings: 1, active: 1 },
    ]);
  });

  test('sums are those of one tally over all', () => {
    const [one, other, both] = [new FindingTally(), new FindingTally(), new FindingTally()];
    for (const [tally, each] of [
      [one, of('a', 'error')],
      [other, of('a', 'note', true)],
    ] as const) {
      tally.add(each);
      both.add(each);
    }
    expect(sumFindings([one.counts, other.counts])).toEqual(both.counts);
  });

  test.each([
    [10, 'critical'],
    [9, 'critical'],
    [8.9, 'high'],
    [7, 'high'],
    [6.9, 'medium'],
    [4, 'medium'],
    [3.9, 'low'],
    [0.1, 'low'],
    [0, 'none'],
  ])('a security severity of %d is %s', (severity, band) => {
    expect(securityBand(severity)).toBe(band);
  });
});

test('digests are counted as a map would count them', () => {
  const names = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 3000 })), { maxLength: 6000, size: 'max' });
  fc.assert(
    fc.property(names, (steps) => {
      const [counts, map] = [new FingerprintCounts(), new Map<number, number>()];
      for (const [adds, n] of steps) {
        const name = digest(String(n));
        const before = map.get(n) ?? 0;
        expect(counts.get(name)).toBe(before);
        if (adds) expect(counts.add(name)).toBe(before + 1);
        else expect(counts.take(name)).toBe(before > 0);
        map.set(n, adds ? before + 1 : Math.max(0, before - 1));
      }
    }),
    { numRuns: 5 },
  );
  const zero = new FingerprintCounts();
  expect([zero.get('0'.repeat(32)), zero.add('0'.repeat(32)), zero.get('0'.repeat(32))]).toEqual([0, 1, 1]);
});
