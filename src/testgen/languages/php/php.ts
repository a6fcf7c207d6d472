import type { Language, Literals } from '../../language';
import { escapeText, hex } from '../../layout';
import { rewritePattern } from '../../pattern';
import { isComposite } from '../../value';
import { camelCase } from '../../words';
import { floatText } from '../number';

/** Single quotes where nothing is special; between double ones `$` begins a variable. */
export function quote(text: string): string {
  const escaped = escapeText(text, {
    named: { '\\': '\\\\', '"': '\\"', $: '\\$', '\n': '\\n', '\r': '\\r', '\t': '\\t' },
    other: (character) => `\\u{${hex(character)}}`,
  });
  return escaped === text && !text.includes("'") ? `'${text}'` : `"${escaped}"`;
}

const SMALLEST = -(2n ** 63n);

const literals: Literals = {
  null: 'null',
  bool: ['false', 'true'],
  // Read as the negation of a number that is too large, it would be a float.
  int: (value) => (value === SMALLEST ? 'PHP_INT_MIN' : String(value)),
  float: floatText,
  text: quote,
  list: (items) => `[${items.join(', ')}]`,
  map: (entries) => `[${entries.map(([key, value]) => `${key} => ${value}`).join(', ')}]`,
};

const RESERVED = `__halt_compiler abstract and array as break callable case catch class clone const continue declare default die do
  echo else elseif empty enddeclare endfor endforeach endif endswitch endwhile enum eval exit expect extends final finally fn
  for foreach function global goto if implements include include_once instanceof insteadof interface isset it list match
  namespace new null or print private protected public readonly require require_once result return self static subject switch
  test this throw trait true try unset use var while xor yield false parent index row rows $this $result $subject`;

/** Between slashes, by code point. */
export function regex(pattern: string, flags: string): string {
  const source = rewritePattern(pattern, (piece) => (piece === '/' ? '\\/' : piece));
  // D: $ does not match before a final line break.
  return quote(`/${source}/${flags}u${flags.includes('m') ? '' : 'D'}`);
}

export const php: Language = {
  name: 'php',
  reserved: new Set(RESERVED.split(/\s+/)),
  valueName: (words) => `$${camelCase(words)}`,
  isStatic: false,
  integerBits: 64,
  mixed: 'any',
  module: /^(?:[A-Za-z_]\w*(?:\\[A-Za-z_]\w*)*)?$/,
  identifier: /^[A-Za-z_]\w*$/,
  errorType: /^\\?[A-Za-z_]\w*(?:\\[A-Za-z_]\w*)*$/,
  needsClass: false,
  hasAwait: false,
  literals,
  conditions: {
    // Two maps with the same keys in another order are equal.
    equals: (actual, expected, value) =>
      isComposite(value) ? `${actual} == ${expected}` : `${actual} === ${expected}`,
    closeTo: (actual, value, within) => `abs(${actual} - ${value}) <= ${within}`,
    truthy: (actual) => `(bool) ${actual}`,
    isNull: (actual) => `${actual} === null`,
    contains: (actual, text) => `str_contains(${actual}, ${text})`,
    startsWith: (actual, text) => `str_starts_with(${actual}, ${text})`,
    endsWith: (actual, text) => `str_ends_with(${actual}, ${text})`,
    hasItem: (actual, item) => `in_array(${item}, ${actual}, true)`,
    matches: (actual, pattern, flags) => `preg_match(${regex(pattern, flags)}, ${actual}) === 1`,
    compare: (actual, op, value) => `${actual} ${op} ${value}`,
    length: (actual, of) => (of === 'text' ? `mb_strlen(${actual}, 'UTF-8')` : `count(${actual})`),
    not: (condition) => `!(${condition})`,
  },
  json: {
    isJson: (actual) => `json_decode(${actual}, true, 512, JSON_THROW_ON_ERROR)`,
    // An index alone would give null where nothing is.
    inside: (actual, path) => {
      const decoded = `json_decode(${actual}, true, 512, JSON_THROW_ON_ERROR)`;
      const steps = path.map((step) => (typeof step === 'number' ? step : quote(step))).join(', ');
      const follow =
        'fn ($value, $step) => array_key_exists($step, $value) ? $value[$step] : throw new \\OutOfBoundsException((string) $step)';
      return path.length === 0 ? decoded : `array_reduce([${steps}], ${follow}, ${decoded})`;
    },
  },
};
