/** ISO 8601 with what producers do to it: a blank for the `T` or behind it, no seconds, ` UTC`, no zone, a date only. */
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ]\s*(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$/i;

/** RFC 1123, as mocha writes it. */
const RFC_1123 = /^[a-z]{3}, (\d{1,2}) ([a-z]{3}) (\d{4}) (\d\d):(\d\d):(\d\d) (GMT|UTC|Z|[+-]\d{4})$/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

export interface Timestamp {
  /** RFC 3339 in UTC with milliseconds; null where the text is empty or unreadable. */
  time: string | null;
  odd: null | 'timestamp_unreadable' | 'timestamp_without_zone';
}

/** A point in time as a report gives it. Without a zone it is taken for UTC, and that is told. */
export function readTimestamp(text: string): Timestamp {
  const trimmed = text.trim();
  if (trimmed === '') return { time: null, odd: null };
  const parts = isoParts(trimmed) ?? rfc1123Parts(trimmed);
  const time = parts && instantOf(parts);
  if (!time) return { time: null, odd: 'timestamp_unreadable' };
  return { time, odd: parts.zone === '' ? 'timestamp_without_zone' : null };
}

interface Parts {
  date: readonly [year: number, month: number, day: number];
  clock: readonly [hours: number, minutes: number, seconds: number, milliseconds: number];
  zone: string;
}

function isoParts(text: string): Parts | null {
  const match = ISO.exec(text);
  if (!match) return null;
  const [, year, month, day, hours = 0, minutes = 0, seconds = 0, fraction = '', zone = ''] = match;
  const milliseconds = Math.floor(Number(`0.${fraction || '0'}`) * 1000 + 1e-6);
  return {
    date: [Number(year), Number(month), Number(day)],
    clock: [Number(hours), Number(minutes), Number(seconds), milliseconds],
    zone,
  };
}

function rfc1123Parts(text: string): Parts | null {
  const match = RFC_1123.exec(text);
  if (!match) return null;
  const [, day, month = '', year, hours, minutes, seconds, zone = ''] = match;
  return {
    date: [Number(year), MONTHS.indexOf(month.toLowerCase()) + 1, Number(day)],
    clock: [Number(hours), Number(minutes), Number(seconds), 0],
    zone,
  };
}

/** null where there is no such day or hour. */
function instantOf({ date: [year, month, day], clock: [hours, minutes, seconds, milliseconds], zone }: Parts) {
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const exists = year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth;
  if (!exists || hours > 23 || minutes > 59 || seconds > 60) return null;
  const [, sign, zoneHours = 0, zoneMinutes = 0] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const ahead = (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes));
  return new Date(Date.UTC(year, month - 1, day, hours, minutes - ahead, seconds, milliseconds)).toISOString();
}
