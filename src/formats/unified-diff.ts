import type { ChangedFile } from '../domain/coverage/patch';
import type { LineRange } from '../domain/evidence/coverage';
import { utf8Length } from '../domain/text';
import { unquotePath } from './git-path';
import type { FileFault } from './reading';

const MOST_BYTES = 10 * 1024 * 1024;
const LONGEST_PATH = 4096;
/** Of the line numbers; more digits are no file's. */
const HUNK = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;
/** `a/` and `b/`, and what git writes instead under diff.mnemonicPrefix. */
const PREFIX = /^[abciow12]\//;
const NOWHERE = '/dev/null';

/**
 * The files that a unified diff leaves behind, with the numbers of their new lines: the output of `git diff` or of
 * `diff -u`, with or without prefixes, from one commit to another. A deleted file is left out; a renamed one has its
 * new name, and no new lines where only its name changed. What stands before and between, such as a commit message,
 * is passed over.
 *
 * @returns the files in the order of the diff, each once; `not_well_formed` or `truncated` with the offset of the line
 *   where a hunk is not what it announces, or for a merge's combined diff; `too_large` beyond 10 MiB
 */
export function parseUnifiedDiff(text: string): { files: ChangedFile[] } | FileFault {
  if (text.length > MOST_BYTES || utf8Length(text) > MOST_BYTES)
    return { fault: 'too_large', detail: 'more than 10 MiB', offset: null };
  return new DiffReading(text).files();
}

class DiffReading {
  readonly #text: string;
  readonly #added = new Map<string, LineRange[]>();
  #at = 0;
  #lineStart = 0;
  /** What `diff --git` says of the file that comes. */
  #names = '';
  #renamedTo: string | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  files(): { files: ChangedFile[] } | FileFault {
    for (let line = this.#next(); line !== null; line = this.#next()) {
      const fault = this.#takeHeader(line);
      if (fault) return fault;
    }
    return { files: [...this.#added].map(([path, ranges]) => ({ path, added: inOrder(ranges) })) };
  }

  #takeHeader(line: string): FileFault | null {
    if (line.startsWith('diff --git ')) {
      this.#names = line.slice('diff --git '.length);
      this.#renamedTo = null;
    } else if (line.startsWith('@@@')) return this.#fault('not_well_formed', 'a combined diff: compare two commits');
    else if (line.startsWith('@@ ')) return this.#fault('not_well_formed', 'a hunk before the name of its file');
    else if (line.startsWith('rename to ') || line.startsWith('copy to ')) {
      const path = unquotePath(line.slice(line.indexOf(' to ') + 4));
      if (path === null || path.length > LONGEST_PATH) return this.#fault('not_well_formed', 'a path that is none');
      this.#renamedTo = path;
      this.#rangesOf(path);
    } else if (line.startsWith('--- ') && this.#peek()?.startsWith('+++ ')) return this.#takeFile(line);
    return null;
  }

  #takeFile(oldLine: string): FileFault | null {
    const before = pathIn(oldLine);
    const after = pathIn(this.#next() ?? '');
    if (before === null || after === null || Math.max(before.length, after.length) > LONGEST_PATH) {
      return this.#fault('not_well_formed', 'a path that is none');
    }
    const path = this.#renamedTo ?? newName(before, after, this.#names);
    this.#renamedTo = null;
    const ranges = path === NOWHERE ? [] : this.#rangesOf(path);
    while (this.#peek()?.startsWith('@@ ')) {
      const fault = this.#takeHunk(this.#next() ?? '', ranges);
      if (fault) return fault;
    }
    return null;
  }

  #takeHunk(header: string, ranges: LineRange[]): FileFault | null {
    const [match, , oldCount = '1', start = '0', newCount = '1'] = HUNK.exec(header) ?? [];
    if (match === undefined) return this.#fault('not_well_formed', 'a hunk without its line numbers');
    let olds = Number(oldCount);
    let news = Number(newCount);
    let line = Number(start);
    while (olds > 0 || news > 0) {
      const content = this.#next();
      if (content === null) return this.#fault('truncated', 'it ends within a hunk');
      // Some tools cut the blank off a line of context that is otherwise empty.
      const sign = content === '' ? ' ' : content.charAt(0);
      if (sign === '\\') continue;
      if (sign !== '+') olds -= 1;
      if (sign !== '-') news -= 1;
      if (!' +-'.includes(sign) || olds < 0 || news < 0) {
        return this.#fault('not_well_formed', 'a hunk with other lines than it announces');
      }
      if (sign === '+') extend(ranges, line);
      if (sign !== '-') line += 1;
    }
    return null;
  }

  #rangesOf(path: string): LineRange[] {
    const known = this.#added.get(path) ?? [];
    this.#added.set(path, known);
    return known;
  }

  /** The next line without its break; null at the end. */
  #next(): string | null {
    const line = this.#peek();
    this.#lineStart = this.#at;
    if (line !== null) this.#at = this.#endOfLine() + 1;
    return line;
  }

  #peek(): string | null {
    if (this.#at >= this.#text.length) return null;
    const end = this.#endOfLine();
    return this.#text.slice(this.#at, this.#text.charCodeAt(end - 1) === 0x0d && end > this.#at ? end - 1 : end);
  }

  #endOfLine(): number {
    const end = this.#text.indexOf('\n', this.#at);
    return end < 0 ? this.#text.length : end;
  }

  #fault(fault: 'not_well_formed' | 'truncated', detail: string): FileFault {
    return { fault, detail, offset: utf8Length(this.#text.slice(0, this.#lineStart)) };
  }
}

/** Of `--- path` and `+++ path`. What follows a tab is a time. */
function pathIn(line: string): string | null {
  const [path = ''] = line.slice(4).split('\t', 1);
  const name = unquotePath(path);
  return name === '' ? null : name;
}

/**
 * The new path without its prefix. Git's prefixes differ from side to side; where both sides are the same, there are
 * none, and `b` is a folder.
 */
function newName(before: string, after: string, names: string): string {
  if (after === NOWHERE || before === after || names === `${after} ${after}`) return after;
  const prefixed = [before, after].every((path) => path === NOWHERE || PREFIX.test(path));
  return prefixed ? after.replace(PREFIX, '') : after;
}

function extend(ranges: LineRange[], line: number): void {
  const last = ranges.at(-1);
  if (last && last[1] === line - 1) last[1] = line;
  else ranges.push([line, line]);
}

/** A diff may come back to a file: a series of patches does. Ranges that touch or overlap become one. */
function inOrder(ranges: readonly LineRange[]): LineRange[] {
  const joined: LineRange[] = [];
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}
