import type { FileWarning } from './reading';

/** What a reader finds odd, gathered: one warning a code, with how often it was met, and where first. */
export class Warnings {
  readonly #byCode = new Map<string, FileWarning>();

  /** @param offset bytes into the plain file; null where it says nothing */
  add(code: string, detail: string, offset: number | null, count = 1): void {
    const known = this.#byCode.get(code);
    if (known) known.count += count;
    else this.#byCode.set(code, { code, detail, count, offset });
  }

  /** In the order in which each was first met. */
  list(): FileWarning[] {
    return [...this.#byCode.values()].map((warning) => ({ ...warning }));
  }
}
