import { uncoveredRanges } from '../coverage/gaps';
import type { LineRange } from '../evidence/coverage';
import type { JsonValue } from '../json';
import { type CoveragePayload, type CoveredFile, fileCoverageOf, percentOf } from './line-coverage';
import { diffGroup, type DiffGroup } from './diff';
import { matchItems } from './matching';

/** Ranges of one file that a difference lists; the number of lines counts all. */
const MOST_RANGES = 100;

interface FilePair {
  before: CoveredFile;
  after: CoveredFile;
}

type Item = Record<string, JsonValue>;

/**
 * What changed between two results, by file and by line numbers: lines that moved, because others were put in above
 * them, show as a gap that closed and a new one.
 */
export function compareCoverage(
  before: CoveragePayload,
  after: CoveragePayload,
): { groups: DiffGroup[] } | { incomparable: string } {
  if (before.estimated || after.estimated) return { incomparable: 'an estimate measures nothing' };
  if (before.incomplete || after.incomplete)
    return { incomparable: 'of an incomplete result some files may be missing' };
  const { gone, fresh, kept } = matchItems(before.files, after.files, ({ file }) => file);
  if (kept.length === 0) return { incomparable: 'they have no source file in common' };
  const deltas = kept.flatMap(deltaOf);
  return {
    groups: [
      diffGroup('New gaps', 'worse', [...kept, ...fresh.map(asNew)].flatMap(newGap)),
      diffGroup('Closed gaps', 'better', kept.flatMap(closedGap)),
      diffGroup(
        'Files of which less is covered',
        'worse',
        deltas.filter(({ delta }) => delta < 0).sort((a, b) => a.delta - b.delta),
      ),
      diffGroup(
        'Files of which more is covered',
        'better',
        deltas.filter(({ delta }) => delta > 0).sort((a, b) => b.delta - a.delta),
      ),
      diffGroup('New files', 'neutral', fresh.map(fileItem)),
      diffGroup('Files that are gone', 'neutral', gone.map(fileItem)),
    ],
  };
}

/** A new file against what it was before: nothing. */
const asNew = (after: CoveredFile): FilePair => ({ after, before: { ...after, lines: [] } });

/** Lines that were not run now, and had been or were not there. */
function newGap({ before, after }: FilePair): Item[] {
  return rangesItem(after, uncoveredLines(before), (hits, known) => hits === 0 && !known);
}

/** Lines that are run now and had not been. */
function closedGap({ before, after }: FilePair): Item[] {
  return rangesItem(after, uncoveredLines(before), (hits, known) => hits > 0 && known);
}

function rangesItem(
  { file, lines }: CoveredFile,
  uncovered: ReadonlySet<number>,
  counts: (hits: number, wasUncovered: boolean) => boolean,
): Item[] {
  const marked = lines.map(([line, hits]): [number, number] => [line, counts(hits, uncovered.has(line)) ? 0 : 1]);
  const ranges: LineRange[] = uncoveredRanges(marked);
  if (ranges.length === 0) return [];
  const count = marked.filter(([, mark]) => mark === 0).length;
  return [{ file, lines: count, ranges: ranges.slice(0, MOST_RANGES) }];
}

const uncoveredLines = ({ lines }: CoveredFile) => new Set(lines.flatMap(([line, hits]) => (hits === 0 ? [line] : [])));

function deltaOf({ before, after }: FilePair) {
  const [was, is] = [linePercent(before), linePercent(after)];
  return was === null || is === null ? [] : [{ file: after.file, before: was, after: is, delta: is - was }];
}

const fileItem = (file: CoveredFile): Item => ({ file: file.file, line_coverage: linePercent(file) });

const linePercent = (file: CoveredFile) => percentOf(fileCoverageOf(file).lines);
