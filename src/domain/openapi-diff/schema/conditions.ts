import { canonicalJson } from '../../hash';
import { childOf, entriesOf, type Node } from '../node';
import { type PairWalk, type SchemaPair, tellOutcome } from './pair';
import { firstOf, type SchemaView } from './view';

/** Keywords with a schema whose effect is not worked out, only whether it is another one. */
const SCHEMA_KEYWORDS = [
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
];

/** The same for keywords that hold schemas by name, and for plain values. */
const NAMED_KEYWORDS = ['patternProperties', 'dependentSchemas'];
const VALUE_KEYWORDS = ['dependentRequired', 'minContains', 'maxContains', 'contentEncoding', 'contentMediaType'];

/** Compares the conditions of a schema. */
export function compareConditions(walk: PairWalk, pair: SchemaPair): void {
  const isSameSchema = (one: Node, other: Node) => !walk.differs([one], [other]);
  for (const keyword of SCHEMA_KEYWORDS) {
    const sides = { base: keywordOf(pair.base, keyword), revision: keywordOf(pair.revision, keyword) };
    compareCondition(walk, pair, { name: keyword, ...sides, isSame: isSameSchema });
  }
  for (const keyword of NAMED_KEYWORDS) {
    const base = new Map(entriesOf(keywordOf(pair.base, keyword)));
    const revision = new Map(entriesOf(keywordOf(pair.revision, keyword)));
    walk.spend(base.size + revision.size);
    for (const name of new Set([...base.keys(), ...revision.keys()])) {
      const sides = { base: base.get(name) ?? null, revision: revision.get(name) ?? null };
      compareCondition(walk, pair, { name: `${keyword}/${name}`, ...sides, isSame: isSameSchema });
    }
  }
  for (const keyword of VALUE_KEYWORDS) {
    const sides = { base: keywordOf(pair.base, keyword), revision: keywordOf(pair.revision, keyword) };
    const isSame = (one: Node, other: Node) => canonicalJson(one.value) === canonicalJson(other.value);
    compareCondition(walk, pair, { name: keyword, ...sides, isSame });
  }
}

interface Condition {
  name: string;
  base: Node | null;
  revision: Node | null;
  isSame: (one: Node, other: Node) => boolean;
}

function compareCondition(walk: PairWalk, pair: SchemaPair, { name, base, revision, isSame }: Condition): void {
  if (base === null && revision === null) return;
  const at = { base: base ?? pair.base.node, revision: revision ?? pair.revision.node };
  if (base === null) tellOutcome(walk, pair, 'condition-added', { ...at, to: name });
  else if (revision === null) tellOutcome(walk, pair, 'condition-removed', { ...at, from: name });
  else if (!isSame(base, revision)) tellOutcome(walk, pair, 'condition-changed', { ...at, to: name });
}

const keywordOf = ({ parts }: SchemaView, keyword: string) => firstOf(parts, (part) => childOf(part, keyword));
