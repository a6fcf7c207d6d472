import { camelCase } from '../../words';
import { escapeText, hex } from '../../layout';
import { isComposite } from '../../value';
import type { Language, Literals } from '../../language';

const quote = (text: string) =>
  `'${escapeText(text, {
    named: { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' },
    other: (character) => `\\u{${hex(character)}}`,
  })}'`;

/** `__proto__: value` would set the prototype; between brackets it is a key like any other. */
const key = (quoted: string) => {
  if (quoted === "'__proto__'") return `[${quoted}]`;
  return /^'[A-Za-z_$][\w$]*'$/.test(quoted) ? quoted.slice(1, -1) : quoted;
};

const literals: Literals = {
  null: 'null',
  bool: ['false', 'true'],
  int: (value) => (BigInt(Number.MAX_SAFE_INTEGER) >= (value < 0n ? -value : value) ? String(value) : `${value}n`),
  float: (value) => (Object.is(value, -0) ? '-0' : String(value)),
  text: quote,
  list: (items) => `[${items.join(', ')}]`,
  map: (entries) =>
    entries.length === 0 ? '{}' : `{ ${entries.map(([name, value]) => `${key(name)}: ${value}`).join(', ')} }`,
};

const RESERVED = `abstract any arguments as assert async await boolean break case catch class const constructor continue
  debugger declare default delete describe do else enum eval export expect extends false finally for from function get if
  implements import in index instanceof interface isDeepStrictEqual it JSON let module namespace never new null number
  object Object of package private protected public require result return row rows set static string subject super switch
  symbol test this throw true try type typeof undefined unknown valueAt var void while with yield Array Math RegExp Error`;

const LENGTHS = {
  text: (actual: string) => `Array.from(${actual}).length`,
  list: (actual: string) => `${actual}.length`,
  map: (actual: string) => `Object.keys(${actual}).length`,
};

export const regex = (pattern: string, flags: string) => `new RegExp(${quote(pattern)}, '${flags}u')`;

/** What TypeScript and JavaScript share: all but the file's ending. */
const ecmascript: Omit<Language, 'name'> = {
  reserved: new Set(RESERVED.split(/\s+/)),
  valueName: camelCase,
  isStatic: false,
  integerBits: null,
  mixed: 'any',
  module: /^(?:@?[\w~-][\w./~-]*|\.{1,2}(?:\/[\w@.~-]+)+)$/,
  identifier: /^[A-Za-z_$][\w$]*$/,
  errorType: /^[A-Za-z_$][\w$]*$/,
  needsClass: false,
  hasAwait: true,
  literals,
  conditions: {
    equals: (actual, expected, value) =>
      isComposite(value) ? `isDeepStrictEqual(${actual}, ${expected})` : `${actual} === ${expected}`,
    closeTo: (actual, value, within) => `Math.abs(${actual} - ${value}) <= ${within}`,
    truthy: (actual) => `Boolean(${actual})`,
    isNull: (actual) => `${actual} === null`,
    contains: (actual, text) => `${actual}.includes(${text})`,
    startsWith: (actual, text) => `${actual}.startsWith(${text})`,
    endsWith: (actual, text) => `${actual}.endsWith(${text})`,
    hasItem: (actual, item) => `${actual}.some((item) => isDeepStrictEqual(item, ${item}))`,
    matches: (actual, pattern, flags) => `${regex(pattern, flags)}.test(${actual})`,
    compare: (actual, op, value) => `${actual} ${op} ${value}`,
    length: (actual, of) => LENGTHS[of](actual),
    not: (condition) => `!(${condition})`,
  },
  json: {
    isJson: (actual) => `JSON.parse(${actual}) !== undefined`,
    // An index alone would give undefined where nothing is, and a check that is turned round would hold.
    inside: (actual, path) =>
      `valueAt(${[actual, ...path.map((step) => (typeof step === 'number' ? step : quote(step)))].join(', ')})`,
  },
  refusesPattern(pattern, flags) {
    try {
      return new RegExp(pattern, `${flags}u`).flags === '';
    } catch (cause) {
      if (cause instanceof SyntaxError) return true;
      throw cause;
    }
  },
};

export const typescript: Language = { ...ecmascript, name: 'typescript' };
export const javascript: Language = { ...ecmascript, name: 'javascript' };
