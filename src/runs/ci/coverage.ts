import { normalisePath } from '../../domain/coverage/paths';
import { addCoverage, coverageOf, NO_COVERAGE } from '../../domain/coverage/totals';
import { type CoverageSource, mergeInPasses } from '../../domain/coverage/merge';
import type { CoverageSection, CoverageTotals } from '../../domain/evidence/coverage';
import { writeLcovSection } from '../../formats/lcov/writer';
import { ArtifactWriter, runKey } from '../../store/artifacts';
import type { LineBlock } from '../../store/line-blocks';
import { LineBlockWriter, readLines } from '../../store/line-blocks';
import type { RunKey } from '../pointer';
import { CI_FILES, readEvidence } from './run-files';

/** Lines, functions and branches in memory at a time: some 30 MB of the Worker's 128. */
const BUDGET = 300_000;

/** Sections of one uploaded file in R2. */
export interface StoredSections {
  key: string;
  blocks: LineBlock[];
  format: string | null;
  /** Folders that the file says its paths are relative to. */
  sources?: readonly string[];
}

/** What sections come to in all. `too_many`: one source file alone is larger than memory allows. */
export async function coverageTotals(
  bucket: R2Bucket,
  files: readonly StoredSections[],
): Promise<CoverageTotals | null> {
  let totals = NO_COVERAGE;
  const merged = await mergeInPasses({
    sources: files.map((file) => sourceOf(bucket, file)),
    budget: BUDGET,
    emit: (section) => {
      totals = addCoverage(totals, coverageOf(section));
    },
  });
  return 'fault' in merged || totals.files === 0 ? null : totals;
}

/** Merged coverage of a run: what it comes to, and where its source files lie. */
export interface MergedCoverage {
  totals: CoverageTotals;
  blocks: LineBlock[];
}

/** Merges what all files of a run say, and keeps it: a line of evidence a source file, and one LCOV file. */
export async function mergeCoverage(
  bucket: R2Bucket,
  key: RunKey,
  { files, roots }: { files: readonly StoredSections[]; roots: readonly string[] },
): Promise<MergedCoverage | null> {
  if (files.length === 0) return null;
  const lines = new LineBlockWriter(bucket, runKey(key, CI_FILES.coverage));
  const lcov = new ArtifactWriter(bucket, runKey(key, CI_FILES.lcov), 'text/plain; charset=utf-8');
  let totals = NO_COVERAGE;
  try {
    const merged = await mergeInPasses({
      sources: files.map((file) => sourceOf(bucket, file, roots)),
      budget: BUDGET,
      emit: async (section) => {
        totals = addCoverage(totals, coverageOf(section));
        await lines.write(JSON.stringify(section));
        await lcov.write(writeLcovSection(section));
      },
    });
    if ('fault' in merged) {
      await Promise.all([lines.abort(), lcov.abort()]);
      return null;
    }
    const { blocks } = await lines.close();
    await lcov.close();
    return { totals, blocks };
  } catch (cause) {
    await Promise.allSettled([lines.abort(), lcov.abort()]);
    throw cause;
  }
}

function sourceOf(bucket: R2Bucket, stored: StoredSections, roots?: readonly string[]): CoverageSource {
  const { key, blocks, format, sources = [] } = stored;
  const asWritten = (sections: AsyncIterable<CoverageSection>) =>
    roots ? fromRoot(sections, { roots, sources }) : sections;
  return {
    overlap: format === 'cobertura' ? 'repeated' : 'added',
    read: () => asWritten(readEvidence<CoverageSection>(bucket, key, blocks)),
    pick: (positions) => asWritten(pickSections(bucket, { key, blocks }, positions)),
  };
}

/** Reads only the blocks in which the positions lie, which rise. */
async function* pickSections(
  bucket: R2Bucket,
  { key, blocks }: Pick<StoredSections, 'key' | 'blocks'>,
  positions: readonly number[],
): AsyncGenerator<CoverageSection> {
  let turn = 0;
  for (const block of blocks) {
    const wanted = positions[turn];
    if (wanted === undefined) return;
    if (wanted >= block.first + block.lines) continue;
    let position = block.first;
    for await (const line of readLines(bucket, key, [block])) {
      if (position === positions[turn]) {
        turn += 1;
        // What `EvidenceWriter` wrote.
        yield JSON.parse(line) as CoverageSection;
      }
      position += 1;
    }
  }
}

/** The same with paths from the root of the repository, by which a diff names them too. */
async function* fromRoot(
  sections: AsyncIterable<CoverageSection>,
  where: { roots: readonly string[]; sources: readonly string[] },
): AsyncGenerator<CoverageSection> {
  for await (const section of sections) yield { ...section, file: normalisePath(section.file, where).path };
}
