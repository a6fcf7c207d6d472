import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file that a suite has written and that is kept. */
export interface Artifact {
  /** From where the suite was run, with slashes. */
  path: string;
  size: number;
  /** Of which round: 0 ran first. A tool may delete what its last round has left. */
  rerun: number;
}

/** Files that are kept of one round of a suite. */
const MOST_ARTIFACTS = 2_000;

/** Where one call of `assay run-all` keeps what it made: `.assay/runs/<UTC time>/`. */
export class RunFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes a new one. Two that begin within a second get folders of their own. */
  static async make(cwd: string, now: Date): Promise<RunFolder> {
    const runs = join(cwd, '.assay', 'runs');
    await mkdir(runs, { recursive: true });
    // What is in here is made anew each time: nobody wants it in a repository.
    await writeFile(join(cwd, '.assay', '.gitignore'), '*\n');
    const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
    for (let number = 1; ; number++) {
      const path = join(runs, number === 1 ? time : `${time}-${number}`);
      if (await makeNew(path)) return new RunFolder(path);
    }
  }

  /** A folder in it, made where it is missing. */
  async folder(...names: string[]): Promise<string> {
    const path = join(this.path, ...names);
    await mkdir(path, { recursive: true });
    return path;
  }

  async write(name: string, text: string): Promise<string> {
    const path = join(this.path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  }

  /** Copies files of a round of a suite. @returns those that were, and how many beyond the limit were not */
  async keep(
    { suite, rerun, cwd }: { suite: string; rerun: number; cwd: string },
    paths: readonly string[],
  ): Promise<{ kept: Artifact[]; cut: number }> {
    const kept: Artifact[] = [];
    for (const path of paths.slice(0, MOST_ARTIFACTS)) {
      // Above the folder that it was found in nothing is written.
      const copy = join(this.path, 'artifacts', suite, String(rerun), path.replaceAll('../', '__/'));
      await mkdir(dirname(copy), { recursive: true });
      await copyFile(join(cwd, path), copy);
      kept.push({ path, size: (await stat(copy)).size, rerun });
    }
    return { kept, cut: paths.length - kept.length };
  }
}

async function makeNew(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    throw cause;
  }
}
