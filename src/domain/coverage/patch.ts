import { z } from 'zod';
import { CoverageRatio, type CoverageSection, LineRange } from '../evidence/coverage';
import { uncoveredRanges } from './gaps';

/** A source file of a change. `added`: its new lines, by their numbers in the new file, in rising order. */
export interface ChangedFile {
  path: string;
  added: readonly LineRange[];
}

/** How much of a change's new lines is covered. Lines that no producer measures (comments, other files) do not count. */
export const PatchCoverage = z.strictObject({
  lines: CoverageRatio.nullable().meta({ description: 'null: none of the new lines is measured' }),
  files: z
    .array(z.strictObject({ file: z.string(), lines: CoverageRatio.nullable(), uncovered: z.array(LineRange) }))
    .meta({ description: 'Changed files of which there is coverage, in the order of their names' }),
  unknown: z.array(z.string()).meta({ description: 'Changed files with new lines of which there is no coverage' }),
});
export type PatchCoverage = z.infer<typeof PatchCoverage>;

/** Compares a change with the coverage of files that come one after the other. */
export class PatchCoverageMeter {
  readonly #changes: ReadonlyMap<string, ChangedFile>;
  readonly #measured = new Map<string, PatchCoverage['files'][number]>();

  constructor(changes: readonly ChangedFile[]) {
    this.#changes = new Map(changes.map((change) => [change.path, change]));
  }

  /** @param file merged, named as the change names it (`normalisePath`) */
  add(file: CoverageSection): void {
    const change = this.#changes.get(file.file);
    if (!change || change.added.length === 0) return;
    const added = addedLines(file.lines, change.added);
    const measured = added.flat();
    const hit = measured.filter(([, hits]) => hits > 0).length;
    this.#measured.set(file.file, {
      file: file.file,
      lines: measured.length === 0 ? null : { found: measured.length, hit },
      // Each stretch of new lines by itself: a range never covers a line that is not new.
      uncovered: added.flatMap(uncoveredRanges),
    });
  }

  result(): PatchCoverage {
    const files = [...this.#measured.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
    const ratios = files.map(({ lines }) => lines).filter((lines) => lines !== null);
    const sum = (of: keyof CoverageRatio) => ratios.reduce((total, ratio) => total + ratio[of], 0);
    const unknown = [...this.#changes.values()]
      .filter(({ path, added }) => added.length > 0 && !this.#measured.has(path))
      .map(({ path }) => path)
      .sort();
    return { lines: ratios.length === 0 ? null : { found: sum('found'), hit: sum('hit') }, files, unknown };
  }
}

/** The lines that lie in each range. Both in rising order, so each line is looked at once. */
function addedLines(lines: CoverageSection['lines'], ranges: readonly LineRange[]): CoverageSection['lines'][] {
  let next = 0;
  return ranges.map(([from, to]) => {
    while ((lines[next]?.[0] ?? Infinity) < from) next++;
    const start = next;
    while ((lines[next]?.[0] ?? Infinity) <= to) next++;
    return lines.slice(start, next);
  });
}
