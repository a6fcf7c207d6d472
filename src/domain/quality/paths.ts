import { type Fault, invalid } from '../fault';
import { utf8Length } from '../text';
import { ResultOptions } from './result';
import { foldPath, SourcePath } from './source-path';
import { TASK_DIRECTORIES, type TaskType } from './task';

/** R2 takes keys of 1,024 bytes; what stands before the path has its share of them. */
const MOST_PATH_BYTES = 880;

const USUAL_NAME = ResultOptions.parse({}).name;

/**
 * What the file paths of a result begin with: `<folder of the task>/<prefix, or UTC time>`, and its name where it was
 * given one. As `security/2026-01-10T15-30-00_checkout`.
 *
 * @param of `created_at` RFC 3339, UTC
 */
export function resultStem(of: {
  task_type: TaskType;
  created_at: string;
  name: string;
  prefix: string | null;
}): string {
  const begin = of.prefix === null ? '' : plainSegment(of.prefix);
  const name = of.name === USUAL_NAME ? '' : plainSegment(of.name);
  const time = of.created_at.slice(0, 19).replaceAll(':', '-');
  return `${TASK_DIRECTORIES[of.task_type]}/${[begin === '' ? time : begin, name].filter(Boolean).join('_')}`;
}

/**
 * The paths of a result's files, in the order of their endings. An ending that begins with `_` or `.` is added to the
 * stem; any other is a path of its own below it, kept as it is where that is safe. Nothing in an ending leads out of
 * the result.
 */
export function filePaths(stem: string, endings: readonly string[]): string[] | Fault<'validation_failed'> {
  const paths = endings.map((ending) => filePath(stem, ending));
  const taken = new Set<string>();
  for (const path of paths) {
    const folded = foldPath(path);
    if (taken.has(folded)) return refused('duplicate', 'two files of the result would have one name');
    if (utf8Length(path) > MOST_PATH_BYTES)
      return refused('too_long', 'a file of the result would have too long a name');
    taken.add(folded);
  }
  return paths;
}

const refused = (code: string, detail: string) => invalid([{ pointer: '', code, detail }]);

function filePath(stem: string, ending: string): string {
  const mark = /^[_.]/.exec(ending)?.[0];
  if (mark !== undefined) return `${stem}${mark}${plainSegment(ending.slice(1))}`;
  if (SourcePath.safeParse(ending).success) return `${stem}/${ending}`;
  const segments = ending.split(/[/\\]/).map(plainSegment).filter(Boolean);
  return [stem, ...(segments.length > 0 ? segments : ['file'])].join('/');
}

/** A text as one segment of a path: letters and digits of any script, `.`, `_` and `-`; none begins with a dot or dash. */
function plainSegment(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+/, '')
    .replace(/[.-]+$/, '');
}
