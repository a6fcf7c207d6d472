import { access, constants, stat } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';

/**
 * Where a tool lies: in `node_modules/.bin` of the folder or of one above it, else on the PATH. A name with a slash is
 * a path already.
 *
 * @returns null where there is none that may be executed
 */
export async function findTool(name: string, { cwd, path }: { cwd: string; path: string }): Promise<string | null> {
  const candidates = name.includes('/')
    ? [resolve(cwd, name)]
    : [
        ...foldersAbove(cwd).map((folder) => join(folder, 'node_modules', '.bin', name)),
        ...path
          .split(delimiter)
          .filter((folder) => folder !== '')
          .map((folder) => join(folder, name)),
      ];
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) return candidate;
  }
  return null;
}

function foldersAbove(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersAbove(above)];
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // Not there, or not for us: either way it is not the one.
  }
}
