import { childOf, isTrue, type Node, numberOf } from '../node';
import { type BoundName, BOUNDS } from '../schema-catalogue';
import { type PairWalk, type SchemaPair, tellOutcome } from './pair';
import { type Bound, boundOf, firstOf, isTighter, type SchemaView } from './view';

/** Keywords whose number bounds a value, and the name of the change; `exclusive`: the same bound, but for itself. */
const KEYWORDS: readonly {
  keyword: string;
  name: BoundName;
  exclusive: { keyword: string; name: BoundName } | null;
}[] = [
  { keyword: 'maximum', name: 'max', exclusive: { keyword: 'exclusiveMaximum', name: 'exclusive-max' } },
  { keyword: 'minimum', name: 'min', exclusive: { keyword: 'exclusiveMinimum', name: 'exclusive-min' } },
  { keyword: 'maxLength', name: 'max-length', exclusive: null },
  { keyword: 'minLength', name: 'min-length', exclusive: null },
  { keyword: 'maxItems', name: 'max-items', exclusive: null },
  { keyword: 'minItems', name: 'min-items', exclusive: null },
  { keyword: 'maxProperties', name: 'max-properties', exclusive: null },
  { keyword: 'minProperties', name: 'min-properties', exclusive: null },
];

/** Compares the bounds of numbers, lengths and counts. */
export function compareBounds(walk: PairWalk, pair: SchemaPair): void {
  for (const { keyword, name, exclusive } of KEYWORDS) {
    const { upper } = BOUNDS[name];
    const read = (view: SchemaView) => readBound(view, keyword, { exclusive: exclusive?.keyword ?? null, upper });
    const base = read(pair.base);
    const revision = read(pair.revision);
    const nameOf = (bound: Bound) => (bound.exclusive && exclusive !== null ? exclusive.name : name);
    const at = { base: base?.at ?? pair.base.node, revision: revision?.at ?? pair.revision.node };
    if (base === null && revision !== null) {
      tellOutcome(walk, pair, `${nameOf(revision)}-set`, { ...at, to: String(revision.value) });
    } else if (base !== null && revision === null) {
      tellOutcome(walk, pair, `${nameOf(base)}-unset`, { ...at, from: String(base.value) });
    } else if (
      base !== null &&
      revision !== null &&
      (isTighter(base, revision, upper) || isTighter(revision, base, upper))
    ) {
      const raised = isTighter(revision, base, upper) !== upper;
      const detail = { ...at, from: describe(base), to: describe(revision) };
      tellOutcome(walk, pair, `${nameOf(revision)}-${raised ? 'increased' : 'decreased'}`, detail);
    }
  }
}

const describe = ({ value, exclusive }: Bound) => (exclusive ? `${value} (exclusive)` : String(value));

/** The bound in force. A lower bound of 0 on a length or count, which can't be less, is none. */
function readBound(
  { parts, types }: SchemaView,
  keyword: string,
  { exclusive, upper }: { exclusive: string | null; upper: boolean },
): Bound | null {
  const bound = boundOf(parts, keyword, exclusive, upper);
  if (bound === null) return null;
  if (exclusive === null) return !upper && bound.value <= 0 ? null : bound;
  const whole = types?.length === 1 && types[0] === 'integer' && Number.isInteger(bound.value);
  return whole && bound.exclusive ? { ...bound, value: bound.value + (upper ? -1 : 1), exclusive: false } : bound;
}

/** Compares the factor of numbers, and whether items may repeat. */
export function compareDivisibility(walk: PairWalk, pair: SchemaPair): void {
  const base = firstOf(pair.base.parts, (part) => numberOf(part, 'multipleOf'));
  const revision = firstOf(pair.revision.parts, (part) => numberOf(part, 'multipleOf'));
  if (base !== revision) {
    const detail = {
      base: keywordNode(pair.base, 'multipleOf'),
      revision: keywordNode(pair.revision, 'multipleOf'),
      from: base === null ? null : String(base),
      to: revision === null ? null : String(revision),
    };
    tellOutcome(walk, pair, `multiple-of-${relateFactors(base, revision)}`, detail);
  }
  const [wasUnique, isUnique] = [isUniqueList(pair.base), isUniqueList(pair.revision)];
  if (wasUnique === isUnique) return;
  tellOutcome(walk, pair, isUnique ? 'unique-items-set' : 'unique-items-unset', {
    base: keywordNode(pair.base, 'uniqueItems'),
    revision: keywordNode(pair.revision, 'uniqueItems'),
  });
}

function relateFactors(base: number | null, revision: number | null) {
  if (base === null) return 'specialized';
  if (revision === null || base % revision === 0) return 'generalized';
  return revision % base === 0 ? 'specialized' : 'changed';
}

const isUniqueList = ({ parts }: SchemaView) => parts.some((part) => isTrue(part, 'uniqueItems'));

/** Where a keyword stands; where the schema does, if it has none. */
export const keywordNode = ({ parts, node }: SchemaView, keyword: string): Node | null =>
  firstOf(parts, (part) => childOf(part, keyword)) ?? node;
