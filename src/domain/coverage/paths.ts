const DRIVE = /^[A-Za-z]:\//;

/** A path as the repository names it, or as near to that as could be. `matched`: it is relative to the repository. */
export interface RepositoryPath {
  path: string;
  matched: boolean;
}

/**
 * The path of a source file from the root of its repository: with slashes, without `.` and `..`, without the root
 * under which it was built. It is never guessed: what lies under no root keeps its absolute path.
 *
 * @param roots absolute folders of the repository on the machines that built it; drive letters in either case
 * @param sources folders that a relative path may be relative to, as Cobertura lists them. Only a single one decides,
 *   and only where it lies under a root
 */
export function normalisePath(
  written: string,
  { roots = [], sources = [] }: { roots?: readonly string[]; sources?: readonly string[] } = {},
): RepositoryPath {
  const path = clean(written);
  const prefixes = roots.map((root) => `${clean(root).replace(/\/$/, '')}/`);
  if (isAbsolute(path)) return stripRoot(path, prefixes) ?? { path, matched: false };
  const [source, ...others] = sources;
  const joined = source !== undefined && others.length === 0 ? clean(`${source}/${path}`) : path;
  if (isAbsolute(joined)) {
    const stripped = stripRoot(joined, prefixes);
    if (stripped) return stripped;
  }
  return { path, matched: path !== '' && path !== '..' && !path.startsWith('../') };
}

const isAbsolute = (path: string) => path.startsWith('/') || DRIVE.test(path);

/** The longest root wins: one may lie within another. */
function stripRoot(path: string, prefixes: readonly string[]): RepositoryPath | null {
  const fits = prefixes.filter((prefix) => path.startsWith(prefix) && path.length > prefix.length);
  const longest = Math.max(...fits.map((prefix) => prefix.length));
  return fits.length === 0 ? null : { path: path.slice(longest), matched: true };
}

/** Backslashes are taken for Windows' separators: names that hold one are far rarer than Windows. */
function clean(path: string): string {
  const slashed = path
    .trim()
    .replaceAll('\\', '/')
    .replace(/^[a-z]:\//, (drive) => drive.toUpperCase());
  const start = DRIVE.exec(slashed)?.[0] ?? /^\/{0,2}/.exec(slashed)?.[0] ?? '';
  const segments: string[] = [];
  for (const segment of slashed.slice(start.length).split('/')) {
    if (segment === '' || segment === '.') continue;
    const last = segments.at(-1);
    if (segment !== '..') segments.push(segment);
    else if (last !== undefined && last !== '..') segments.pop();
    // Above the root there is nothing.
    else if (start === '') segments.push(segment);
  }
  return start + segments.join('/');
}
