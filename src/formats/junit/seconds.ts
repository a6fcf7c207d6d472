/** What follows the number; Kotest writes `80.803us`. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['ms', 1e-3],
  ['us', 1e-6],
  ['µs', 1e-6],
  ['μs', 1e-6],
  ['ns', 1e-9],
]);

const NUMBER = /^([+-]?)([\d.,]*\d[.,]?(?:e[+-]?\d+)?)\s*([a-zµμ]*)$/i;
const USUAL = /^\d{1,9}(?:\.\d{1,9})?$/;
const PLAIN = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const GROUPED_BY_COMMA = /^[1-9]\d{0,2}(?:,\d{3})+(\.\d*)?$/;
const GROUPED_BY_POINT = /^[1-9]\d{0,2}(?:\.\d{3})+,\d*$/;
const DECIMAL_COMMA = /^\d*,\d+$/;

export type Seconds = { seconds: number | null; odd: null | 'time_unreadable' | 'time_ambiguous' | 'time_negative' };

/**
 * Seconds out of what JUnit producers write as a time: `1.5`, `.5`, `1E-07`, `14,029.255`, `1.029,5`, `0,160`,
 * `80.803us`. A negative time counts as 0. `1,234` is null, since one locale means a thousand times the other's.
 *
 * @returns null where the text is empty or unreadable: not measured is not 0
 */
export function readSeconds(text: string): Seconds {
  const trimmed = text.trim();
  if (trimmed === '') return { seconds: null, odd: null };
  if (USUAL.test(trimmed)) return { seconds: Number(trimmed), odd: null };
  const [, sign = '', digits = '', unit = ''] = NUMBER.exec(trimmed) ?? [];
  const scale = UNITS.get(unit.toLowerCase());
  const plain = plainNumber(digits);
  if (plain === 'ambiguous') return { seconds: null, odd: 'time_ambiguous' };
  if (plain === null || scale === undefined) return { seconds: null, odd: 'time_unreadable' };
  const seconds = Number(plain) * scale;
  if (!Number.isFinite(seconds)) return { seconds: null, odd: 'time_unreadable' };
  return sign === '-' && seconds > 0 ? { seconds: 0, odd: 'time_negative' } : { seconds, odd: null };
}

function plainNumber(digits: string): string | null {
  if (PLAIN.test(digits)) return digits;
  const [grouped, fraction] = GROUPED_BY_COMMA.exec(digits) ?? [];
  if (grouped !== undefined) {
    const ambiguous = fraction === undefined && grouped.split(',').length === 2;
    return ambiguous ? 'ambiguous' : grouped.replaceAll(',', '');
  }
  if (GROUPED_BY_POINT.test(digits)) return digits.replaceAll('.', '').replace(',', '.');
  return DECIMAL_COMMA.test(digits) ? digits.replace(',', '.') : null;
}
