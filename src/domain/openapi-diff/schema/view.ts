import { canonicalJson } from '../../hash';
import { isMapping } from '../../json';
import { type ContractDocument, resolve } from '../document';
import { childOf, entriesOf, isTrue, itemsOf, type Node, numberOf, textOf, textsOf } from '../node';

/** Types that one schema may list; JSON has seven. */
const MOST_TYPES = 16;

/** Schemas that apply together; most often one. */
export type Schema = readonly Node[];

export interface Bound {
  value: number;
  exclusive: boolean;
  at: Node;
}

/**
 * A schema as it is compared: references followed, `allOf` laid together, and what 3.0 and 3.1 write in two ways
 * written in one. `parts` are the mappings that apply together.
 */
export interface SchemaView {
  /** The same for the same parts. */
  key: string;
  /** Where the schema stands; null for one that is only taken to be there. */
  node: Node | null;
  parts: Node[];
  /** No value is possible: the schema `false`, or types that exclude each other. */
  never: boolean;
  /** References that lead out of the document, or nowhere. */
  unresolved: string[];
  /** Without `null`; null where any type is possible. */
  types: string[] | null;
  nullable: boolean;
  format: string | null;
  /** From `enum` or `const`, by canonical text; null where values are not listed. */
  values: ReadonlyMap<string, Node> | null;
  isConst: boolean;
  properties: ReadonlyMap<string, Schema>;
  required: ReadonlySet<string>;
  readOnly: boolean;
  writeOnly: boolean;
}

interface Gathered {
  parts: Node[];
  unresolved: string[];
  never: boolean;
  /** A wrapper says that null is possible besides. */
  orNull: boolean;
}

/**
 * Lays the parts of a schema together.
 *
 * @param cost told the work that it took
 * @returns with an empty `key`, which is for the caller to give
 */
export function viewSchema(document: ContractDocument, schema: Schema, cost: (steps: number) => void): SchemaView {
  const { parts, unresolved, never, orNull } = gatherParts(document, schema, cost);
  const typed = parts.filter((part) => childOf(part, 'type') !== null);
  const types = typed.map(typesOf).reduce(intersectTypes, null) ?? inferTypes(parts);
  const saidNullable = parts.some((part) => isTrue(part, 'nullable') && childOf(part, 'type') === null);
  const { values, isConst, listsNull } = listValues(parts);
  cost(parts.length * 20 + (values?.size ?? 0));
  const allNullable = typed.length > 0 && typed.every(isNullable);
  const nullable = orNull || saidNullable || allNullable || (types === null && listsNull);
  return {
    ...{ key: '', node: schema[0] ?? null, parts, unresolved, types, nullable, values, isConst },
    never: never || (types?.length === 0 && !nullable),
    format: firstOf(parts, (part) => textOf(part, 'format')),
    properties: mergeProperties(parts, cost),
    required: new Set(parts.flatMap((part) => textsOf(childOf(part, 'required')))),
    readOnly: parts.some((part) => isTrue(part, 'readOnly')),
    writeOnly: parts.some((part) => isTrue(part, 'writeOnly')),
  };
}

/** What a node that is nothing but a reference refers to, so that all references to one schema share its view. */
export const resolvePlainly = (document: ContractDocument, node: Node): Node =>
  document.refHasSiblings && hasSiblings(node) ? node : resolve(document, node);

/** The first answer that is not null. */
export function firstOf<T>(parts: readonly Node[], ask: (part: Node) => T | null): T | null {
  for (const part of parts) {
    const answer = ask(part);
    if (answer !== null) return answer;
  }
  return null;
}

/** `seen` keeps a schema that contains itself in `allOf` from going round. */
function gatherParts(document: ContractDocument, schema: Schema, cost: (steps: number) => void): Gathered {
  const gathered: Gathered = { parts: [], unresolved: [], never: false, orNull: false };
  const seen = new Set<unknown>();
  const pending = [...schema].reverse();
  for (let next = pending.pop(); next; next = pending.pop()) {
    cost(1);
    const target = resolve(document, next);
    if (target.value === false) gathered.never = true;
    const reference = textOf(target, '$ref');
    if (reference !== null) gathered.unresolved.push(reference);
    const withSiblings = target.value !== next.value && document.refHasSiblings && hasSiblings(next);
    for (const part of withSiblings ? [next, target] : [target]) {
      if (!isMapping(part.value) || seen.has(part.value)) continue;
      seen.add(part.value);
      gathered.parts.push(part);
      const { only, orNull } = soleAlternative(part);
      if (orNull) gathered.orNull = true;
      pending.push(...[...itemsOf(childOf(part, 'allOf')), ...only].reverse());
    }
  }
  return gathered;
}

