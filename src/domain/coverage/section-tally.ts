import type { CoverageSection, CoverageTotals } from '../evidence/coverage';
import { addCoverage, coverageOf, NO_COVERAGE } from './totals';

/** Source files that are told apart, and UTF-16 units of their names in all. */
const MOST_FILES = 100_000;
const MOST_NAMES = 8 * 1024 * 1024;

/** Counts the sections of one file as they come, which nearly always is enough: a section a source file. */
export class SectionTally {
  #totals = NO_COVERAGE;
  #names = new Set<string>();
  #characters = 0;
  #apart = true;

  add(section: CoverageSection): void {
    const { file } = section;
    this.#characters += file.length;
    this.#apart &&= !this.#names.has(file) && this.#names.size < MOST_FILES && this.#characters <= MOST_NAMES;
    if (!this.#apart) return;
    this.#names.add(file);
    this.#totals = addCoverage(this.#totals, coverageOf(section));
  }

  /** null: several sections are of one source file, or they are too many to tell; only merging them tells. */
  get totals(): CoverageTotals | null {
    return this.#apart ? this.#totals : null;
  }
}
