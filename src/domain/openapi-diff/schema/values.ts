import { canonicalJson } from '../../hash';
import { childOf, type Node, textOf } from '../node';
import { keywordNode } from './bounds';
import { type PairWalk, type SchemaPair, tellOutcome } from './pair';
import { firstOf, type SchemaView } from './view';

/** Patterns that take any text. */
const ANY_TEXT = new Set(['.*', '^.*$']);

/** Compares the listed values, or the one fixed value. */
export function compareValues(walk: PairWalk, pair: SchemaPair): void {
  const [base, revision] = [pair.base.values, pair.revision.values];
  walk.spend((base?.size ?? 0) + (revision?.size ?? 0));
  if (pair.base.isConst || pair.revision.isConst) {
    const told = compareConst(walk, pair);
    if (told) return;
  }
  if (base === null || revision === null) {
    if (base === revision) return;
    const at = { base: keywordNode(pair.base, 'enum'), revision: keywordNode(pair.revision, 'enum') };
    tellOutcome(walk, pair, base === null ? 'became-enum' : 'became-not-enum', at);
    return;
  }
  for (const [text, at] of base) {
    if (!revision.has(text)) tellOutcome(walk, pair, 'enum-value-removed', { base: at, from: text });
  }
  for (const [text, at] of revision) {
    if (!base.has(text)) tellOutcome(walk, pair, 'enum-value-added', { revision: at, to: text });
  }
}

/** @returns false where one side has a list, so that the two are compared as lists */
function compareConst(walk: PairWalk, pair: SchemaPair): boolean {
  const { base, revision } = pair;
  if (base.isConst ? revision.values !== null && !revision.isConst : base.values !== null) return false;
  const at = { base: keywordNode(base, 'const'), revision: keywordNode(revision, 'const') };
  const [from, to] = [firstValue(base), firstValue(revision)];
  if (from === to) return true;
  if (!base.isConst) tellOutcome(walk, pair, 'const-added', { ...at, to });
  else if (!revision.isConst) tellOutcome(walk, pair, 'const-removed', { ...at, from });
  else tellOutcome(walk, pair, 'const-changed', { ...at, from, to });
  return true;
}

const firstValue = ({ values }: SchemaView): string | null => [...(values?.keys() ?? [])][0] ?? null;

/** Compares the default value. */
export function compareDefault(walk: PairWalk, pair: SchemaPair): void {
  const base = keywordOf(pair.base, 'default');
  const revision = keywordOf(pair.revision, 'default');
  const [from, to] = [base && canonicalJson(base.value), revision && canonicalJson(revision.value)];
  walk.spend(((from?.length ?? 0) + (to?.length ?? 0)) / 16);
  if (from === to) return;
  const at = { base: base ?? pair.base.node, revision: revision ?? pair.revision.node, from, to };
  if (from === null) tellOutcome(walk, pair, 'default-value-added', at);
  else tellOutcome(walk, pair, to === null ? 'default-value-removed' : 'default-value-changed', at);
}

/** Compares the pattern. That two patterns take the same texts is not worked out. */
export function comparePattern(walk: PairWalk, pair: SchemaPair): void {
  const from = patternOf(pair.base);
  const to = patternOf(pair.revision);
  if (from === to) return;
  const at = { base: keywordNode(pair.base, 'pattern'), revision: keywordNode(pair.revision, 'pattern'), from, to };
  if (from === null) tellOutcome(walk, pair, 'pattern-added', at);
  else if (to === null) tellOutcome(walk, pair, 'pattern-removed', at);
  else if (ANY_TEXT.has(to) && walk.side === 'request') tellOutcome(walk, pair, 'pattern-generalized', at);
  else tellOutcome(walk, pair, 'pattern-changed', at);
}

/** An empty pattern takes any text, as none does. */
const patternOf = ({ parts }: SchemaView) => firstOf(parts, (part) => textOf(part, 'pattern') || null);

const keywordOf = ({ parts }: SchemaView, keyword: string): Node | null =>
  firstOf(parts, (part) => childOf(part, keyword));
