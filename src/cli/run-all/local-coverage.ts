import { z } from 'zod';
import { mergeInPasses } from '../../domain/coverage/merge';
import { normalisePath } from '../../domain/coverage/paths';
import { addCoverage, coverageOf, NO_COVERAGE } from '../../domain/coverage/totals';
import type { CoverageSection, CoverageTotals } from '../../domain/evidence/coverage';
import { readLines } from './evidence-lines';
import type { ReadReport } from './report-evidence';

/** Lines, functions and branches in memory at a time: some 300 MB. */
const BUDGET = 3_000_000;

const SourceFolders = z.array(z.string());

/** What the coverage in reports comes to in all; null: there is none, or one source file is too large to be merged. */
export async function mergeLocalCoverage(reports: readonly ReadReport[], cwd: string): Promise<CoverageTotals | null> {
  const sources = reports.flatMap(({ evidence: { sections }, format, facts }) => {
    if (sections === null) return [];
    const folders = SourceFolders.safeParse(facts.sources).data ?? [];
    const overlap = format === 'cobertura' ? ('repeated' as const) : ('added' as const);
    return [{ overlap, read: () => fromRoot(sections, { roots: [cwd], sources: folders }) }];
  });
  let totals = NO_COVERAGE;
  const merged = await mergeInPasses({
    sources,
    budget: BUDGET,
    emit: (section) => {
      totals = addCoverage(totals, coverageOf(section));
    },
  });
  return 'fault' in merged || totals.files === 0 ? null : totals;
}

async function* fromRoot(
  path: string,
  where: { roots: readonly string[]; sources: readonly string[] },
): AsyncGenerator<CoverageSection> {
  for await (const section of readLines<CoverageSection>(path)) {
    yield { ...section, file: normalisePath(section.file, where).path };
  }
}
