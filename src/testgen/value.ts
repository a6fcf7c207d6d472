import { z } from 'zod';
import { isMapping } from '../domain/json';

/** A literal of a test case, of no language. A map keeps its entries in order, so that `__proto__` is a key like any other. */
export type Value =
  | { kind: 'null' }
  | { kind: 'bool'; value: boolean }
  | { kind: 'int'; value: bigint }
  | { kind: 'float'; value: number }
  | { kind: 'text'; value: string }
  | { kind: 'list'; items: readonly Value[] }
  | { kind: 'map'; entries: readonly (readonly [string, Value])[] };

/** What stands where a value is wanted: the value, or the name of an arranged value or of a table's column. */
export type Operand = Value | Name;

export interface Name {
  kind: 'name';
  name: string;
  /** It is known to stand for a list or a map. */
  isComposite?: boolean;
}

export const isComposite = (operand: Operand) =>
  operand.kind === 'name' ? operand.isComposite === true : operand.kind === 'list' || operand.kind === 'map';

const DEEPEST = 20;
/** Java keeps a constant of at most 65,535 bytes. */
const MOST_TEXT = 16 * 1024;
const MOST_DIGITS = 100;

/** What is wrong with a value, and where in it. */
interface Unreadable {
  path: PropertyKey[];
  code: string;
  detail: string;
}

const unreadable = (path: PropertyKey[], code: string, detail: string): Unreadable => ({ path, code, detail });
const isUnreadable = (read: Value | Unreadable): read is Unreadable => 'code' in read;

/**
 * A value as a caller writes it: JSON, where a whole number is an integer and any other a float. What JSON can't say
 * is a mapping of one key: `{"$int": "9007199254740993"}`, `{"$float": "1"}` (a float that is whole), and
 * `{"$map": {"$int": 1}}` for a map whose own keys start with `$`.
 */
export const ValueForm = z.unknown().transform((input, ctx): Value => readAs(input, false, ctx) ?? z.NEVER);

/** A value, or `{"$name": "input"}`: an arranged value or a table's column. Names stand alone, never inside of a list or map. */
export const OperandForm = z.unknown().transform((input, ctx): Operand => readAs(input, true, ctx) ?? z.NEVER);

function readAs(input: unknown, mayName: false, ctx: z.RefinementCtx): Value | null;
function readAs(input: unknown, mayName: true, ctx: z.RefinementCtx): Operand | null;
function readAs(input: unknown, mayName: boolean, ctx: z.RefinementCtx): Operand | null {
  const name = mayName ? nameIn(input) : null;
  if (name !== null) return { kind: 'name', name };
  const value = readValue(input, []);
  if (!isUnreadable(value)) return value;
  ctx.addIssue({ code: 'custom', path: value.path, message: value.detail, params: { code: value.code } });
  return null;
}

function nameIn(input: unknown): string | null {
  if (!isMapping(input) || Object.keys(input).length !== 1) return null;
  return typeof input['$name'] === 'string' ? input['$name'] : null;
}

function readValue(input: unknown, path: PropertyKey[]): Value | Unreadable {
  if (input === undefined) return unreadable(path, 'required', 'a value; null is one');
  if (input === null) return { kind: 'null' };
  if (typeof input === 'boolean') return { kind: 'bool', value: input };
  if (typeof input === 'number') return readNumber(input, path);
  if (typeof input === 'string') return readText(input, path);
  if (path.length >= DEEPEST) return unreadable(path, 'too_deep', `at most ${DEEPEST} levels`);
  if (Array.isArray(input)) return readList(input, path);
  if (isMapping(input)) return readMapping(input, path);
  return unreadable(path, 'wrong_type', 'a JSON value');
}

function readNumber(input: number, path: PropertyKey[]): Value | Unreadable {
  if (!Number.isFinite(input)) return unreadable(path, 'not_finite', 'NaN and infinities equal nothing reliably');
  if (!Number.isInteger(input) || Object.is(input, -0)) return { kind: 'float', value: input };
  if (Number.isSafeInteger(input)) return { kind: 'int', value: BigInt(input) };
  return unreadable(path, 'inexact', 'JSON does not keep this number: {"$int": "…"} or {"$float": "…"}');
}

function readText(input: string, path: PropertyKey[]): Value | Unreadable {
  if (input.length > MOST_TEXT) return unreadable(path, 'too_long', `at most ${MOST_TEXT} UTF-16 units`);
  if (!input.isWellFormed()) return unreadable(path, 'lone_surrogate', 'half of a surrogate pair is no character');
  return { kind: 'text', value: input };
}

function readList(input: readonly unknown[], path: PropertyKey[]): Value | Unreadable {
  const items: Value[] = [];
  for (const [i, item] of input.entries()) {
    const value = readValue(item, [...path, i]);
    if (isUnreadable(value)) return value;
    items.push(value);
  }
  return { kind: 'list', items };
}

function readMapping(input: Record<string, unknown>, path: PropertyKey[]): Value | Unreadable {
  const reserved = Object.keys(input).find((key) => key.startsWith('$'));
  if (reserved === undefined) return readEntries(input, path);
  const at = [...path, reserved];
  const inner = input[reserved];
  if (Object.keys(input).length === 1) {
    if (reserved === '$map' && isMapping(inner)) return readEntries(inner, at);
    if (reserved === '$int' && typeof inner === 'string') return readInt(inner, at);
    if (reserved === '$float' && typeof inner === 'string') return readFloat(inner, at);
    if (reserved === '$name') return unreadable(at, 'name_inside', 'a name stands alone, where an operand is');
  }
  return unreadable(at, 'reserved_key', '$int and $float take a text, $map a mapping; other keys go into $map');
}

function readEntries(input: Record<string, unknown>, path: PropertyKey[]): Value | Unreadable {
  const entries: [string, Value][] = [];
  for (const [key, member] of Object.entries(input)) {
    const at = [...path, key];
    const name = readText(key, at);
    const value = isUnreadable(name) ? name : readValue(member, at);
    if (isUnreadable(value)) return value;
    entries.push([key, value]);
  }
  return { kind: 'map', entries };
}

function readInt(text: string, path: PropertyKey[]): Value | Unreadable {
  if (/^(?:0|-?[1-9]\d*)$/.test(text) && text.length <= MOST_DIGITS) return { kind: 'int', value: BigInt(text) };
  return unreadable(path, 'invalid', `digits of a whole number, at most ${MOST_DIGITS}`);
}

function readFloat(text: string, path: PropertyKey[]): Value | Unreadable {
  const value = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return { kind: 'float', value };
  return unreadable(path, 'invalid', 'a finite number');
}
