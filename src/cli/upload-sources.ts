import { open, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { HEAD_BYTES, recogniseFormat } from '../formats/recognise';

/** A file to be sent. */
export interface Source {
  path: string;
  /** What it is called in the run: the same whenever it is sent from this folder. */
  name: string;
}

export interface Sources {
  files: Source[];
  /** Files in folders whose content is of no format that is taken. */
  left: number;
}

/**
 * The files that arguments name. One that is named itself is sent whatever it holds, and refused where it is no
 * report; of a folder those are sent that are reports by their content, whatever they are called.
 *
 * @returns `failure` where an argument names nothing
 */
export async function collectSources(names: readonly string[], cwd: string): Promise<Sources | { failure: string }> {
  const files = new Map<string, Source>();
  let left = 0;
  for (const argument of names) {
    const path = join(cwd, relative(cwd, argument));
    const facts = await stat(path).catch(() => null);
    if (!facts) return { failure: `There is no ${argument}.` };
    for (const found of facts.isDirectory() ? await filesIn(path) : [path]) {
      if (facts.isDirectory() && !(await isReport(found))) left += 1;
      else files.set(found, { path: found, name: relative(cwd, found).split(sep).join('/') });
    }
  }
  return { files: [...files.values()], left };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

async function isReport(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const head = new Uint8Array(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return typeof recogniseFormat(head.subarray(0, bytesRead)) === 'string';
  } finally {
    await file.close();
  }
}
