import type { Language, Literals } from '../../language';
import { escapeText, hex } from '../../layout';
import { rewritePattern } from '../../pattern';
import { snakeCase } from '../../words';
import { floatText } from '../number';

/** Single quotes where nothing is special; between double ones every `#` is escaped, as it may begin an interpolation. */
export function quote(text: string): string {
  const escaped = escapeText(text, {
    named: { '\\': '\\\\', '"': '\\"', '#': '\\#', '\n': '\\n', '\r': '\\r', '\t': '\\t' },
    other: (character) => `\\u{${hex(character)}}`,
  });
  return escaped === text && !text.includes("'") ? `'${text}'` : `"${escaped}"`;
}

const literals: Literals = {
  null: 'nil',
  bool: ['false', 'true'],
  int: String,
  float: floatText,
  text: quote,
  list: (items) => `[${items.join(', ')}]`,
  map: (entries) =>
    entries.length === 0 ? '{}' : `{ ${entries.map(([key, value]) => `${key} => ${value}`).join(', ')} }`,
};

const RESERVED = `BEGIN END __ENCODING__ __FILE__ __LINE__ __method__ alias and be begin break case class context def defined
  describe do else elsif end ensure eq error expect false for if in include index it match module next nil not or raise redo
  rescue result retry return row rows self skip subject super then true undef unless until when while yield`;

/** In Ruby `^` and `$` are always those of lines, and its `m` is what others call `s`. */
export function regex(pattern: string, flags: string): string {
  const source = rewritePattern(pattern, (piece, inClass) => {
    if (inClass || flags.includes('m')) return piece;
    return piece === '^' ? '\\A' : piece === '$' ? '\\z' : piece;
  });
  const options = [
    ...(flags.includes('i') ? ['Regexp::IGNORECASE'] : []),
    ...(flags.includes('s') ? ['Regexp::MULTILINE'] : []),
  ];
  return `Regexp.new(${quote(source)}${options.length === 0 ? '' : `, ${options.join(' | ')}`})`;
}

export const ruby: Language = {
  name: 'ruby',
  reserved: new Set(RESERVED.split(/\s+/)),
  valueName: snakeCase,
  isStatic: false,
  integerBits: null,
  mixed: 'any',
  module: /^(?:\.{0,2}\/)?[A-Za-z0-9_][\w.-]*(?:\/[\w.-]+)*$/,
  identifier: /^[A-Za-z_]\w*[?!]?$/,
  errorType: /^[A-Z]\w*(?:::[A-Z]\w*)*$/,
  needsClass: false,
  hasAwait: false,
  literals,
  conditions: {
    equals: (actual, expected) => `${actual} == ${expected}`,
    closeTo: (actual, value, within) => `(${actual} - ${value}).abs <= ${within}`,
    truthy: (actual) => `!!${actual}`,
    isNull: (actual) => `${actual}.nil?`,
    contains: (actual, text) => `${actual}.include?(${text})`,
    startsWith: (actual, text) => `${actual}.start_with?(${text})`,
    endsWith: (actual, text) => `${actual}.end_with?(${text})`,
    hasItem: (actual, item) => `${actual}.include?(${item})`,
    matches: (actual, pattern, flags) => `${regex(pattern, flags)}.match?(${actual})`,
    compare: (actual, op, value) => `${actual} ${op} ${value}`,
    length: (actual) => `${actual}.length`,
    not: (condition) => `!(${condition})`,
  },
  json: {
    isJson: (actual) => `JSON.parse(${actual})`,
    inside: (actual, path) =>
      `JSON.parse(${actual})${path.map((step) => `.fetch(${typeof step === 'number' ? step : quote(step)})`).join('')}`,
  },
};
