import type { Language, Literals } from '../../language';
import { escapeText, utf16Escape } from '../../layout';
import type { Type } from '../../type';
import { camelCase } from '../../words';
import { floatText } from '../number';

/**
 * javac reads `\uXXXX` before anything else, so control characters are octal: `\u000a` in a text would break its line.
 * All but ASCII is escaped, because javac before 18 reads source in the platform's encoding.
 */
export const quote = (text: string) =>
  `"${escapeText(text, {
    named: { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' },
    other: (character) => (character < ' ' ? `\\${octal(character)}` : utf16Escape(character)),
    asciiOnly: true,
  })}"`;

const octal = (character: string) => character.charCodeAt(0).toString(8).padStart(3, '0');

const PRIMITIVES: Readonly<Record<string, string>> = { bool: 'boolean', int: 'int', float: 'double' };
const BOXES: Readonly<Record<string, string>> = { bool: 'Boolean', int: 'Integer', float: 'Double', text: 'String' };

/** The type of a variable; of what a list or map holds, `boxed`. */
export function typeName(type: Type, boxed = false): string {
  if (type.kind === 'list') return `List<${typeName(type.of ?? type, true)}>`;
  if (type.kind === 'map') return `Map<String, ${typeName(type.of ?? type, true)}>`;
  const names = boxed || type.nullable ? BOXES : PRIMITIVES;
  if (type.kind === 'int' && type.wide) return names === BOXES ? 'Long' : 'long';
  return names[type.kind] ?? BOXES[type.kind] ?? 'Object';
}

/** `List.of` and `Map.of` take no null. */
const witness = (of: Type) => (of.kind === 'any' || of.nullable ? `<${typeName(of, true)}>` : '');

function writeList(items: readonly string[], of: Type): string {
  if (!of.nullable) return `List.${witness(of)}of(${items.join(', ')})`;
  // A lone null would be read as the whole array.
  const only = items.length === 1 ? `(${typeName(of, true)}) ` : '';
  return `Arrays.${witness(of)}asList(${only}${items.join(', ')})`;
}

const literals: Literals = {
  null: 'null',
  bool: ['false', 'true'],
  int: (value, { wide }) => `${value}${wide ? 'L' : ''}`,
  float: floatText,
  text: quote,
  list: writeList,
  map(entries, of) {
    if (of.nullable) {
      const keys = entries.map(([key]) => key).join(', ');
      return `mapOf(List.of(${keys}), ${writeList(
        entries.map(([, value]) => value),
        of,
      )})`;
    }
    const witnesses = entries.length === 0 || of.kind !== 'any' ? '' : '<String, Object>';
    const written = entries.map(([key, value]) => `Map.${witnesses}entry(${key}, ${value})`);
    return entries.length === 0 ? 'Map.of()' : `Map.${witnesses}ofEntries(${written.join(', ')})`;
  },
};

const RESERVED = `_ abstract assert assertEquals assertFalse assertInstanceOf assertNotEquals assertNotNull assertNull assertThrows
  assertTrue boolean break byte case catch char class clone const continue default do double else enum equals error
  expectThrows extends fail false final finalize finally float for getClass goto hashCode if implements import instanceof int
  interface long mapOf native new notify notifyAll null package private protected public record result return sealed short
  static strictfp subject super switch synchronized this throw throws toString transient true try var void volatile wait
  while yield`;

const FLAGS: Readonly<Record<string, string>> = {
  i: 'Pattern.CASE_INSENSITIVE',
  m: 'Pattern.MULTILINE',
  s: 'Pattern.DOTALL',
};

export const java: Language = {
  name: 'java',
  reserved: new Set(RESERVED.split(/\s+/)),
  valueName: camelCase,
  isStatic: true,
  integerBits: 64,
  mixed: 'any',
  module: /^(?:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)?$/,
  identifier: /^[A-Za-z_$][\w$]*$/,
  errorType: /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/,
  needsClass: true,
  hasAwait: true,
  literals,
  conditions: {
    equals: (actual, expected, { kind }) =>
      kind === 'int' ? `${actual} == ${expected}` : `Objects.equals(${actual}, ${expected})`,
    closeTo: (actual, value, within) => `Math.abs(${actual} - ${value}) <= ${within}`,
    truthy: (actual) => actual,
    isNull: (actual) => `${actual} == null`,
    contains: (actual, text) => `${actual}.contains(${text})`,
    startsWith: (actual, text) => `${actual}.startsWith(${text})`,
    endsWith: (actual, text) => `${actual}.endsWith(${text})`,
    hasItem: (actual, item) => `${actual}.contains(${item})`,
    matches(actual, pattern, flags) {
      const options = Array.from(flags, (flag) => FLAGS[flag] ?? flag).join(' | ');
      return `Pattern.compile(${quote(pattern)}${options === '' ? '' : `, ${options}`}).matcher(${actual}).find()`;
    },
    compare: (actual, op, value) => `${actual} ${op} ${value}`,
    length: (actual, of) => (of === 'text' ? `${actual}.codePointCount(0, ${actual}.length())` : `${actual}.size()`),
    not: (condition) => (/^[\w.]+$/.test(condition) ? `!${condition}` : `!(${condition})`),
  },
  json: null,
};
