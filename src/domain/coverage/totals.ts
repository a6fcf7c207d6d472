import type { CoverageKind, CoverageRatio, CoverageSection, CoverageTotals, FileCoverage } from '../evidence/coverage';

/** The totals before any file. */
export const NO_COVERAGE: CoverageTotals = {
  files: 0,
  lines: null,
  functions: null,
  branches: null,
  mcdc: null,
  declared_files: 0,
};

/**
 * How much of a source file is covered. A function whose hits nobody told, and a branch whose line was never reached,
 * are found and not hit. A kind of which nothing is listed has the numbers that its producer declares, if it does.
 *
 * @param file merged: each line, function and branch once
 */
export function coverageOf(file: CoverageSection): FileCoverage {
  const listed = {
    lines: ratioOf(file.lines.map(([, hits]) => hits)),
    functions: ratioOf(file.functions.map(([, , hits]) => hits)),
    branches: ratioOf(file.branches.map(([, , , taken]) => taken)),
  };
  const declared: CoverageKind[] = [];
  const take = (kind: CoverageKind): CoverageRatio | null => {
    if (listed[kind]) return listed[kind];
    const ratio = file.declared?.[kind] ?? null;
    if (ratio) declared.push(kind);
    return ratio;
  };
  return {
    file: file.file,
    lines: take('lines'),
    functions: take('functions'),
    branches: take('branches'),
    mcdc: ratioOf(file.mcdc.map(([, , , , , met]) => met)),
    declared,
  };
}

/** The totals with one more file, which is not in them yet. */
export function addCoverage(totals: CoverageTotals, file: FileCoverage): CoverageTotals {
  return {
    files: totals.files + 1,
    lines: sumOf(totals.lines, file.lines),
    functions: sumOf(totals.functions, file.functions),
    branches: sumOf(totals.branches, file.branches),
    mcdc: sumOf(totals.mcdc, file.mcdc),
    declared_files: totals.declared_files + (file.declared.length > 0 ? 1 : 0),
  };
}

function ratioOf(hits: readonly (number | null)[]): CoverageRatio | null {
  if (hits.length === 0) return null;
  return { found: hits.length, hit: hits.reduce<number>((sum, count) => (count ? sum + 1 : sum), 0) };
}

function sumOf(a: CoverageRatio | null, b: CoverageRatio | null): CoverageRatio | null {
  if (a === null) return b;
  return b === null ? a : { found: a.found + b.found, hit: a.hit + b.hit };
}
