import { childOf } from '../node';
import type { SchemaOutcome } from '../schema-catalogue';
import { type PairWalk, type SchemaPair, tellOutcome } from './pair';
import { allowsType, firstOf, type SchemaView } from './view';

type Relation = 'same' | 'wider' | 'narrower' | 'other';

/** Formats whose values are all values of another one. */
const WIDER_FORMATS: Record<string, string> = { int32: 'int64', float: 'double' };

/** Compares the types, the format and whether null is possible. */
export function compareTypes(walk: PairWalk, pair: SchemaPair): void {
  const { base, revision } = pair;
  // Of a schema without a type nobody said that it takes null, though it does.
  if (base.nullable !== revision.nullable && (base.types === null) === (revision.types === null)) {
    tellOutcome(walk, pair, revision.nullable ? 'became-nullable' : 'became-not-nullable', typeNodes(pair));
  }
  const types = relateTypes(base.types, revision.types);
  const relation = types === 'same' ? relateFormats(base.format, revision.format) : types;
  if (relation === 'same') return;
  const detail = { ...typeNodes(pair), from: describeType(base), to: describeType(revision) };
  tellOutcome(walk, pair, nameRelation(walk, pair, relation), detail);
}

function nameRelation(walk: PairWalk, pair: SchemaPair, relation: Exclude<Relation, 'same'>): SchemaOutcome {
  const { base, revision } = pair;
  const isList = (base.types?.length ?? 1) > 1 || (revision.types?.length ?? 1) > 1;
  if (isList && relation === 'wider') return 'list-of-types-widened';
  if (isList && relation === 'narrower') return 'list-of-types-narrowed';
  if (relation === 'wider') return 'type-generalized';
  if (relation === 'narrower' && walk.side === 'response') return 'type-specialized';
  const [takes, gives] = walk.side === 'request' ? [revision, base] : [base, revision];
  // Where all is sent as text, what takes a text takes anything.
  if (!walk.stronglyTyped && gives.types !== null && takes.types?.includes('string') && takes.format === null) {
    return pair.place.startsWith('request-parameter') ? 'type-generalized' : 'type-compatible';
  }
  return 'type-changed';
}

function relateTypes(base: readonly string[] | null, revision: readonly string[] | null): Relation {
  const [wider, narrower] = [covers(revision, base), covers(base, revision)];
  if (wider && narrower) return 'same';
  if (wider) return 'wider';
  return narrower ? 'narrower' : 'other';
}

function covers(types: readonly string[] | null, others: readonly string[] | null): boolean {
  if (types === null) return true;
  return others?.every((type) => allowsType(types, type)) ?? false;
}

function relateFormats(base: string | null, revision: string | null): Relation {
  if (base === revision) return 'same';
  if (revision === null || (base !== null && WIDER_FORMATS[base] === revision)) return 'wider';
  return base === null || WIDER_FORMATS[revision] === base ? 'narrower' : 'other';
}

function describeType({ types, format, nullable }: SchemaView): string {
  const names = types === null ? 'any' : [...types, ...(nullable ? ['null'] : [])].join(' | ');
  return format === null ? names : `${names} (${format})`;
}

const typeNodes = ({ base, revision }: SchemaPair) => ({ base: typeNode(base), revision: typeNode(revision) });

const typeNode = ({ parts, node }: SchemaView) =>
  firstOf(parts, (part) => childOf(part, 'type') ?? childOf(part, 'nullable') ?? childOf(part, 'format')) ?? node;
