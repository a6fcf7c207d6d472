import { countCodePoints, cutCodePoints } from '../domain/expectations/code-points';
import { printable } from './printable';
import type { Terminal } from './terminal';

type Paint = Terminal['paint'];
type Colour = Parameters<Paint>[0];

/** A text, whoever wrote it: what does not print is escaped here, so that no table can forget it. */
export type Cell = string | { text: string; colour: Colour };

/** Columns of a terminal that a table keeps to. */
const WIDTH = 100;
const GAP = '  ';
/** What a column that gives way keeps, where there is no room for more. */
const LEAST_WIDTH = 12;

/**
 * Rows as lines, their columns aligned.
 *
 * @param right columns of numbers, which end at one place
 * @param gives the column that is cut where a line would be too long
 */
export function tableLines(
  rows: readonly (readonly Cell[])[],
  { paint, right = [], gives }: { paint: Paint; right?: readonly number[]; gives: number },
): string[] {
  const shown = rows.map((row) => row.map((cell) => printable(textOf(cell))));
  const widths: number[] = [];
  for (const row of shown) {
    for (const [column, text] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, countCodePoints(text));
  }
  const whole = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
  const given = widths[gives] ?? 0;
  const kept = Math.min(given, Math.max(LEAST_WIDTH, given - Math.max(0, whole - WIDTH)));
  widths[gives] = kept;
  return rows.map((row, line) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      const text = shortened(shown[line]?.[column] ?? '', width);
      const padding = ' '.repeat(width - countCodePoints(text));
      const painted = typeof cell === 'string' ? text : paint(cell.colour, text);
      return right.includes(column) ? padding + painted : painted + padding;
    });
    return cells.join(GAP).trimEnd();
  });
}

/** Names and what they say, one a line; a list goes on below itself. */
export function factLines(facts: readonly (readonly [name: string, said: Cell | readonly string[]])[], paint: Paint) {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.flatMap(([name, said]) => {
    const items = isList(said) ? said.map((item) => printable(item)) : [painted(said, paint)];
    return items.map((item, i) => `${paint('dim', (i === 0 ? name : '').padEnd(width))}${GAP}${item}`);
  });
}

/** A line of text under a table or a fact, cut where it would be too long. */
export const indentedLine = (text: string) => `${GAP}${GAP}${shortened(printable(text), WIDTH - 2 * GAP.length)}`;

const isList = (said: Cell | readonly string[]): said is readonly string[] => Array.isArray(said);

const textOf = (cell: Cell) => (typeof cell === 'string' ? cell : cell.text);

const painted = (cell: Cell, paint: Paint) =>
  typeof cell === 'string' ? printable(cell) : paint(cell.colour, printable(cell.text));

const shortened = (text: string, width: number) =>
  countCodePoints(text) <= width ? text : cutCodePoints(text, width - 1);
