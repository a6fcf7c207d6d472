import type { Language, Literals } from '../../language';
import { escapeText, utf16Escape } from '../../layout';
import type { Type } from '../../type';
import { camelCase } from '../../words';
import { floatText } from '../number';

export const quote = (text: string) =>
  `"${escapeText(text, {
    named: { '\\': '\\\\', '"': '\\"', $: '\\$', '\n': '\\n', '\r': '\\r', '\t': '\\t' },
    other: utf16Escape,
  })}"`;

const NAMES: Readonly<Record<string, string>> = { bool: 'Boolean', int: 'Int', float: 'Double', text: 'String' };

export function typeName(type: Type): string {
  const name =
    type.kind === 'list'
      ? `List<${typeName(type.of ?? type)}>`
      : type.kind === 'map'
        ? `Map<String, ${typeName(type.of ?? type)}>`
        : type.kind === 'int' && type.wide
          ? 'Long'
          : NAMES[type.kind];
  // `any` may be null as well: nothing is known of it.
  return name === undefined ? 'Any?' : `${name}${type.nullable ? '?' : ''}`;
}

/** Read as the negation of a number that is too large, the smallest would not compile. */
const SMALLEST = -(2n ** 63n);
const SMALLEST_INT = -(2n ** 31n);

function integer(value: bigint, { wide }: Type): string {
  if (value === SMALLEST) return 'Long.MIN_VALUE';
  if (value === SMALLEST_INT && !wide) return 'Int.MIN_VALUE';
  return `${value}${wide ? 'L' : ''}`;
}

/** Types are said where the items do not tell them. */
const witness = (of: Type, isEmpty: boolean) => (isEmpty ? of.kind !== 'unknown' : of.kind === 'any' || of.nullable);

const literals: Literals = {
  null: 'null',
  bool: ['false', 'true'],
  int: integer,
  float: floatText,
  text: quote,
  list: (items, of) => `listOf${witness(of, items.length === 0) ? `<${typeName(of)}>` : ''}(${items.join(', ')})`,
  map: (entries, of) =>
    `mapOf${witness(of, entries.length === 0) ? `<String, ${typeName(of)}>` : ''}(${entries.map(([key, value]) => `${key} to ${value}`).join(', ')})`,
};

const RESERVED = `as assertEquals assertFalse assertNotEquals assertNotNull assertNull assertThrows assertTrue break by catch class
  companion constructor continue do dynamic else equals error false finalize finally for fun hashCode if import in index init
  interface is it listOf mapOf notify notifyAll null object out package return result row rows runBlocking shouldBe subject
  super test context this throw toString true try typealias typeof val var wait when where while xtest`;

const FLAGS: Readonly<Record<string, string>> = {
  i: 'RegexOption.IGNORE_CASE',
  m: 'RegexOption.MULTILINE',
  s: 'RegexOption.DOT_MATCHES_ALL',
};

export function regex(pattern: string, flags: string): string {
  const options = Array.from(flags, (flag) => FLAGS[flag] ?? flag).join(', ');
  return `Regex(${quote(pattern)}${options === '' ? '' : `, setOf(${options})`})`;
}

export const kotlin: Language = {
  name: 'kotlin',
  reserved: new Set(RESERVED.split(/\s+/)),
  valueName: camelCase,
  isStatic: true,
  integerBits: 64,
  mixed: 'any',
  module: /^(?:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)?$/,
  identifier: /^[A-Za-z_]\w*$/,
  errorType: /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/,
  needsClass: false,
  hasAwait: true,
  literals,
  conditions: {
    equals: (actual, expected) => `${actual} == ${expected}`,
    closeTo: (actual, value, within) => `Math.abs(${actual} - ${value}) <= ${within}`,
    truthy: (actual) => actual,
    isNull: (actual) => `${actual} == null`,
    contains: (actual, text) => `${actual}.contains(${text})`,
    startsWith: (actual, text) => `${actual}.startsWith(${text})`,
    endsWith: (actual, text) => `${actual}.endsWith(${text})`,
    hasItem: (actual, item) => `${actual}.contains(${item})`,
    matches: (actual, pattern, flags) => `${regex(pattern, flags)}.containsMatchIn(${actual})`,
    compare: (actual, op, value) => `${actual} ${op} ${value}`,
    length: (actual, of) => (of === 'text' ? `${actual}.codePointCount(0, ${actual}.length)` : `${actual}.size`),
    not: (condition) => (/^\w+$/.test(condition) ? `!${condition}` : `!(${condition})`),
  },
  json: null,
};
