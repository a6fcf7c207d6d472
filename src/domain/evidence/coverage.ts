import { z } from 'zod';

/** How often something was run. Where a file counts beyond 2^53 - 1 it stays there. */
const hits = z.int().nonnegative();

/** Of one kind of thing that can be covered. */
export const CoverageRatio = z.strictObject({ found: z.int().nonnegative(), hit: z.int().nonnegative() });
export type CoverageRatio = z.infer<typeof CoverageRatio>;

/** What a producer may count without listing it. */
export const CoverageKind = z.enum(['lines', 'functions', 'branches']);
export type CoverageKind = z.infer<typeof CoverageKind>;

/**
 * What one section of a file says of one source file. Numbers of lines count from 1. The same source file may come in
 * several sections; they are merged later (`src/domain/coverage/merge.ts`).
 */
export const CoverageSection = z.strictObject({
  file: z.string(),
  test: z.string().nullable().meta({ description: 'The test that LCOV names by TN' }),
  lines: z.array(z.tuple([z.int(), hits])).meta({ description: 'Line, hits' }),
  functions: z.array(z.tuple([z.string(), z.int().nullable(), hits.nullable()])).meta({
    description: 'Name, first line, hits; null where the file does not say',
  }),
  branches: z.array(z.tuple([z.int(), z.string(), z.string(), hits.nullable()])).meta({
    description: 'Line, block, branch, times taken; null: its line was never reached',
  }),
  mcdc: z.array(z.tuple([z.int(), z.int(), z.enum(['t', 'f']), z.int(), z.string(), hits])).meta({
    description: 'Modified condition/decision coverage: line, size of its group, sense, index, expression, times met',
  }),
  declared: z
    .strictObject({
      lines: CoverageRatio.nullable(),
      functions: CoverageRatio.nullable(),
      branches: CoverageRatio.nullable(),
    })
    .nullable()
    .meta({ description: 'Counters of the file itself, of the kinds of which it lists nothing' }),
});
export type CoverageSection = z.infer<typeof CoverageSection>;

/** One source file, merged. null: nothing of that kind was measured. */
export const FileCoverage = z.strictObject({
  file: z.string(),
  lines: CoverageRatio.nullable(),
  functions: CoverageRatio.nullable(),
  branches: CoverageRatio.nullable(),
  mcdc: CoverageRatio.nullable(),
  declared: z.array(CoverageKind).meta({
    description:
      'Kinds whose numbers are counters of the file itself, because it lists nothing of them; where several sections count, the largest',
  }),
});
export type FileCoverage = z.infer<typeof FileCoverage>;

/** Of all source files. null: nothing of that kind was measured. */
export const CoverageTotals = z.strictObject({
  files: z.int().nonnegative(),
  lines: CoverageRatio.nullable(),
  functions: CoverageRatio.nullable(),
  branches: CoverageRatio.nullable(),
  mcdc: CoverageRatio.nullable(),
  declared_files: z.int().nonnegative().meta({
    description: 'Files with numbers that are only declared: see `declared` of a file',
  }),
});
export type CoverageTotals = z.infer<typeof CoverageTotals>;

/** Lines from the first to the last, both counted. */
export const LineRange = z.tuple([z.int(), z.int()]);
export type LineRange = z.infer<typeof LineRange>;

/** What a file of coverage says of itself and in all. `declared`: its own counters, summed over its sections. */
const summary = {
  sections: z.int().nonnegative(),
  overlap: z.enum(['added', 'repeated']).meta({
    description:
      'How sections of one source file go together: each tells of runs of its own, so hits are added; or they repeat each other, so the largest count',
  }),
};

export const LcovSummary = z.strictObject({
  ...summary,
  incomplete: z.boolean().meta({ description: 'A section did not end: whoever wrote the file may have died' }),
  tests: z.array(z.string()).meta({ description: 'Names of tests, the first 1,000' }),
  declared: z.strictObject({
    lines: CoverageRatio.nullable(),
    functions: CoverageRatio.nullable(),
    branches: CoverageRatio.nullable(),
  }),
  records: z.record(z.string(), z.int().nonnegative()).meta({
    description: 'Records by their names, those that could not be read or stood outside of any section too',
  }),
  lines_differ: z.int().nonnegative().meta({ description: 'Sections whose LF or LH is not the count of their lines' }),
});
export type LcovSummary = z.infer<typeof LcovSummary>;

export const CoberturaSummary = z.strictObject({
  ...summary,
  producer: z.string().nullable().meta({ description: 'The attribute `version`' }),
  sources: z.array(z.string()).meta({ description: 'Folders that file names are relative to, the first 1,000' }),
  packages: z.int().nonnegative(),
  classes: z.int().nonnegative(),
  methods: z.int().nonnegative(),
  lines: z.int().nonnegative().meta({ description: 'Line elements of classes, before any merging' }),
  declared: z.strictObject({ lines: CoverageRatio.nullable(), branches: CoverageRatio.nullable() }),
});
export type CoberturaSummary = z.infer<typeof CoberturaSummary>;
