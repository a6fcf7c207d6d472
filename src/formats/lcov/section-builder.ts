import type { CoverageRatio, CoverageSection } from '../../domain/evidence/coverage';
import { addHits, joinKnown } from '../../domain/coverage/hits';

type Line = CoverageSection['lines'][number];
type Fn = CoverageSection['functions'][number];
type Branch = CoverageSection['branches'][number];
type Condition = CoverageSection['mcdc'][number];

/** Entries; a name of a few hundred characters counts as several. Some 2 MB of JSON. */
const MOST_ENTRIES = 50_000;
const CHARACTERS_AN_ENTRY = 32;

/** Counters that a section may declare. Of lines, functions and branches: found and hit. */
export const COUNTERS = ['LF', 'LH', 'FNF', 'FNH', 'BRF', 'BRH'] as const;
export type Counter = (typeof COUNTERS)[number];

export interface BuiltSection {
  section: CoverageSection;
  /** How often a line, and a branch, came that was there already. */
  repeated: { lines: number; branches: number };
}

/**
 * Gathers what a section of LCOV says of its source file. What it says twice of a line, a function or a branch is
 * added: the instances of a template, for example.
 */
export class SectionBuilder {
  readonly file: string;
  readonly test: string | null;
  /** Of the section's first byte. */
  readonly offset: number;
  readonly declared = new Map<Counter, number>();
  /** First lines of function groups (geninfo 2.2 and later), by index. */
  readonly groups = new Map<number, number>();
  #lines: Line[] = [];
  #functions = new Map<string, Fn>();
  #branches = new Map<string, Branch>();
  #mcdc = new Map<string, Condition>();
  #entries = 0;
  #repeatedBranches = 0;
  #split = false;

  constructor({ file, test, offset }: { file: string; test: string | null; offset: number }) {
    this.file = file;
    this.test = test;
    this.offset = offset;
  }

  /** Enough for one section in memory: it is to be built, and the rest of it becomes another of the same file. */
  get full(): boolean {
    return this.#entries >= MOST_ENTRIES;
  }

  /** Whether a part of it was built before. */
  get split(): boolean {
    return this.#split;
  }

  addLine(line: number, hits: number): void {
    this.#lines.push([line, hits]);
    this.#entries += 1;
  }

  addFunction([name, line, hits]: Fn): void {
    const known = this.#functions.get(name);
    if (known) {
      known[1] = joinKnown(known[1], line, Math.min);
      known[2] = joinKnown(known[2], hits, addHits);
      return;
    }
    this.#functions.set(name, [name, line, hits]);
    this.#count(name);
  }

  addBranch([line, block, branch, taken]: Branch): void {
    const key = `${line},${block},${branch}`;
    const known = this.#branches.get(key);
    if (known) {
      known[3] = joinKnown(known[3], taken, addHits);
      this.#repeatedBranches += 1;
      return;
    }
    this.#branches.set(key, [line, block, branch, taken]);
    this.#count(key);
  }

  addCondition([line, size, sense, index, expression, met]: Condition): void {
    const key = `${line},${size},${sense},${index},${expression}`;
    const known = this.#mcdc.get(key);
    if (known) {
      known[5] = addHits(known[5], met);
      return;
    }
    this.#mcdc.set(key, [line, size, sense, index, expression, met]);
    this.#count(key);
  }

  /** The section so far; it goes on empty. */
  build(): BuiltSection {
    const lines = foldLines(this.#lines);
    const section: CoverageSection = {
      file: this.file,
      test: this.test,
      lines,
      functions: [...this.#functions.values()],
      branches: [...this.#branches.values()],
      mcdc: [...this.#mcdc.values()],
      declared: null,
    };
    section.declared = this.#split ? null : this.#onlyDeclared(section);
    const repeated = { lines: this.#lines.length - lines.length, branches: this.#repeatedBranches };
    this.#lines = [];
    this.#functions = new Map();
    this.#branches = new Map();
    this.#mcdc = new Map();
    this.#entries = 0;
    this.#repeatedBranches = 0;
    this.#split = true;
    return { section, repeated };
  }

  #onlyDeclared({ lines, functions, branches }: CoverageSection): CoverageSection['declared'] {
    const declared = {
      lines: lines.length > 0 ? null : this.#ratio('LF', 'LH'),
      functions: functions.length > 0 ? null : this.#ratio('FNF', 'FNH'),
      branches: branches.length > 0 ? null : this.#ratio('BRF', 'BRH'),
    };
    return Object.values(declared).some((ratio) => ratio !== null) ? declared : null;
  }

  #ratio(foundBy: Counter, hitBy: Counter): CoverageRatio | null {
    const found = this.declared.get(foundBy) ?? 0;
    const hit = this.declared.get(hitBy);
    return found > 0 && hit !== undefined && hit <= found ? { found, hit } : null;
  }

  #count(text: string): void {
    this.#entries += 1 + Math.floor(text.length / CHARACTERS_AN_ENTRY);
  }
}

/** Each line once, in rising order. Most producers write them so. */
function foldLines(lines: readonly Line[]): Line[] {
  const rising = lines.every(([line], i) => i === 0 || line > (lines[i - 1]?.[0] ?? line));
  if (rising) return [...lines];
  const hitsOf = new Map<number, number>();
  for (const [line, hits] of lines) hitsOf.set(line, addHits(hitsOf.get(line) ?? 0, hits));
  return [...hitsOf].sort(([a], [b]) => a - b);
}
