import type { JsonValue } from '../domain/json';
import { utf8Length } from '../domain/text';

/** Bytes of JSON that the facts of one file may take. */
const MOST_BYTES = 64 * 1024;

/** Items of a list or keys of a mapping, and characters of a text, from wide to narrow. */
const WIDTHS = [
  { items: 10_000, text: 1000 },
  { items: 1000, text: 1000 },
  { items: 100, text: 200 },
  { items: 32, text: 100 },
  { items: 0, text: 64 },
];

/**
 * Facts of a file as they may be kept: 64 KiB of JSON at most. Lists, mappings and texts within them are cut to the
 * first that fit, all to the same width; what stands at the top level is kept.
 *
 * @returns `cut`: something was left out
 */
export function boundFacts(facts: Record<string, JsonValue>): { facts: Record<string, JsonValue>; cut: boolean } {
  let bounded: Record<string, JsonValue> = {};
  for (const width of WIDTHS) {
    const entries = Object.entries(facts).map(([key, value]) => [key, cutTo(value, width)] as const);
    bounded = Object.fromEntries(entries);
    if (utf8Length(JSON.stringify(bounded)) <= MOST_BYTES) break;
  }
  return { facts: bounded, cut: JSON.stringify(bounded) !== JSON.stringify(facts) };
}

function cutTo(value: JsonValue, width: { items: number; text: number }): JsonValue {
  if (typeof value === 'string') return value.slice(0, width.text);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, width.items).map((item) => cutTo(item, width));
  const entries = Object.entries(value).slice(0, width.items);
  return Object.fromEntries(entries.map(([key, item]) => [key.slice(0, width.text), cutTo(item, width)]));
}
