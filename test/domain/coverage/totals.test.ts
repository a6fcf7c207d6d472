import { expect, test } from 'vitest';
import { addCoverage, coverageOf, NO_COVERAGE } from '../../../src/domain/coverage/totals';
import { CoverageTotals, type CoverageSection, FileCoverage } from '../../../src/domain/evidence/coverage';

const nothing: CoverageSection = {
  file: 'a',
  test: null,
  lines: [],
  functions: [],
  branches: [],
  mcdc: [],
  declared: null,
};
const counted: CoverageSection = {
  ...nothing,
  lines: [
    [1, 3],
    [2, 0],
  ],
  functions: [
    ['f', 1, 1],
    ['g', 2, null],
  ],
  branches: [
    [1, '0', '0', 1],
    [1, '0', '1', 0],
    [2, '0', '0', null],
  ],
};

test('what was not measured is null, never 0 of 0', () => {
  expect(coverageOf(nothing)).toEqual({
    file: 'a',
    lines: null,
    functions: null,
    branches: null,
    mcdc: null,
    declared: [],
  });
  expect(addCoverage(NO_COVERAGE, coverageOf(nothing))).toEqual({ ...NO_COVERAGE, files: 1 });
});

test('a function of unknown hits and a branch that was never reached are found and not hit', () => {
  const coverage = FileCoverage.parse(coverageOf(counted));
  expect(coverage).toMatchObject({
    lines: { found: 2, hit: 1 },
    functions: { found: 2, hit: 1 },
    branches: { found: 3, hit: 1 },
  });
});

test('counters of a file that lists nothing are taken, and marked as such up to the totals', () => {
  const declared = { lines: { found: 9, hit: 3 }, functions: { found: 5, hit: 5 }, branches: null };
  expect(coverageOf({ ...counted, declared })).toMatchObject({ lines: { found: 2, hit: 1 }, declared: [] });
  const only = coverageOf({ ...nothing, declared });
  expect(only).toMatchObject({ lines: { found: 9, hit: 3 }, declared: ['lines', 'functions'] });
  const totals = CoverageTotals.parse([coverageOf(counted), only].reduce(addCoverage, NO_COVERAGE));
  expect(totals).toEqual({
    files: 2,
    lines: { found: 11, hit: 4 },
    functions: { found: 7, hit: 6 },
    branches: { found: 3, hit: 1 },
    mcdc: null,
    declared_files: 1,
  });
});
