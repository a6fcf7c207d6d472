import { childOf, entriesOf, type Node, textOf } from '../node';
import { type PairWalk, type SchemaPair, tellOutcome } from './pair';
import { firstOf, type SchemaView } from './view';

/** Compares the property that says which alternative a value is, and what its values stand for. */
export function compareDiscriminator(walk: PairWalk, pair: SchemaPair): void {
  const [base, revision] = [discriminatorOf(pair.base), discriminatorOf(pair.revision)];
  if (base === null && revision === null) return;
  const at = { base: base ?? pair.base.node, revision: revision ?? pair.revision.node };
  if (base === null || revision === null) {
    tellOutcome(walk, pair, base === null ? 'discriminator-added' : 'discriminator-removed', at);
    return;
  }
  const [from, to] = [textOf(base, 'propertyName'), textOf(revision, 'propertyName')];
  if (from !== to) tellOutcome(walk, pair, 'discriminator-property-name-changed', { ...at, from, to });
  compareMappings(walk, pair, { base, revision });
}

function compareMappings(walk: PairWalk, pair: SchemaPair, { base, revision }: { base: Node; revision: Node }): void {
  const was = new Map(entriesOf(childOf(base, 'mapping')));
  const is = new Map(entriesOf(childOf(revision, 'mapping')));
  walk.spend(was.size + is.size);
  for (const [value, target] of was) {
    const now = is.get(value);
    if (now === undefined) {
      tellOutcome(walk, pair, 'discriminator-mapping-deleted', { base: target, revision, from: value });
    } else if (nameOf(target) !== nameOf(now)) {
      const detail = { base: target, revision: now, from: nameOf(target), to: nameOf(now) };
      tellOutcome(walk, pair, 'discriminator-mapping-changed', detail);
    }
  }
  for (const [value, target] of is) {
    if (!was.has(value)) tellOutcome(walk, pair, 'discriminator-mapping-added', { base, revision: target, to: value });
  }
}

const discriminatorOf = ({ parts }: SchemaView) => firstOf(parts, (part) => childOf(part, 'discriminator'));

/** A mapping may name a schema or refer to it (OpenAPI 3.1.1 section 4.8.25.4). */
const nameOf = ({ value }: Node) => String(value).replace(/^#\/components\/schemas\//, '');
