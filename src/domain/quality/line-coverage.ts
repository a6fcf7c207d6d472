import { z } from 'zod';
import { uncoveredRanges } from '../coverage/gaps';
import { addCoverage, coverageOf, NO_COVERAGE } from '../coverage/totals';
import type { CoverageRatio, CoverageTotals, FileCoverage } from '../evidence/coverage';
import { CoverageSection, LineRange } from '../evidence/coverage';
import { label } from '../text';

/** Percent of lines. */
export const DEFAULT_THRESHOLD = 80;

const section = CoverageSection.shape;
const rising = (lines: readonly (readonly [number, number])[]) =>
  lines.every(([line], i) => i === 0 || line > (lines[i - 1]?.[0] ?? line));

/** What is known of one source file. */
export const CoveredFile = z.strictObject({
  file: z.string(),
  lines: section.lines
    .refine(rising, { error: 'lines in rising order, each once', params: { code: 'not_rising' } })
    .default([]),
  functions: section.functions.default([]),
  branches: section.branches.default([]),
  mcdc: section.mcdc.default([]),
  declared: section.declared.default(null),
});
export type CoveredFile = z.infer<typeof CoveredFile>;

/** The result of a coverage analysis, line by line. */
export const CoveragePayload = z.strictObject({
  method: label(128).nullable().default(null).meta({ description: 'What measured it, as `lcov`' }),
  estimated: z.boolean().default(false).meta({ description: 'Nothing ran: its numbers measure nothing' }),
  incomplete: z.boolean().default(false).meta({ description: 'A file of it did not end, so that some may be missing' }),
  threshold: z.number().min(0).max(100).default(DEFAULT_THRESHOLD).meta({ description: 'Percent of lines' }),
  statement_coverage: z.number().min(0).max(100).nullable().default(null).meta({
    description: 'Percent, where the tool counts statements',
  }),
  files: z.array(CoveredFile).refine((files) => new Set(files.map(({ file }) => file)).size === files.length, {
    error: 'each source file once',
    params: { code: 'repeated_file' },
  }),
});
export type CoveragePayload = z.infer<typeof CoveragePayload>;

/** Where a source file is not covered. `risk`: by how many lines that is. */
export const CoverageGap = z.strictObject({
  file: z.string(),
  uncovered: z.int().positive().meta({ description: 'Lines that were not run' }),
  ranges: z.array(LineRange),
  risk: z.enum(['high', 'medium', 'low']),
});
export type CoverageGap = z.infer<typeof CoverageGap>;

/** Uncovered lines from which on a file is at that risk: rules of thumb, which nobody has measured. */
const HIGH_RISK = 100;
const MEDIUM_RISK = 20;

export const sectionOf = (file: CoveredFile): CoverageSection => ({ ...file, test: null });

export const fileCoverageOf = (file: CoveredFile): FileCoverage => coverageOf(sectionOf(file));

export function totalsOf({ files }: CoveragePayload): CoverageTotals {
  return files.reduce((totals, file) => addCoverage(totals, fileCoverageOf(file)), NO_COVERAGE);
}

/** 0 to 100; null where nothing was measured. */
export function percentOf(ratio: CoverageRatio | null): number | null {
  return ratio === null || ratio.found === 0 ? null : (100 * ratio.hit) / ratio.found;
}

/** All gaps, the largest first. */
export function gapsOf({ files }: CoveragePayload): CoverageGap[] {
  return files
    .flatMap(({ file, lines }) => {
      const uncovered = lines.filter(([, hits]) => hits === 0).length;
      return uncovered === 0 ? [] : [{ file, uncovered, ranges: uncoveredRanges(lines), risk: riskOf(uncovered) }];
    })
    .sort((a, b) => b.uncovered - a.uncovered || (a.file < b.file ? -1 : 1));
}

function riskOf(uncovered: number): CoverageGap['risk'] {
  if (uncovered >= HIGH_RISK) return 'high';
  return uncovered >= MEDIUM_RISK ? 'medium' : 'low';
}
