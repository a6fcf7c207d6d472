import { coverageOf } from '../../domain/coverage/totals';
import type { CoverageRatio, CoverageSection } from '../../domain/evidence/coverage';

/** What would end a record. */
const LINE_BREAK = /[\r\n]/g;

/**
 * One source file as a section of LCOV (geninfo(1), FILES), in the order in which the file lists its things, with the
 * counters that readers look for. What is only declared is written as counters alone.
 *
 * @param file merged: each line, function and branch once
 * @returns text that ends in a line feed
 */
export function writeLcovSection(file: CoverageSection): string {
  const { lines, functions, branches, mcdc } = coverageOf(file);
  const records = [
    `TN:${onOneLine(file.test ?? '')}`,
    `SF:${onOneLine(file.file)}`,
    ...file.functions.flatMap(functionRecords),
    ...counters('FNF', 'FNH', functions),
    ...file.branches.map(
      ([line, block, branch, taken]) => `BRDA:${line},${onOneLine(block)},${onOneLine(branch)},${taken ?? '-'}`,
    ),
    ...counters('BRF', 'BRH', branches),
    ...file.mcdc.map(
      ([line, size, sense, index, expression, met]) =>
        `MCDC:${line},${size},${sense},${met},${index},${onOneLine(expression)}`,
    ),
    ...counters('MCF', 'MCH', mcdc),
    ...file.lines.map(([line, hits]) => `DA:${line},${hits}`),
    ...counters('LF', 'LH', lines),
    'end_of_record',
  ];
  return `${records.join('\n')}\n`;
}

/** A function whose hits the file does not say has no FNDA; one whose line it does not say, no FN. */
function functionRecords([name, line, hits]: CoverageSection['functions'][number]): string[] {
  const written = onOneLine(name);
  // A name such as `12,f` would be read as a last line and a name, if there were no last line.
  const last = /^-?\d+,/.test(written) ? `${line},` : '';
  const records = line === null ? [] : [`FN:${line},${last}${written}`];
  if (hits !== null || line === null) records.push(`FNDA:${hits ?? 0},${written}`);
  return records;
}

const counters = (foundBy: string, hitBy: string, ratio: CoverageRatio | null) =>
  ratio === null ? [] : [`${foundBy}:${ratio.found}`, `${hitBy}:${ratio.hit}`];

const onOneLine = (text: string) => text.replace(LINE_BREAK, '\ufffd');
