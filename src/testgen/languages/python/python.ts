import { escapeText, hex } from '../../layout';
import type { Language, Literals } from '../../language';
import { snakeCase } from '../../words';
import { floatText } from '../number';

export const quote = (text: string) =>
  `"${escapeText(text, {
    named: { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' },
    other: (character) => {
      const digits = hex(character);
      return digits.length > 4 ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
    },
  })}"`;

const literals: Literals = {
  null: 'None',
  bool: ['False', 'True'],
  int: String,
  float: floatText,
  text: quote,
  list: (items) => `[${items.join(', ')}]`,
  map: (entries) => `{${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`,
};

const RESERVED = `False None True and as assert async asyncio await abs break case class continue def del elif else except
  finally for from global if import in is isinstance json lambda len match nonlocal not or pass pytest raise re result
  return self str subject try type unittest while with yield caught`;

const FLAGS: Readonly<Record<string, string>> = { i: 're.IGNORECASE', m: 're.MULTILINE', s: 're.DOTALL' };

export const python: Language = {
  name: 'python',
  reserved: new Set(RESERVED.split(/\s+/)),
  valueName: snakeCase,
  isStatic: false,
  integerBits: null,
  mixed: 'any',
  module: /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/,
  identifier: /^[A-Za-z_]\w*$/,
  errorType: /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/,
  needsClass: false,
  hasAwait: true,
  literals,
  conditions: {
    equals: (actual, expected, { kind }) =>
      kind === 'null' || kind === 'bool' ? `${actual} is ${expected}` : `${actual} == ${expected}`,
    closeTo: (actual, value, within) => `abs(${actual} - ${value}) <= ${within}`,
    truthy: (actual) => actual,
    isNull: (actual) => `${actual} is None`,
    contains: (actual, text) => `${text} in ${actual}`,
    startsWith: (actual, text) => `${actual}.startswith(${text})`,
    endsWith: (actual, text) => `${actual}.endswith(${text})`,
    hasItem: (actual, item) => `${item} in ${actual}`,
    matches: (actual, pattern, flags) => {
      const options = Array.from(flags, (flag) => FLAGS[flag] ?? flag).join(' | ');
      return `re.search(${quote(pattern)}, ${actual}${options === '' ? '' : `, ${options}`})`;
    },
    compare: (actual, op, value) => `${actual} ${op} ${value}`,
    length: (actual) => `len(${actual})`,
    not: (condition) => `not (${condition})`,
  },
  json: {
    isJson: (actual) => `json.loads(${actual}) is not Ellipsis`,
    inside: (actual, path) =>
      `json.loads(${actual})${path.map((step) => `[${typeof step === 'number' ? step : quote(step)}]`).join('')}`,
  },
};
