import type { Type } from './type';
import type { Check, Raised, Subject } from './case';
import type { Operand, Value } from './value';

export const LANGUAGES = [
  'typescript',
  'javascript',
  'python',
  'java',
  'go',
  'rust',
  'ruby',
  'php',
  'csharp',
  'kotlin',
  'swift',
] as const;
export type LanguageName = (typeof LANGUAGES)[number];

/** How a language writes values. `list` and `map` are given the type of what they hold, in a language without types too. */
export interface Literals {
  null: string;
  bool: readonly [no: string, yes: string];
  int: (value: bigint, type: Type) => string;
  float: (value: number) => string;
  text: (value: string, place: 'whole' | 'inside') => string;
  list: (items: readonly string[], of: Type) => string;
  map: (entries: readonly (readonly [key: string, value: string])[], of: Type) => string;
  /** A value that is there, where null may stand too. */
  some?: (value: string) => string;
}

/** Expressions that are true where the check holds. All parameters but the checks' own settings are source text. */
export interface Conditions {
  equals: (actual: string, expected: string, value: Operand) => string;
  closeTo: (actual: string, value: string, within: string) => string;
  truthy: (actual: string) => string;
  isNull: (actual: string) => string;
  contains: (actual: string, text: string) => string;
  startsWith: (actual: string, text: string) => string;
  endsWith: (actual: string, text: string) => string;
  hasItem: (actual: string, item: string) => string;
  /** @param pattern the pattern itself, not as source text */
  matches: (actual: string, pattern: string, flags: string) => string;
  compare: (actual: string, op: '<' | '<=' | '>' | '>=', value: string) => string;
  length: (actual: string, of: 'text' | 'list' | 'map') => string;
  not: (condition: string) => string;
}

/** How a language reads JSON texts, where that takes no library. */
export interface JsonReading {
  isJson: (actual: string) => string;
  inside: (actual: string, path: readonly (string | number)[]) => string;
}

export interface Language {
  name: LanguageName;
  /** A name that no value of a case may have: keywords, and what the generated file itself uses. */
  reserved: ReadonlySet<string>;
  valueName: (words: readonly string[]) => string;
  /** It wants types: null and empty lists are then written where they are used, which gives them theirs. */
  isStatic: boolean;
  /** Bits of the widest integer that is written as a literal; null for any. */
  integerBits: 64 | null;
  /** Whether a list or map may hold values of different types, or null among them. */
  mixed: 'any' | 'without_null' | 'none';
  /** What `module` of a subject must look like. */
  module: RegExp;
  identifier: RegExp;
  /** What the type of an error must look like; null: errors have no types that a test can name. */
  errorType: RegExp | null;
  needsClass: boolean;
  hasAwait: boolean;
  literals: Literals;
  conditions: Conditions;
  json: JsonReading | null;
  /** What is odd about a pattern here, beyond what no language shares. */
  refusesPattern?: (pattern: string, flags: string) => boolean;
}

/** A value with a name of its own in a test: arranged, or a table's column. */
export interface Bound {
  name: string;
  type: Type;
  value: Value;
}

export interface Call {
  function: string;
  args: readonly Operand[];
  awaits: boolean;
  /** It gives an error beside its result, where the language has no exceptions that are invisible. */
  fails: boolean;
}

export interface PlannedTable {
  /** Of what gives the rows, where that is a member of its own. */
  name: string;
  columns: readonly { name: string; type: Type }[];
  rows: readonly (readonly Value[])[];
}

/** A case with every name made, unique and legal in the language. Names in operands are identifiers. */
export interface PlannedCase {
  title: string;
  description: string | null;
  /** The test's own identifier, with the framework's prefix. */
  name: string;
  arrange: readonly Bound[];
  call: Call;
  checks: readonly Check[];
  raised: Raised | null;
  table: PlannedTable | null;
  /** Why it does not run; null where it does. */
  pending: string | null;
}

export interface Plan {
  subject: Subject;
  /** Class name in languages that have one a file, and its file's name. */
  className: string;
  /** Functions that tests call, as the language calls them, each once. */
  functions: readonly string[];
  cases: readonly PlannedCase[];
  /** A case asks to await, whether the language can or not. */
  awaits: boolean;
}

export interface Framework {
  language: Language;
  /** As it is asked for: `jest`, `pytest`. */
  name: string;
  /** The name of a test's function or method. */
  testName: (words: readonly string[], subject: readonly string[]) => string;
  /** Class name by convention, also of the file where the language wants it. */
  className: (words: readonly string[]) => string;
  /** Folder and file name, from the project's root. */
  folder: (subject: Subject) => string;
  fileName: (words: readonly string[], className: string) => string;
  /** What finds the file without any settings. */
  discovery: string;
  /** What else a project needs. */
  needs?: (plan: Plan) => string[];
  write: (plan: Plan) => string;
  /** It reports a test by its title, not by the name of a function. */
  reportsTitles?: boolean;
  /** Files beside the tests, without which the default rules do not find them. */
  companions?: readonly { name: string; content: string }[];
}
