import type { Value } from './value';

/**
 * The type that a value has in a language that wants one. `unknown`: nothing is known yet, as of null and of the items
 * of an empty list. `any`: values that have no type in common.
 */
export interface Type {
  kind: 'unknown' | 'any' | 'bool' | 'int' | 'float' | 'text' | 'list' | 'map';
  /** Of the items of a list, of the values of a map. */
  of: Type | null;
  /** Null was among the values. */
  nullable: boolean;
  /** The largest magnitude among integers decides how wide they are. */
  wide: boolean;
}

const UNKNOWN: Type = { kind: 'unknown', of: null, nullable: false, wide: false };
export const ANY: Type = { kind: 'any', of: null, nullable: false, wide: false };

const INT32 = 2n ** 31n;

/** Whether an integer needs more than 32 bits. */
export const isWide = (value: bigint) => value < -INT32 || value >= INT32;

export function typeOf(value: Value): Type {
  switch (value.kind) {
    case 'null':
      return { ...UNKNOWN, nullable: true };
    case 'int':
      return { ...UNKNOWN, kind: 'int', wide: isWide(value.value) };
    case 'list':
      return { ...UNKNOWN, kind: 'list', of: commonType(value.items) };
    case 'map':
      return { ...UNKNOWN, kind: 'map', of: commonType(value.entries.map(([, member]) => member)) };
    default:
      return { ...UNKNOWN, kind: value.kind };
  }
}

/** The narrowest type that holds all values: integers among floats are floats, what does not fit together is `any`. */
export function commonType(values: readonly Value[]): Type {
  return values.map(typeOf).reduce(unify, UNKNOWN);
}

function unify(a: Type, b: Type): Type {
  const nullable = a.nullable || b.nullable;
  if (a.kind === 'unknown') return { ...b, nullable };
  if (b.kind === 'unknown') return { ...a, nullable };
  const kinds = new Set([a.kind, b.kind]);
  if (kinds.size === 2 && kinds.has('int') && kinds.has('float')) return { ...UNKNOWN, kind: 'float', nullable };
  if (kinds.size === 2) return { ...ANY, nullable };
  const of = a.of && b.of ? unify(a.of, b.of) : null;
  return { kind: a.kind, of, nullable, wide: a.wide || b.wide };
}
