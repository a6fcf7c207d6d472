import type { Language, Literals } from '../../language';
import { escapeText, hex } from '../../layout';
import type { Type } from '../../type';
import { isComposite } from '../../value';
import { camelCase } from '../../words';
import { floatText } from '../number';

export const quote = (text: string) =>
  `"${escapeText(text, {
    named: { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' },
    other: (character) => {
      const digits = hex(character);
      return digits.length > 4 ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
    },
  })}"`;

const NAMES: Readonly<Record<string, string>> = { bool: 'bool', int: 'int', float: 'float64', text: 'string' };

/** Only an interface holds nil beside other values. */
export function typeName(type: Type): string {
  if (type.nullable) return 'any';
  if (type.kind === 'list') return `[]${typeName(type.of ?? type)}`;
  if (type.kind === 'map') return `map[string]${typeName(type.of ?? type)}`;
  return NAMES[type.kind] ?? 'any';
}

const literals: Literals = {
  null: 'nil',
  bool: ['false', 'true'],
  int: String,
  // A constant has no negative zero.
  float: (value) => (Object.is(value, -0) ? 'math.Copysign(0, -1)' : floatText(value)),
  text: quote,
  // nil is an empty slice and an empty map of any type.
  list: (items, of) => (items.length === 0 && of.kind === 'unknown' ? 'nil' : `[]${typeName(of)}{${items.join(', ')}}`),
  map: (entries, of) =>
    entries.length === 0 && of.kind === 'unknown'
      ? 'nil'
      : `map[string]${typeName(of)}{${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`,
};

const RESERVED = `any append bool break byte cap case chan clear close complex const continue copy default defer delete else err
  error errors fallthrough false float64 fmt for found func go goto if import index init int interface iota item len main
  make map math max min new nil package panic print println range recover reflect regexp result return row rows rune
  select string strings struct subject switch t target testing true type unicode utf8 var`;

const inlineFlags = (flags: string) => (flags === '' ? '' : `(?${flags})`);

export const go: Language = {
  name: 'go',
  reserved: new Set(RESERVED.split(/\s+/)),
  valueName: camelCase,
  isStatic: true,
  integerBits: 64,
  mixed: 'any',
  module: /^[A-Za-z0-9][\w.~-]*(?:\/[A-Za-z0-9][\w.~-]*)*$/,
  // Only what is exported can be seen from a test package of its own.
  identifier: /^[A-Z]\w*$/,
  errorType: /^\*?[A-Z]\w*$/,
  needsClass: false,
  hasAwait: false,
  literals,
  conditions: {
    equals: (actual, expected, value) =>
      isComposite(value) ? `reflect.DeepEqual(${actual}, ${expected})` : `${actual} == ${expected}`,
    closeTo: (actual, value, within) => `math.Abs(${actual}-${value}) <= ${within}`,
    truthy: (actual) => actual,
    isNull: (actual) => `${actual} == nil`,
    contains: (actual, text) => `strings.Contains(${actual}, ${text})`,
    startsWith: (actual, text) => `strings.HasPrefix(${actual}, ${text})`,
    endsWith: (actual, text) => `strings.HasSuffix(${actual}, ${text})`,
    hasItem: () => 'found',
    matches: (actual, pattern, flags) =>
      `regexp.MustCompile(${quote(inlineFlags(flags) + pattern)}).MatchString(${actual})`,
    compare: (actual, op, value) => `${actual} ${op} ${value}`,
    length: (actual, of) => (of === 'text' ? `utf8.RuneCountInString(${actual})` : `len(${actual})`),
    not: negate,
  },
  json: null,
};

const OPPOSITES: readonly (readonly [string, string])[] = [
  [' == ', ' != '],
  [' <= ', ' > '],
  [' >= ', ' < '],
];

/** A comparison is turned round at its operator, which stands once, before any literal; a call gets a `!`. */
function negate(condition: string): string {
  for (const [operator, opposite] of OPPOSITES) {
    const i = condition.indexOf(operator);
    if (i > 0 && !condition.slice(0, i).includes('"')) {
      return `${condition.slice(0, i)}${opposite}${condition.slice(i + operator.length)}`;
    }
  }
  return /^[\w.]+(?:\(.*\))?$/s.test(condition) ? `!${condition}` : `!(${condition})`;
}
