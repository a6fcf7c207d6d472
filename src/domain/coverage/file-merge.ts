import type { CoverageRatio, CoverageSection } from '../evidence/coverage';
import { joinKnown } from './hits';

type Line = CoverageSection['lines'][number];
type Fn = CoverageSection['functions'][number];
type Branch = CoverageSection['branches'][number];
type Condition = CoverageSection['mcdc'][number];
type Declared = NonNullable<CoverageSection['declared']>;

/** Joins two counts of one thing. */
export type JoinHits = (a: number, b: number) => number;

const CHARACTERS_AN_ENTRY = 32;

/**
 * What several sections say of one source file: the union of their lines, functions by name, branches by line, block
 * and branch. Of a function that several place differently the least line is kept. In whatever order sections are
 * added, the result is the same.
 */
export class FileMerge {
  readonly #file: string;
  readonly #lines = new Map<number, number>();
  readonly #functions = new Map<string, Fn>();
  readonly #branches = new Map<string, Branch>();
  readonly #mcdc = new Map<string, Condition>();
  #declared: Declared | null = null;
  #entries = 1;

  constructor(file: string) {
    this.#file = file;
    this.#count(file);
  }

  /** How much memory it takes: lines, functions and branches, with long names as several. */
  get entries(): number {
    return this.#entries;
  }

  add(section: CoverageSection, join: JoinHits): void {
    for (const [line, hits] of section.lines) {
      const known = this.#lines.get(line);
      if (known === undefined) this.#entries += 1;
      this.#lines.set(line, known === undefined ? hits : join(known, hits));
    }
    for (const fn of section.functions) this.#addFunction(fn, join);
    for (const branch of section.branches) this.#addBranch(branch, join);
    for (const condition of section.mcdc) this.#addCondition(condition, join);
    if (section.declared) this.#declared = mostDeclared(this.#declared, section.declared);
  }

  /** Everything in rising order of lines, then of names. Counters of a kind that is listed are left out. */
  toSection(): CoverageSection {
    const declared = this.#declared && {
      lines: this.#lines.size > 0 ? null : this.#declared.lines,
      functions: this.#functions.size > 0 ? null : this.#declared.functions,
      branches: this.#branches.size > 0 ? null : this.#declared.branches,
    };
    return {
      file: this.#file,
      test: null,
      lines: [...this.#lines].sort(([a]: Line, [b]: Line) => a - b),
      functions: [...this.#functions.values()].sort(byPlace(([name, line]) => [line ?? 0, name])),
      branches: [...this.#branches.values()].sort(byPlace(([line, block, branch]) => [line, block, branch])),
      mcdc: [...this.#mcdc.values()].sort(
        byPlace(([line, size, sense, index, expression]) => [line, size, index, sense, expression]),
      ),
      declared: declared && Object.values(declared).some((ratio) => ratio !== null) ? declared : null,
    };
  }

  #addFunction([name, line, hits]: Fn, join: JoinHits): void {
    const known = this.#functions.get(name);
    if (!known) this.#count(name);
    const [, knownLine, knownHits] = known ?? [name, null, null];
    this.#functions.set(name, [name, joinKnown(knownLine, line, Math.min), joinKnown(knownHits, hits, join)]);
  }

  #addBranch([line, block, branch, taken]: Branch, join: JoinHits): void {
    const key = `${line}\n${block}\n${branch}`;
    const known = this.#branches.get(key);
    if (!known) this.#count(key);
    this.#branches.set(key, [line, block, branch, joinKnown(known?.[3] ?? null, taken, join)]);
  }

  #addCondition([line, size, sense, index, expression, met]: Condition, join: JoinHits): void {
    const key = `${line}\n${size}\n${sense}\n${index}\n${expression}`;
    const known = this.#mcdc.get(key);
    if (!known) this.#count(key);
    this.#mcdc.set(key, [line, size, sense, index, expression, known ? join(known[5], met) : met]);
  }

  #count(text: string): void {
    this.#entries += 1 + Math.floor(text.length / CHARACTERS_AN_ENTRY);
  }
}

/** Counters can't be joined without the things that they count; the largest is what was surely found, and surely hit. */
function mostDeclared(a: Declared | null, b: Declared): Declared {
  const most = (x: CoverageRatio | null, y: CoverageRatio | null): CoverageRatio | null => {
    if (x === null) return y;
    return y === null ? x : { found: Math.max(x.found, y.found), hit: Math.max(x.hit, y.hit) };
  };
  return {
    lines: most(a?.lines ?? null, b.lines),
    functions: most(a?.functions ?? null, b.functions),
    branches: most(a?.branches ?? null, b.branches),
  };
}

/** Orders by each part of a place in turn; blocks and branches that are numbers by their value. */
function byPlace<Thing>(placeOf: (thing: Thing) => readonly (number | string)[]) {
  return (a: Thing, b: Thing): number => {
    const other = placeOf(b);
    for (const [i, part] of placeOf(a).entries()) {
      const order = compareParts(part, other[i] ?? '');
      if (order !== 0) return order;
    }
    return 0;
  };
}

const NUMBER = /^(?:0|[1-9]\d{0,14})$/;

/** Numbers before other names; a total order, which mixed comparisons would not be. */
function compareParts(a: number | string, b: number | string): number {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== null && y !== null) return x - y;
  if (x !== null || y !== null) return x === null ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

const numberOf = (part: number | string) => (typeof part === 'number' || NUMBER.test(part) ? Number(part) : null);
