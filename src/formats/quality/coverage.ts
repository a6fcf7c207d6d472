import { FileMerge, type JoinHits } from '../../domain/coverage/file-merge';
import { addHits } from '../../domain/coverage/hits';
import { normalisePath } from '../../domain/coverage/paths';
import type { CoverageSection } from '../../domain/evidence/coverage';
import { type CoveragePayload, DEFAULT_THRESHOLD } from '../../domain/quality/line-coverage';
import { coberturaReader } from '../cobertura/reader';
import { lcovReader } from '../lcov/reader';
import type { FileFault, FileReader } from '../reading';
import { readSource, recogniseSource, type ResultSource } from './source';

/**
 * The coverage that LCOV and Cobertura files tell of, merged: hits of several files are added, sections of one LCOV
 * file too; what one Cobertura file says twice of a line counts once. Paths are made plain (`normalisePath`).
 *
 * @returns `unrecognised` where a file is neither, else any fault of its reader
 */
export function coverageFromFiles(files: readonly ResultSource[]): CoveragePayload | FileFault {
  const merged = new Map<string, FileMerge>();
  const methods = new Set<string>();
  let incomplete = false;
  for (const file of files) {
    const format = recogniseSource(file, ['lcov', 'cobertura']);
    if (typeof format !== 'string') return format;
    const read = format === 'lcov' ? readLcov(file) : readCobertura(file);
    if ('fault' in read) return read;
    for (const section of read.sections) mergeSection(merged, section, addHits);
    methods.add(format);
    incomplete ||= read.incomplete;
  }
  return {
    method: methods.size === 0 ? null : [...methods].join(' and '),
    estimated: false,
    incomplete,
    threshold: DEFAULT_THRESHOLD,
    statement_coverage: null,
    files: sectionsOf(merged).map(({ test: _test, ...file }) => file),
  };
}

interface ReadCoverage {
  sections: readonly CoverageSection[];
  incomplete: boolean;
}

function readLcov(file: ResultSource): ReadCoverage | FileFault {
  const read = readSections(file, lcovReader, addHits);
  return 'fault' in read ? read : { sections: read.sections, incomplete: read.summary.incomplete };
}

function readCobertura(file: ResultSource): ReadCoverage | FileFault {
  const read = readSections(file, coberturaReader, Math.max);
  if ('fault' in read) return read;
  const { sections, declared } = read.summary;
  return { sections: read.sections, incomplete: sections === 0 && (declared.lines?.found ?? 0) > 0 };
}

function readSections<Summary>(
  file: ResultSource,
  open: (emit: (section: CoverageSection) => void) => FileReader<Summary>,
  join: JoinHits,
): { sections: CoverageSection[]; summary: Summary } | FileFault {
  const merged = new Map<string, FileMerge>();
  const reader = open((section) => {
    const { path } = normalisePath(section.file);
    mergeSection(merged, { ...section, file: path === '' ? section.file : path }, join);
  });
  const read = readSource(file, reader);
  return 'fault' in read ? read : { sections: sectionsOf(merged), summary: read.summary };
}

function mergeSection(into: Map<string, FileMerge>, section: CoverageSection, join: JoinHits): void {
  const merge = into.get(section.file) ?? new FileMerge(section.file);
  merge.add(section, join);
  into.set(section.file, merge);
}

/** In the order of their names. */
function sectionsOf(merged: ReadonlyMap<string, FileMerge>): CoverageSection[] {
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, merge]) => merge.toSection());
}
