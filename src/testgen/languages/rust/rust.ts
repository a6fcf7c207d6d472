import type { Language, Literals } from '../../language';
import { escapeText, hex } from '../../layout';
import { snakeCase } from '../../words';
import { floatText } from '../number';

export const quote = (text: string) =>
  `"${escapeText(text, {
    named: { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' },
    other: (character) => `\\u{${hex(character)}}`,
  })}"`;

const literals: Literals = {
  null: 'None',
  bool: ['false', 'true'],
  int: (value, { wide }) => `${value}${wide ? '_i64' : ''}`,
  float: floatText,
  // A collection owns its texts, a parameter borrows.
  text: (value, place) => (place === 'whole' ? quote(value) : `String::from(${quote(value)})`),
  list: (items) => `vec![${items.join(', ')}]`,
  map: (entries) => `HashMap::from([${entries.map(([key, value]) => `(${key}, ${value})`).join(', ')}])`,
  some: (value) => `Some(${value})`,
};

const RESERVED = `abstract as assert async await become box break const continue crate do dyn else enum error extern false final
  fn for gen if impl in index item let loop macro match mod move mut override priv pub ref result return row rows self Self
  static struct subject super trait true try type typeof union unsafe unsized use virtual where while yield vec`;

export const rust: Language = {
  name: 'rust',
  reserved: new Set(RESERVED.split(/\s+/)),
  valueName: snakeCase,
  isStatic: true,
  integerBits: 64,
  // A value of any type that can be compared would take a library.
  mixed: 'none',
  module: /^[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*$/,
  identifier: /^[A-Za-z_]\w*$/,
  errorType: /^[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*$/,
  needsClass: false,
  hasAwait: true,
  literals,
  conditions: {
    equals: (actual, expected) => `${actual} == ${expected}`,
    closeTo: (actual, value, within) => `(${actual} - ${value}).abs() <= ${within}`,
    truthy: (actual) => actual,
    isNull: (actual) => `${actual}.is_none()`,
    contains: (actual, text) => `${actual}.contains(${text})`,
    startsWith: (actual, text) => `${actual}.starts_with(${text})`,
    endsWith: (actual, text) => `${actual}.ends_with(${text})`,
    hasItem: (actual, item) => `${actual}.iter().any(|item| *item == ${item})`,
    matches: (actual, pattern, flags) =>
      `regex::Regex::new(${quote((flags === '' ? '' : `(?${flags})`) + pattern)}).unwrap().is_match(&${actual})`,
    compare: (actual, op, value) => `${actual} ${op} ${value}`,
    length: (actual, of) => (of === 'text' ? `${actual}.chars().count()` : `${actual}.len()`),
    not: (condition) => (/^\w+(?:\.is_none\(\))?$/.test(condition) ? `!${condition}` : `!(${condition})`),
  },
  json: null,
};
