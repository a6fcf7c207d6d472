import { z } from 'zod';
import { normalisePath } from '../../src/domain/coverage/paths';
import { boundedName } from '../../src/domain/evidence/names';
import { CoberturaSummary, type CoverageRatio, LcovSummary } from '../../src/domain/evidence/coverage';
import type { Fact, FactsOf } from './comparison';
import type { Answer } from './sending';

const counts = z.record(z.string(), z.number());

const Lcov = z.object({
  records: z.number(),
  distinctFiles: z.number(),
  testNames: z.array(z.string()),
  recordTypes: counts,
  unterminatedRecords: z.number(),
  anomalies: counts,
  declaredSums: counts,
  recordsWhereDeclaredLFLHDiffers: z.number(),
  mergedTotals: counts,
  linePercent: z.number().nullable(),
  perFileColumns: z.unknown(),
  perFile: z.record(z.string(), z.array(z.number())),
});

const numbers = (ratio: CoverageRatio | null | undefined) => [ratio?.found ?? 0, ratio?.hit ?? 0];
const declared = ({ found, hit }: CoverageRatio) => [found, hit];

/** Facts of an LCOV file. */
export function compareLcov(known: Record<string, unknown>, { file, coverage }: Answer): FactsOf {
  const expected = Lcov.parse(known);
  const told = LcovSummary.parse(file.content?.facts);
  const warnings = (code: string) => file.warnings.find((warning) => warning.code === code)?.count ?? 0;
  const anomalies = (...names: string[]) => names.reduce((sum, name) => sum + (expected.anomalies[name] ?? 0), 0);
  const { LF, LH, FNF, FNH, BRF, BRH } = expected.declaredSums;
  const pair = (found?: number, hit?: number) => (found === undefined || hit === undefined ? null : [found, hit]);
  const sums = told.declared;
  const facts: Fact[] = [
    { fact: 'records', known: expected.records, told: told.sections },
    { fact: 'testNames', known: sorted(expected.testNames.filter((name) => name !== '')), told: sorted(told.tests) },
    { fact: 'recordTypes', known: recordNames(expected.recordTypes), told: recordNames(told.records) },
    { fact: 'unterminatedRecords', known: expected.unterminatedRecords, told: warnings('unterminated') },
    { fact: 'unterminatedRecords: incomplete', known: expected.unterminatedRecords > 0, told: told.incomplete },
    {
      fact: 'recordsWhereDeclaredLFLHDiffers',
      known: expected.recordsWhereDeclaredLFLHDiffers,
      told: told.lines_differ,
    },
    { fact: 'duplicate DA', known: anomalies('duplicate DA in record'), told: warnings('repeated_line') },
    { fact: 'duplicate BRDA', known: anomalies('duplicate BRDA key in record'), told: warnings('repeated_branch') },
    { fact: 'bad records', known: anomalies('bad DA', 'bad BRDA', 'bad FNDA'), told: warnings('malformed_record') },
    { fact: 'declared lines', known: pair(LF, LH), told: sums.lines && declared(sums.lines) },
    { fact: 'declared functions', known: pair(FNF, FNH), told: sums.functions && declared(sums.functions) },
    { fact: 'declared branches', known: pair(BRF, BRH), told: sums.branches && declared(sums.branches) },
  ];
  return { facts: [...facts, ...totalFacts(expected, { file, coverage })], used: [...Object.keys(Lcov.shape), 'crlf'] };
}

