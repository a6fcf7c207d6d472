import type { CoverageSection } from '../evidence/coverage';

/** Sections that are known by their places at a time, with long names as several: some 20 MB. */
const MOST_INDEXED = 100_000;
/** After making room, this share of it is in use: making room costs a sort of the names. */
const KEPT_SHARE = 0.75;
const CHARACTERS_A_PLACE = 128;

/** Where the sections of one source file stand, and how much they are before they are merged. */
interface Entry {
  size: number;
  weight: number;
  places: { source: number; position: number }[];
}

/** Source files that follow each other by name and fit into memory together, and where their sections stand. */
export interface SectionWindow {
  /** By source, rising. */
  positions: number[][];
  /** The first name that is no more in it; null: there is none. */
  next: string | null;
}

/** Where sections stand by the names of their source files, of those from one name on, as many as memory allows. */
export class SectionIndex {
  readonly #from: string;
  readonly #most: number;
  readonly #entries = new Map<string, Entry>();
  #weight = 0;
  #end: string | null = null;
  #names: string[] | null = null;

  constructor(from: string, most = MOST_INDEXED) {
    this.#from = from;
    this.#most = most;
  }

  add(section: CoverageSection, place: { source: number; position: number }): void {
    const { file } = section;
    if (file < this.#from || (this.#end !== null && file >= this.#end)) return;
    const entry = this.#entries.get(file) ?? {
      size: 0,
      weight: Math.floor(file.length / CHARACTERS_A_PLACE),
      places: [],
    };
    if (entry.places.length === 0) this.#weight += entry.weight;
    this.#entries.set(file, entry);
    entry.size += sizeOf(section);
    entry.weight += 1;
    entry.places.push(place);
    this.#weight += 1;
    if (this.#weight > this.#most) this.#makeRoom();
  }

  /** Whether it knows where the sections of this source file stand. */
  covers(file: string): boolean {
    return file >= this.#from && (this.#end === null || file < this.#end);
  }

  /** @param size lines, functions and branches that may be in it; its first source file is in it whatever its size */
  window(from: string, size: number, sources: number): SectionWindow {
    this.#names ??= [...this.#entries.keys()].sort();
    const names = this.#names;
    const positions = Array.from({ length: sources }, (): number[] => []);
    let left = size;
    for (let at = firstFrom(names, from); at < names.length; at++) {
      const name = names[at] ?? '';
      const entry = this.#entries.get(name);
      if (left < size && (entry?.size ?? 0) > left) return { positions: positions.map(rising), next: name };
      left -= entry?.size ?? 0;
      for (const { source, position } of entry?.places ?? []) positions[source]?.push(position);
    }
    return { positions: positions.map(rising), next: this.#end };
  }

  #makeRoom(): void {
    const names = [...this.#entries.keys()].sort();
    while (this.#weight > this.#most * KEPT_SHARE && names.length > 1) {
      const last = names.pop() ?? '';
      this.#weight -= this.#entries.get(last)?.weight ?? 0;
      this.#entries.delete(last);
      this.#end = last;
    }
  }
}

/** What a section takes in memory, as `FileMerge` counts it, and a little more. */
function sizeOf({ lines, functions, branches, mcdc, file }: CoverageSection): number {
  const texts = [file, ...functions.map(([name]) => name), ...branches.map(([, block, branch]) => `${block}${branch}`)];
  const extra = texts.reduce((sum, text) => sum + Math.ceil(text.length / 32), 0);
  const conditions = mcdc.reduce((sum, [, , , , expression]) => sum + 2 + Math.ceil(expression.length / 32), 0);
  return 2 + lines.length + functions.length + branches.length + conditions + extra;
}

const rising = (positions: number[]) => positions.sort((a, b) => a - b);

/** The place of the first name that is not before `from`. */
function firstFrom(names: readonly string[], from: string): number {
  let [low, high] = [0, names.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? '') < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
