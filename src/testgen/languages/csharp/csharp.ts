import type { Language, Literals } from '../../language';
import { escapeText, hex } from '../../layout';
import type { Type } from '../../type';
import { camelCase } from '../../words';
import { floatText } from '../number';

/** `\x` would swallow the digits that follow; `\u` and `\U` have a fixed length. */
export const quote = (text: string) =>
  `"${escapeText(text, {
    named: { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' },
    other: (character) => {
      const digits = hex(character);
      return digits.length > 4 ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
    },
  })}"`;

const NAMES: Readonly<Record<string, string>> = { bool: 'bool', int: 'int', float: 'double' };

export function typeName(type: Type): string {
  if (type.kind === 'list') return `List<${typeName(type.of ?? type)}>`;
  if (type.kind === 'map') return `Dictionary<string, ${typeName(type.of ?? type)}>`;
  if (type.kind === 'text') return 'string';
  const name = type.kind === 'int' && type.wide ? 'long' : NAMES[type.kind];
  return name === undefined ? 'object' : `${name}${type.nullable ? '?' : ''}`;
}

const literals: Literals = {
  null: 'null',
  bool: ['false', 'true'],
  int: (value, { wide }) => `${value}${wide ? 'L' : ''}`,
  float: floatText,
  text: quote,
  // Without any item the parameter says the type.
  list: (items, of) =>
    items.length === 0 && of.kind === 'unknown' ? 'new()' : `new List<${typeName(of)}> { ${items.join(', ')} }`,
  map: (entries, of) =>
    entries.length === 0 && of.kind === 'unknown'
      ? 'new()'
      : `new Dictionary<string, ${typeName(of)}> { ${entries.map(([key, value]) => `[${key}] = ${value}`).join(', ')} }`,
};

const RESERVED = `abstract as async await base bool break byte case catch char checked class const continue decimal default delegate
  do double dynamic else enum Equals error event explicit extern false Finalize finally fixed float for foreach GetHashCode
  GetType goto if implicit in int interface internal is item list lock long MemberwiseClone namespace new null object operator
  out override params private protected public readonly record ReferenceEquals ref result return sbyte sealed short sizeof
  stackalloc static string struct subject switch this throw ToString true try typeof uint ulong unchecked unsafe ushort using
  var virtual void volatile when where while yield Assert Math Regex caught SameValues`;

const FLAGS: Readonly<Record<string, string>> = {
  i: 'RegexOptions.IgnoreCase',
  m: 'RegexOptions.Multiline',
  s: 'RegexOptions.Singleline',
};

/** By ordinal, or a culture decides what a text starts with. */
const ordinal = (method: string) => (actual: string, text: string) =>
  `${actual}.${method}(${text}, StringComparison.Ordinal)`;

export const csharp: Language = {
  name: 'csharp',
  reserved: new Set(RESERVED.split(/\s+/)),
  valueName: camelCase,
  isStatic: true,
  integerBits: 64,
  mixed: 'any',
  module: /^(?:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)?$/,
  identifier: /^[A-Za-z_]\w*$/,
  errorType: /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/,
  needsClass: true,
  hasAwait: true,
  literals,
  conditions: {
    equals: (actual, expected) => `${actual} == ${expected}`,
    closeTo: (actual, value, within) => `Math.Abs(${actual} - ${value}) <= ${within}`,
    truthy: (actual) => actual,
    isNull: (actual) => `${actual} == null`,
    contains: (actual, text) => `${actual}.IndexOf(${text}, StringComparison.Ordinal) >= 0`,
    startsWith: ordinal('StartsWith'),
    endsWith: ordinal('EndsWith'),
    hasItem: (actual, item) => `${actual}.Contains(${item})`,
    matches(actual, pattern, flags) {
      const options = Array.from(flags, (flag) => FLAGS[flag] ?? flag).join(' | ');
      return `Regex.IsMatch(${actual}, ${quote(pattern)}${options === '' ? '' : `, ${options}`})`;
    },
    compare: (actual, op, value) => `${actual} ${op} ${value}`,
    // Code points: the second half of a pair counts for nothing.
    length: (actual, of) => (of === 'text' ? `${actual}.Count(c => !char.IsLowSurrogate(c))` : `${actual}.Count`),
    not: (condition) => (/^\w+$/.test(condition) ? `!${condition}` : `!(${condition})`),
  },
  json: null,
};
