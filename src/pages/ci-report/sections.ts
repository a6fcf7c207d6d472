import { showCount } from '../numbers';

/** A part of a Markdown text that may be cut between its items. */
export interface MarkdownSection {
  title: string;
  /** Each a complete block or list item, the worst first. */
  items: string[];
  /** Items that there are; more than `items` where some are counted alone. */
  total: number;
  /** What stands between two items. */
  between: '\n' | '\n\n';
  /** Said where there are none. null: the section is left out. */
  none: string | null;
}

/** Characters kept back for the title of a section and the count of what is cut from it. */
const FRAME = 120;

/**
 * Writes sections one after the other within a number of characters. Each may take half of what is left to it and
 * those behind it, so that a long list of failures leaves room for what else went wrong; what does not fit is counted.
 *
 * @param most UTF-16 units
 */
export function writeSections(sections: readonly MarkdownSection[], most: number): string[] {
  const shown = sections.filter(({ total, none }) => total > 0 || none !== null);
  let room = most - shown.reduce((sum, { title, none }) => sum + FRAME + title.length + (none?.length ?? 0), 0);
  return shown.flatMap((section, i) => {
    const last = i === shown.length - 1;
    const { blocks, used } = writeSection(section, last ? room : Math.floor(room / 2));
    room -= used;
    return blocks;
  });
}

function writeSection({ title, items, total, between, none }: MarkdownSection, room: number) {
  const written: string[] = [];
  let used = 0;
  for (const item of items) {
    const length = item.length + between.length;
    if (used + length > room) break;
    written.push(item);
    used += length;
  }
  const blocks = [`## ${title}`];
  if (total === 0 && none !== null) blocks.push(none);
  if (written.length > 0) blocks.push(written.join(between));
  const rest = total - written.length;
  if (rest > 0) blocks.push(written.length > 0 ? `and ${showCount(rest)} more` : `${showCount(rest)}, not listed here`);
  return { blocks, used };
}
