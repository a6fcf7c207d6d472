import type { CoverageSection, LineRange } from '../evidence/coverage';

/**
 * Where a file is not covered: ranges from one line that was not run to another, without any between them that was.
 * Lines between that nobody measured, such as blank ones, do not part a range.
 *
 * @param lines in rising order, each once
 */
export function uncoveredRanges(lines: CoverageSection['lines']): LineRange[] {
  const ranges: LineRange[] = [];
  let open: LineRange | null = null;
  for (const [line, hits] of lines) {
    if (hits > 0) open = null;
    else if (open) open[1] = line;
    else {
      open = [line, line];
      ranges.push(open);
    }
  }
  return ranges;
}
