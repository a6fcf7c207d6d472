import type { Language, Literals } from '../../language';
import { escapeText, hex } from '../../layout';
import type { Type } from '../../type';
import { camelCase } from '../../words';
import { floatText } from '../number';

/** An interpolation begins with a backslash, and so is escaped with it. */
export const quote = (text: string) =>
  `"${escapeText(text, {
    named: { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' },
    other: (character) => `\\u{${hex(character)}}`,
  })}"`;

const NAMES: Readonly<Record<string, string>> = { bool: 'Bool', int: 'Int', float: 'Double', text: 'String' };

/** Values without a common type are hashable at least, so that they can be compared. */
export function typeName(type: Type): string {
  const nullable = type.nullable ? '?' : '';
  if (type.kind === 'list') return `[${typeName(type.of ?? type)}]${nullable}`;
  if (type.kind === 'map') return `[String: ${typeName(type.of ?? type)}]${nullable}`;
  return `${NAMES[type.kind] ?? 'AnyHashable'}${nullable}`;
}

/** A literal alone does not tell the type of values that have none in common. */
const typed = (literal: string, type: string, of: Type) => (of.kind === 'any' ? `(${literal} as ${type})` : literal);

const literals: Literals = {
  null: 'nil',
  bool: ['false', 'true'],
  int: String,
  float: floatText,
  text: quote,
  list: (items, of) => typed(`[${items.join(', ')}]`, `[${typeName(of)}]`, of),
  map: (entries, of) =>
    typed(
      entries.length === 0 ? '[:]' : `[${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}]`,
      `[String: ${typeName(of)}]`,
      of,
    ),
};

const RESERVED = `Any Self Type actor any as associatedtype async await break case catch class continue convenience default defer
  deinit didSet do dynamic else enum error expect extension fallthrough false fileprivate final for func get guard if import in
  index indirect infix init inout internal is lazy let mutating nil nonisolated open operator optional override postfix prefix
  private protocol public repeat required rethrows return result row rows self set setUp some static struct subject subscript
  super switch tearDown throw throws true try typealias unowned var weak where while willSet continueAfterFailure name`;

/** Needs Foundation. */
const matches = (actual: string, pattern: string, flags: string) =>
  `${actual}.range(of: ${quote((flags === '' ? '' : `(?${flags})`) + pattern)}, options: .regularExpression) != nil`;

export const swift: Language = {
  name: 'swift',
  reserved: new Set(RESERVED.split(/\s+/)),
  valueName: camelCase,
  isStatic: true,
  integerBits: 64,
  mixed: 'without_null',
  module: /^[A-Za-z_]\w*$/,
  identifier: /^[A-Za-z_]\w*$/,
  errorType: /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/,
  needsClass: false,
  hasAwait: true,
  literals,
  conditions: {
    equals: (actual, expected) => `${actual} == ${expected}`,
    closeTo: (actual, value, within) => `abs(${actual} - ${value}) <= ${within}`,
    truthy: (actual) => actual,
    isNull: (actual) => `${actual} == nil`,
    contains: (actual, text) => `${actual}.contains(${text})`,
    startsWith: (actual, text) => `${actual}.hasPrefix(${text})`,
    endsWith: (actual, text) => `${actual}.hasSuffix(${text})`,
    hasItem: (actual, item) => `${actual}.contains(${item})`,
    matches,
    compare: (actual, op, value) => `${actual} ${op} ${value}`,
    length: (actual, of) => (of === 'text' ? `${actual}.unicodeScalars.count` : `${actual}.count`),
    not: (condition) => (/^\w+$/.test(condition) ? `!${condition}` : `!(${condition})`),
  },
  json: null,
};
