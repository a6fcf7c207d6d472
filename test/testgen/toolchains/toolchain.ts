import type { LanguageName } from '../../../src/testgen/language';
import type { Outcome, Workshop } from '../workshop';

/** What one machine can do with one framework's tests. */
export interface Toolchain {
  language: LanguageName;
  framework: string;
  /** Why it can't be used here; null where it can. */
  lacks: () => string | null;
  /** The language's own tool accepts the file. */
  compile?: (workshop: Workshop) => Outcome;
  /** The framework runs the file. */
  run?: (workshop: Workshop) => Outcome;
  /** With what it ends where a test is pending and none fails; 0 where nothing is said. */
  endsPending?: number;
  /** What it prints of the twelve cases: eleven that pass, one that is pending. */
  summary?: RegExp;
  /** What it prints of one test that fails. */
  failure?: RegExp;
}

/** The first reason there is. */
export const first = (...reasons: readonly (string | null)[]) => reasons.find((reason) => reason !== null) ?? null;

/** Runs only what was compiled. */
export const afterwards = (compiled: Outcome, next: () => Outcome) => (compiled.code === 0 ? next() : compiled);
