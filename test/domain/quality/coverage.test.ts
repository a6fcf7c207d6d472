import { expect, test } from 'vitest';
import { coverageForm, CoveragePayload, summariseCoverage } from '../../../src/domain/quality/coverage';
import { gapsOf } from '../../../src/domain/quality/line-coverage';

type Lines = [number, number][];

const payloadOf = (files: Record<string, Lines>, more: object = {}) =>
  CoveragePayload.parse({ files: Object.entries(files).map(([file, lines]) => ({ file, lines })), ...more });

/** Lines from the first to the last, each with so many hits. */
const run = (first: number, last: number, hits: number): Lines =>
  Array.from({ length: last - first + 1 }, (_, i) => [first + i, hits]);

function groupsOf(before: CoveragePayload, after: CoveragePayload) {
  const compared = coverageForm.compare(before, after);
  if ('incomparable' in compared) throw new Error(compared.incomparable);
  return Object.fromEntries(compared.groups.map(({ title, items }) => [title, items]));
}

test('what was not measured is null, and never 0 or 100', () => {
  const nothing = { line_coverage: null, branch_coverage: null, function_coverage: null };
  expect(coverageForm.measure(payloadOf({}))).toEqual(nothing);
  expect(coverageForm.measure(payloadOf({ 'a.ts': [] }))).toEqual(nothing);
  expect(coverageForm.measure(payloadOf({ 'a.ts': run(1, 4, 1) }))).toEqual({ ...nothing, line_coverage: 100 });
  expect(summariseCoverage(payloadOf({}))).toMatchObject({ meets_threshold: null, measured: false });
});

test('an estimate and a part of a result measure nothing', () => {
  for (const more of [{ estimated: true }, { incomplete: true }]) {
    const payload = payloadOf({ 'a.ts': run(1, 4, 1) }, more);
    expect(coverageForm.measure(payload)).toMatchObject({ line_coverage: null });
    expect(summariseCoverage(payload)).toMatchObject({ meets_threshold: null, measured: false });
    expect(coverageForm.compare(payload, payload)).toEqual({ incomparable: expect.any(String) });
  }
});

test('the threshold is met at its very number', () => {
  const fourOfFive = { 'a.ts': [...run(1, 4, 1), ...run(5, 5, 0)] };
  expect(summariseCoverage(payloadOf(fourOfFive)).meets_threshold).toBe(true);
  expect(summariseCoverage(payloadOf(fourOfFive, { threshold: 80.01 })).meets_threshold).toBe(false);
});

test('counters that a file only declares count as its numbers', () => {
  const declared = { lines: { found: 10, hit: 5 }, functions: null, branches: { found: 4, hit: 1 } };
  const payload = CoveragePayload.parse({ files: [{ file: 'a.ts', declared }] });
  expect(coverageForm.measure(payload)).toEqual({ line_coverage: 50, branch_coverage: 25, function_coverage: null });
});

test('gaps are ranges of lines that were not run, the largest file first, with its risk by size', () => {
  const payload = payloadOf({
    'small.ts': [...run(1, 2, 1), ...run(3, 5, 0), ...run(6, 6, 1), ...run(9, 9, 0)],
    'middle.ts': run(1, 20, 0),
    'large.ts': run(1, 100, 0),
    'whole.ts': run(1, 9, 3),
  });
  expect(gapsOf(payload)).toEqual([
    { file: 'large.ts', uncovered: 100, ranges: [[1, 100]], risk: 'high' },
    { file: 'middle.ts', uncovered: 20, ranges: [[1, 20]], risk: 'medium' },
    {
      file: 'small.ts',
      uncovered: 4,
      ranges: [
        [3, 5],
        [9, 9],
      ],
      risk: 'low',
    },
  ]);
});

test('a comparison names gaps that are new and closed by file and lines', () => {
  const before = payloadOf({ 'a.ts': [...run(1, 5, 0), ...run(6, 10, 1)], 'gone.ts': run(1, 1, 1) });
  const after = payloadOf({ 'a.ts': [...run(1, 3, 1), ...run(4, 7, 0), ...run(8, 12, 1)], 'new.ts': run(1, 2, 0) });
  const groups = groupsOf(before, after);
  expect(groups['New gaps']).toEqual([
    { file: 'a.ts', lines: 2, ranges: [[6, 7]] },
    { file: 'new.ts', lines: 2, ranges: [[1, 2]] },
  ]);
  expect(groups['Closed gaps']).toEqual([{ file: 'a.ts', lines: 3, ranges: [[1, 3]] }]);
  expect(groups['Files of which more is covered']).toMatchObject([{ file: 'a.ts', before: 50 }]);
  expect(groups['New files']).toEqual([{ file: 'new.ts', line_coverage: 0 }]);
  expect(groups['Files that are gone']).toEqual([{ file: 'gone.ts', line_coverage: 100 }]);
});

test('nothing changed between a result and itself', () => {
  const payload = payloadOf({ 'a.ts': [...run(1, 5, 0), ...run(6, 10, 1)] });
  expect(Object.values(groupsOf(payload, payload)).flat()).toEqual([]);
});

test('results without a source file in common can not be compared', () => {
  const [before, after] = [payloadOf({ 'a.ts': run(1, 1, 1) }), payloadOf({ 'b.ts': run(1, 1, 1) })];
  expect(coverageForm.compare(before, after)).toEqual({ incomparable: expect.stringContaining('in common') });
});

test.each([
  [{ files: [{ file: 'a' }, { file: 'a' }] }],
  [
    {
      files: [
        {
          file: 'a',
          lines: [
            [2, 1],
            [1, 1],
          ],
        },
      ],
    },
  ],
  [{ files: [{ file: 'a', lines: [[1, -1]] }] }],
  [{ files: [], threshold: 101 }],
  [{ line_coverage: 95 }],
])('%j is refused', (payload) => {
  expect(CoveragePayload.safeParse(payload).success).toBe(false);
});
