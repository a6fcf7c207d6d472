import { glob, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';

/** Files of one pattern; more are no reports of one suite. */
const MOST_FILES = 10_000;

/**
 * Files that a suite has written. What lay there before it began, and was not written again, is of an earlier run:
 * taken for this one's, a broken suite would pass.
 */
export class FreshFiles {
  readonly #patterns: readonly string[];
  readonly #cwd: string;
  #before = new Map<string, string>();

  private constructor(patterns: readonly string[], cwd: string) {
    this.#patterns = patterns;
    this.#cwd = cwd;
  }

  /** Remembers what is there now. */
  static async watch(patterns: readonly string[], cwd: string): Promise<FreshFiles> {
    const files = new FreshFiles(patterns, cwd);
    files.#before = await files.#look();
    return files;
  }

  /** The files written since the last look, with slashes and relative to the folder, in order. */
  async written(): Promise<string[]> {
    const now = await this.#look();
    const fresh = [...now].filter(([path, state]) => this.#before.get(path) !== state);
    this.#before = now;
    return fresh.map(([path]) => path).sort();
  }

  async #look(): Promise<Map<string, string>> {
    const states = new Map<string, string>();
    for (const pattern of this.#patterns) {
      for await (const found of glob(pattern, { cwd: this.#cwd })) {
        if (states.size >= MOST_FILES) return states;
        const absolute = resolve(this.#cwd, found);
        // A file may go between being named and being looked at.
        const facts = await stat(absolute, { bigint: true }).catch(() => null);
        if (!facts?.isFile()) continue;
        const path = relative(this.#cwd, absolute).split(sep).join('/');
        if (path.startsWith('.assay/')) continue; // Copies of what other runs have kept.
        states.set(path, `${facts.ino} ${facts.size} ${facts.mtimeNs}`);
      }
    }
    return states;
  }
}
