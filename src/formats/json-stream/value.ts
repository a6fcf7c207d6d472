/** What JSON can say. A number that is not exact as a double is the nearest one, null where that is infinite. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** Has no prototype: `__proto__` and `constructor` are keys like any other. Of repeated keys the last one holds. */
export interface JsonObject {
  [key: string]: JsonValue;
}

const NONE: readonly JsonValue[] = [];

export function objectOf(value: JsonValue | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

/** Its items; none where it is no list. */
export function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : NONE;
}

export function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** A whole number that is exact: beyond 2^53 the digits of a file are no longer what a double says. */
export function integerOf(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

export function numberOf(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A position among the items of a list; SARIF writes -1 for none (section 3.7.4). */
export function indexOf(value: JsonValue | undefined): number | null {
  const index = integerOf(value);
  return index !== null && index >= 0 ? index : null;
}