/** Totals are told with counters of the file itself where it lists nothing of a kind; the facts only have what is listed. */
function totalFacts(
  { mergedTotals: of, distinctFiles, perFile }: z.infer<typeof Lcov>,
  { file, coverage }: Pick<Answer, 'file' | 'coverage'>,
): Fact[] {
  const totals = file.content?.coverage;
  const listed = totals?.declared_files === 0;
  const kinds = {
    lines: [of['LF'] ?? 0, of['LH'] ?? 0],
    functions: [of['FNF'] ?? 0, of['FNH'] ?? 0],
    branches: [of['BRF'] ?? 0, of['BRH'] ?? 0],
  } as const;
  const ofKinds = listed
    ? (['lines', 'functions', 'branches'] as const).map((kind) => ({
        fact: `mergedTotals ${kind}`,
        known: kinds[kind],
        told: numbers(totals[kind]),
      }))
    : [];
  const byFile = coverage.map((one) => {
    const told = (kind: 'lines' | 'functions' | 'branches') =>
      one.declared.includes(kind) ? [0, 0] : numbers(one[kind]);
    return [one.file, [...told('lines'), ...told('functions'), ...told('branches')]] as const;
  });
  const byPath = Map.groupBy(Object.entries(perFile), ([name]) => pathAsKept(name));
  // Files that are one by their path are merged, and what that gives the facts do not tell.
  const single = [...byPath].flatMap(([path, [first, ...others]]) =>
    first && others.length === 0 ? [[path, first[1]] as const] : [],
  );
  const singlePaths = new Set(single.map(([path]) => path));
  return [
    { fact: 'distinctFiles', known: distinctFiles, told: totals?.files },
    { fact: 'mergedTotals MC/DC', known: [of['MCF'] ?? 0, of['MCH'] ?? 0], told: numbers(totals?.mcdc) },
    ...ofKinds,
    {
      fact: 'perFile',
      known: Object.fromEntries(single),
      told: Object.fromEntries(byFile.filter(([path]) => singlePaths.has(path))),
    },
    { fact: 'perFile: paths', known: sorted([...byPath.keys()]), told: sorted(byFile.map(([path]) => path)) },
  ];
}

/** Firefox writes whole scripts as paths. */
const pathAsKept = (path: string) => normalisePath(path.length > 4096 ? boundedName(path) : path).path;

/** Without variants of a record, which the facts tell apart, comments, and lines that are no record. */
const recordNames = (records: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(records)
      .filter(([name]) => /^(?:[A-Z]+|end_of_record)$/.test(name))
      .sort(),
  );

const sorted = (texts: readonly string[]) => texts.toSorted();

const Cobertura = z.object({
  rootAttrs: z.record(z.string(), z.string()),
  packages: z.number(),
  classes: z.number(),
  methods: z.number(),
  files: z.number(),
  sources: z.array(z.string()),
  classLineElements: z.number(),
  linesUnion: z.number(),
  linesHitUnion: z.number(),
  branchesUnion: z.number(),
  branchesHitUnion: z.number(),
});

/** Facts of a Cobertura file. */
export function compareCobertura(known: Record<string, unknown>, { file }: Answer): FactsOf {
  const expected = Cobertura.parse(known);
  const told = CoberturaSummary.parse(file.content?.facts);
  const totals = file.content?.coverage;
  const valid = expected.rootAttrs['lines-valid'];
  const facts: Fact[] = [
    { fact: 'version', known: expected.rootAttrs['version'] ?? null, told: told.producer },
    { fact: 'packages', known: expected.packages, told: told.packages },
    { fact: 'classes', known: expected.classes, told: told.classes },
    { fact: 'methods', known: expected.methods, told: told.methods },
    { fact: 'classLineElements', known: expected.classLineElements, told: told.lines },
    { fact: 'sources', known: expected.sources, told: told.sources },
    { fact: 'files', known: expected.files, told: totals?.files },
    { fact: 'lines', known: [expected.linesUnion, expected.linesHitUnion], told: numbers(totals?.lines) },
    { fact: 'branches', known: [expected.branchesUnion, expected.branchesHitUnion], told: numbers(totals?.branches) },
    {
      fact: 'lines-valid',
      known: valid === undefined ? null : Number(valid),
      told: told.declared.lines?.found ?? null,
    },
  ];
  return { facts, used: [...Object.keys(Cobertura.shape), 'root'] };
}