const hasSiblings = ({ value }: Node) => isMapping(value) && Object.keys(value).length > 1;

/** The alternatives of `oneOf` or `anyOf` besides null; 3.1 writes `nullable` of 3.0 as one of them. */
export function alternativesOf(part: Node, keyword: 'oneOf' | 'anyOf'): { members: Node[]; orNull: boolean } {
  const all = itemsOf(childOf(part, keyword));
  const members = all.filter((member) => textOf(member, 'type') !== 'null');
  return { members, orNull: members.length < all.length };
}

/** One alternative is no choice: it applies as if it stood in `allOf`. */
function soleAlternative(part: Node): { only: Node[]; orNull: boolean } {
  const choices = (['oneOf', 'anyOf'] as const).map((keyword) => alternativesOf(part, keyword));
  return {
    only: choices.flatMap(({ members }) => (members.length === 1 ? members : [])),
    orNull: choices.some(({ orNull }) => orNull),
  };
}

function typesOf(part: Node): string[] {
  const type = childOf(part, 'type');
  const listed = typeof type?.value === 'string' ? [type.value] : textsOf(type);
  return [...new Set(listed.slice(0, MOST_TYPES))].filter((name) => name !== 'null').sort();
}

const isNullable = (part: Node) => {
  const type = childOf(part, 'type');
  return isTrue(part, 'nullable') || type?.value === 'null' || textsOf(type).includes('null');
};

function intersectTypes(one: string[] | null, other: string[]): string[] {
  if (one === null) return other;
  const both = [...one, ...other];
  const kept = both.filter((type) => allowsType(one, type) && allowsType(other, type));
  return [...new Set(kept)].sort();
}

/** Whether values of a type are among those of a list of types. */
export const allowsType = (types: readonly string[], type: string) =>
  types.includes(type) || (type === 'integer' && types.includes('number'));

/** Descriptions often leave out the type that their keywords show. */
function inferTypes(parts: readonly Node[]): string[] | null {
  if (parts.some((part) => childOf(part, 'properties') !== null)) return ['object'];
  return parts.some((part) => childOf(part, 'items') !== null) ? ['array'] : null;
}

function listValues(parts: readonly Node[]) {
  const fixed = firstOf(parts, (part) => childOf(part, 'const'));
  const lists = parts.flatMap((part) => childOf(part, 'enum') ?? []).map(itemsOf);
  const listed = fixed === null ? lists : [...lists, [fixed]];
  const values = listed
    .map((list) => new Map(list.map((item) => [canonicalJson(item.value), item])))
    .reduce<Map<string, Node> | null>(intersectValues, null);
  // Whether null is possible is told by itself. 3.0 lists it or not, as the author took the specification.
  const listsNull = values?.delete('null') ?? false;
  return { values, isConst: fixed !== null, listsNull };
}

function intersectValues(one: Map<string, Node> | null, other: Map<string, Node>): Map<string, Node> {
  return one === null ? other : new Map([...one].filter(([text]) => other.has(text)));
}

function mergeProperties(parts: readonly Node[], cost: (steps: number) => void): Map<string, Node[]> {
  const merged = new Map<string, Node[]>();
  for (const part of parts) {
    const properties = entriesOf(childOf(part, 'properties'));
    cost(properties.length);
    for (const [name, node] of properties) {
      const known = merged.get(name);
      if (known) known.push(node);
      else merged.set(name, [node]);
    }
  }
  return merged;
}

/** The tightest bound that the parts set, with the boolean `exclusiveMaximum` of 3.0 written as that of 3.1. */
export function boundOf(
  parts: readonly Node[],
  keyword: string,
  exclusive: string | null,
  upper: boolean,
): Bound | null {
  let tightest: Bound | null = null;
  for (const part of parts) {
    const limit = numberOf(part, keyword);
    const strict = exclusive === null ? null : numberOf(part, exclusive);
    const candidates = [
      { value: limit, exclusive: exclusive !== null && isTrue(part, exclusive), at: childOf(part, keyword) ?? part },
      { value: strict, exclusive: true, at: (exclusive === null ? null : childOf(part, exclusive)) ?? part },
    ];
    for (const { value, ...rest } of candidates) {
      if (value === null) continue;
      const candidate = { value, ...rest };
      if (tightest === null || isTighter(candidate, tightest, upper)) tightest = candidate;
    }
  }
  return tightest;
}

/** Whether a bound leaves fewer values than another one. */
export function isTighter(one: Bound, other: Bound, upper: boolean): boolean {
  if (one.value === other.value) return one.exclusive && !other.exclusive;
  return upper ? one.value < other.value : one.value > other.value;
}
