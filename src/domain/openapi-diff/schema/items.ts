import { childOf, itemsOf } from '../node';
import { type PairWalk, type SchemaPair, tellOutcome } from './pair';
import { firstOf, type SchemaView } from './view';

/** Compares what is said of the items of lists: of all, and of the first ones one by one. */
export function compareItems(walk: PairWalk, pair: SchemaPair): void {
  const [base, revision] = [itemsKeyword(pair.base), itemsKeyword(pair.revision)];
  if (base !== null || revision !== null) {
    walk.descend('items', { base: base ? [base] : [], revision: revision ? [revision] : [] });
  }
  const [was, is] = [firstItems(pair.base), firstItems(pair.revision)];
  walk.spend(was.length + is.length);
  for (let i = 0; i < Math.max(was.length, is.length); i++) {
    const [one, other] = [was[i], is[i]];
    if (one && other) walk.descend(`items/${i}`, { base: [one], revision: [other] });
    else if (other) tellOutcome(walk, pair, 'prefix-items-added', { revision: other, to: String(i) });
    else if (one) tellOutcome(walk, pair, 'prefix-items-removed', { base: one, from: String(i) });
  }
}

const itemsKeyword = ({ parts }: SchemaView) => firstOf(parts, (part) => childOf(part, 'items'));

const firstItems = ({ parts }: SchemaView) =>
  firstOf(parts, (part) => {
    const items = itemsOf(childOf(part, 'prefixItems'));
    return items.length > 0 ? items : null;
  }) ?? [];
