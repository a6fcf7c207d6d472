import { expect, test } from 'vitest';
import { PatchCoverage, PatchCoverageMeter } from '../../../src/domain/coverage/patch';
import type { CoverageSection } from '../../../src/domain/evidence/coverage';

const aFile = (file: string, lines: CoverageSection['lines']): CoverageSection => {
  return { file, test: null, lines, functions: [], branches: [], mcdc: [], declared: null };
};

test('of a change only new lines that are measured count, and each stretch tells what of it is not covered', () => {
  const meter = new PatchCoverageMeter([
    {
      path: 'src/b.ts',
      added: [
        [2, 4],
        [10, 13],
      ],
    },
    { path: 'src/a.ts', added: [[1, 1]] },
    { path: 'README.md', added: [[1, 9]] },
    { path: 'moved.ts', added: [] },
  ]);
  meter.add(
    aFile('src/b.ts', [
      [1, 0],
      [2, 1],
      [4, 0],
      [5, 0],
      [10, 0],
      [12, 0],
      [13, 2],
    ]),
  );
  meter.add(aFile('src/a.ts', [[2, 1]]));
  meter.add(aFile('src/other.ts', [[1, 0]]));
  meter.add(aFile('moved.ts', [[1, 0]]));
  expect(PatchCoverage.parse(meter.result())).toEqual({
    lines: { found: 5, hit: 2 },
    files: [
      { file: 'src/a.ts', lines: null, uncovered: [] },
      {
        file: 'src/b.ts',
        lines: { found: 5, hit: 2 },
        uncovered: [
          [4, 4],
          [10, 12],
        ],
      },
    ],
    unknown: ['README.md'],
  });
});

test('a change without a measured line has no coverage, neither full nor none', () => {
  const meter = new PatchCoverageMeter([{ path: 'a.ts', added: [[1, 5]] }]);
  expect(meter.result()).toEqual({ lines: null, files: [], unknown: ['a.ts'] });
  meter.add(aFile('a.ts', [[9, 0]]));
  expect(meter.result().lines).toBeNull();
});
