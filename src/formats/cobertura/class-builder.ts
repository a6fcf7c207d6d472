import { FileMerge } from '../../domain/coverage/file-merge';
import type { CoverageSection } from '../../domain/evidence/coverage';
import { boundedName } from '../../domain/evidence/names';

/** A line, with its branches: how many it has, and how many were taken. Identities of branches are not to be had. */
export interface ClassLine {
  number: number;
  hits: number;
  conditions: { covered: number; valid: number } | null;
}

/** Lines, functions and branches, with long names as several. Some 2 MB of JSON. */
const MOST_ENTRIES = 50_000;

/**
 * Gathers what a class element says of its source file. The first of a line's branches stand for those that were
 * taken: where two files cover different ones, what is merged is at most what was covered.
 */
export class ClassBuilder {
  readonly name: string;
  readonly file: string;
  #merge: FileMerge;
  #method: { name: string; line: number | null; hits: number | null; listed: boolean } | null = null;

  constructor(name: string, file: string) {
    this.name = name;
    this.file = file;
    this.#merge = new FileMerge(file);
  }

  get full(): boolean {
    return this.#merge.entries >= MOST_ENTRIES;
  }

  get withinMethod(): boolean {
    return this.#method !== null;
  }

  addLine({ number, hits, conditions }: ClassLine): void {
    const branches: CoverageSection['branches'] = [];
    for (let branch = 0; conditions && branch < conditions.valid; branch++) {
      const unreached = hits === 0 && conditions.covered === 0;
      // How often it was taken is not told, but that it was.
      branches.push([number, '0', String(branch), unreached ? null : branch < conditions.covered ? 1 : 0]);
    }
    this.#add({ lines: [[number, hits]], branches });
  }

  /** @param hits of the element itself; its lines, which follow, say more */
  openMethod(name: string, hits: number | null): void {
    this.#method = { name: boundedName(name), line: null, hits, listed: false };
  }

  addMethodLine({ number, hits }: ClassLine): void {
    const method = this.#method;
    if (!method) return;
    method.line = Math.min(method.line ?? number, number);
    method.hits = method.listed ? Math.max(method.hits ?? 0, hits) : hits;
    method.listed = true;
  }

  closeMethod(): void {
    const { name = '', line = null, hits = null } = this.#method ?? {};
    if (name !== '') this.#add({ functions: [[name, line, hits]] });
    this.#method = null;
  }

  /** The section so far; it goes on empty. */
  build(): CoverageSection {
    const section = this.#merge.toSection();
    this.#merge = new FileMerge(this.file);
    return section;
  }

  #add(part: Partial<CoverageSection>): void {
    const nothing = { file: this.file, test: null, lines: [], functions: [], branches: [], mcdc: [], declared: null };
    this.#merge.add({ ...nothing, ...part }, Math.max);
  }
}
