import type { CoverageSection } from '../evidence/coverage';
import { FileMerge, type JoinHits } from './file-merge';
import { addHits } from './hits';
import { SectionIndex, type SectionWindow } from './section-index';

/**
 * Sections that came in one file. `added`: each tells of runs of its own, and hits are added (LCOV). `repeated`: they
 * may say the same twice of one source file, so the largest count is right (the classes of Cobertura).
 */
export interface CoverageSource {
  overlap: 'added' | 'repeated';
  /** All of its sections, from the first one on, each time that it is called. */
  read: () => AsyncIterable<CoverageSection>;
  /** Those at these positions, which rise, without reading the others; where it is not there, all are read. */
  pick?: (positions: readonly number[]) => AsyncIterable<CoverageSection>;
}

/** After making room, this share of the budget is in use: making room costs a sort of the names. */
const KEPT_SHARE = 0.75;

/**
 * Merges sources into one section a source file, in bounded memory: hits of different sources are added. What is too
 * much for the budget is left for further passes. A pass takes files in the order of their names up to one that no
 * longer fits, so all files come in that order, and what comes is the same under any budget. Passes after the first
 * know where their sections stand and pick those alone: else the work would grow with the square of the length.
 *
 * @param budget how many lines, functions and branches may be in memory at a time; one takes 30 to 140 bytes,
 *   as measured in V8
 * @param emit takes a merged file; names are UTF-16 ordered
 * @returns `too_many` where a single source file is larger than the budget; files before it were emitted
 */
export async function mergeInPasses({
  sources,
  budget,
  emit,
}: {
  sources: readonly CoverageSource[];
  budget: number;
  emit: (file: CoverageSection) => void | Promise<void>;
}): Promise<{ files: number; passes: number } | { fault: 'too_many'; file: string }> {
  let files = 0;
  let from = '';
  let index: SectionIndex | null = null;
  for (let passes = 1; ; passes++) {
    const window: SectionWindow | null = index?.window(from, budget * KEPT_SHARE, sources.length) ?? null;
    const pass = new MergePass(from, budget);
    for (const [i, source] of sources.entries()) {
      for await (const section of window ? pickFrom(source, window.positions[i] ?? []) : source.read()) {
        pass.add(section, source.overlap);
        if (pass.tooLarge !== null) return { fault: 'too_many', file: pass.tooLarge };
      }
      pass.endSource();
    }
    for (const file of pass.files()) {
      await emit(file);
      files += 1;
    }
    const next = pass.next ?? window?.next ?? null;
    if (next === null) return { files, passes };
    from = next;
    if (!index?.covers(from)) index = await indexSections(sources, from);
  }
}

async function indexSections(sources: readonly CoverageSource[], from: string): Promise<SectionIndex> {
  const index = new SectionIndex(from);
  for (const [source, { read }] of sources.entries()) {
    let position = 0;
    for await (const section of read()) index.add(section, { source, position: position++ });
  }
  return index;
}

async function* pickFrom(
  { read, pick }: CoverageSource,
  positions: readonly number[],
): AsyncGenerator<CoverageSection> {
  if (positions.length === 0) return;
  if (pick) {
    yield* pick(positions);
    return;
  }
  const wanted = new Set(positions);
  let position = 0;
  for await (const section of read()) if (wanted.has(position++)) yield section;
}

/** One way through all sources, for the files whose names are from `from` on and before `next`. */
class MergePass {
  readonly #from: string;
  readonly #budget: number;
  readonly #whole = new Map<string, FileMerge>();
  /** Of a source whose sections repeat each other, until it ends. */
  readonly #source = new Map<string, FileMerge>();
  #entries = 0;
  #next: string | null = null;
  #tooLarge: string | null = null;

  constructor(from: string, budget: number) {
    this.#from = from;
    this.#budget = budget;
  }

  /** The least name that did not fit; null: all did. */
  get next(): string | null {
    return this.#next;
  }

  /** A file that does not fit even alone. */
  get tooLarge(): string | null {
    return this.#tooLarge;
  }

  add(section: CoverageSection, overlap: CoverageSource['overlap']): void {
    const { file } = section;
    if (file < this.#from || (this.#next !== null && file >= this.#next)) return;
    if (overlap === 'added') this.#merge(this.#whole, section, addHits);
    else this.#merge(this.#source, section, Math.max);
    if (this.#entries > this.#budget) this.#makeRoom();
  }

  endSource(): void {
    for (const [file, merge] of this.#source) {
      this.#merge(this.#whole, merge.toSection(), addHits);
      this.#forget(this.#source, file);
    }
  }

  *files(): Generator<CoverageSection> {
    for (const file of this.#names()) {
      const merge = this.#whole.get(file);
      if (merge) yield merge.toSection();
    }
  }

  #merge(into: Map<string, FileMerge>, section: CoverageSection, join: JoinHits): void {
    const known = into.get(section.file);
    const merge = known ?? new FileMerge(section.file);
    const before = known ? known.entries : 0;
    merge.add(section, join);
    this.#entries += merge.entries - before;
    into.set(section.file, merge);
  }

  #makeRoom(): void {
    const names = this.#names();
    while (this.#entries > this.#budget * KEPT_SHARE && names.length > 1) {
      const last = names.pop();
      if (last === undefined) return;
      this.#forget(this.#whole, last);
      this.#forget(this.#source, last);
      this.#next = last;
    }
    if (this.#entries > this.#budget) this.#tooLarge = names[0] ?? null;
  }

  #forget(from: Map<string, FileMerge>, file: string): void {
    this.#entries -= from.get(file)?.entries ?? 0;
    from.delete(file);
  }

  #names(): string[] {
    return [...new Set([...this.#whole.keys(), ...this.#source.keys()])].sort();
  }
}
