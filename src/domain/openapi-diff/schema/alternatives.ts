import { canonicalJson } from '../../hash';
import { clip } from '../comparison';
import { childOf, entriesOf, itemsOf, type Node, textOf } from '../node';
import { type PairWalk, type SchemaPair, tellOutcome } from './pair';
import { alternativesOf, type SchemaView } from './view';

type ChoiceName = 'one-of' | 'any-of';

const KEYWORDS = [
  { keyword: 'oneOf', name: 'one-of' },
  { keyword: 'anyOf', name: 'any-of' },
] as const;

/** Keywords beside which a choice is nothing but a choice. */
const BESIDE_CHOICE =
  /^(?:oneOf|anyOf|discriminator|title|description|examples?|deprecated|externalDocs|\$comment|x-.*)$/;

/** Schemas that are compared with each other to find those of one meaning; more of them are too many. */
const MOST_PAIRINGS = 100_000;

/**
 * Compares the schemas of which a value has to match one. Those that have the same name, text or meaning stand for each
 * other; so do the remaining unnamed ones, in their order, where both sides have as many.
 *
 * @returns true where one side is an alternative of the other, so that nothing else is to be compared
 */
export function compareAlternatives(walk: PairWalk, pair: SchemaPair): boolean {
  for (const { keyword, name } of KEYWORDS) {
    const base = choicesOf(pair.base, keyword);
    const revision = choicesOf(pair.revision, keyword);
    if (base.length > 0 && revision.length > 0) {
      comparePaired(walk, pair, { keyword, name, base, revision });
    } else if (revision.length > 0) {
      if (tellWrapped(walk, pair, name, revision)) return true;
      tellOutcome(walk, pair, `${name}-set`);
    } else if (base.length > 0) {
      if (tellUnwrapped(walk, pair, name, base)) return true;
      tellOutcome(walk, pair, `${name}-unset`);
    }
  }
  return false;
}

/** The schema of the base became one of several. @returns false where that is not so */
function tellWrapped(walk: PairWalk, pair: SchemaPair, name: ChoiceName, members: readonly Node[]): boolean {
  const { base, revision } = pair;
  if (!isPlainChoice(revision) || base.nullable !== revision.nullable) return false;
  const same = members.find((member) => !walk.differs(base.parts, [member]));
  for (const member of members) if (same && member !== same) tellAdded(walk, pair, name, member);
  return same !== undefined;
}

/** One of the several schemas of the base is all that is left. @returns false where that is not so */
function tellUnwrapped(walk: PairWalk, pair: SchemaPair, name: ChoiceName, members: readonly Node[]): boolean {
  const { base, revision } = pair;
  if (!isPlainChoice(base) || base.nullable !== revision.nullable) return false;
  const same = members.find((member) => !walk.differs([member], revision.parts));
  for (const member of members) if (same && member !== same) tellRemoved(walk, pair, name, member);
  return same !== undefined;
}

const isPlainChoice = ({ parts: [part, ...others] }: SchemaView) =>
  others.length === 0 && entriesOf(part ?? null).every(([key]) => BESIDE_CHOICE.test(key));

/** A sole alternative is no choice: the view has laid it together with the rest. */
function choicesOf({ parts }: SchemaView, keyword: 'oneOf' | 'anyOf'): Node[] {
  return parts.flatMap((part) => {
    const { members } = alternativesOf(part, keyword);
    return members.length > 1 ? members : [];
  });
}

interface Choices {
  keyword: string;
  name: ChoiceName;
  base: readonly Node[];
  revision: readonly Node[];
}

function comparePaired(walk: PairWalk, pair: SchemaPair, { keyword, name, base, revision }: Choices): void {
  const isSame = (one: Node, other: Node) => !walk.differs([one], [other]);
  const { pairs, onlyBase, onlyRevision } = pairMembers(walk, { base, revision, isSame });
  for (const [one, other] of pairs) {
    walk.descend(`${keyword}[${labelOf(other)}]`, { base: [one], revision: [other] });
  }
  for (const member of onlyBase) tellRemoved(walk, pair, name, member);
  for (const member of onlyRevision) tellAdded(walk, pair, name, member);
}

function tellAdded(walk: PairWalk, pair: SchemaPair, name: ChoiceName, member: Node): void {
  tellOutcome(walk, pair, `${name}-added`, { revision: member, to: labelOf(member) });
}

function tellRemoved(walk: PairWalk, pair: SchemaPair, name: ChoiceName, member: Node): void {
  tellOutcome(walk, pair, `${name}-removed`, { base: member, from: labelOf(member) });
}

/** Notes which schemas were added to `allOf` or removed. Their effect shows in the parts, which are laid together. */
export function compareAllOf(walk: PairWalk, pair: SchemaPair): void {
  const [base, revision] = [membersOfAll(pair.base), membersOfAll(pair.revision)];
  if (base.length === 0 && revision.length === 0) return;
  const { onlyBase, onlyRevision } = pairMembers(walk, { base, revision, isSame: () => false });
  for (const member of onlyBase) tellOutcome(walk, pair, 'all-of-removed', { base: member, from: labelOf(member) });
  for (const member of onlyRevision) {
    tellOutcome(walk, pair, 'all-of-added', { revision: member, to: labelOf(member) });
  }
}

/** One schema in `allOf` is no composition: 3.0 writes it so to say something besides a reference. */
function membersOfAll({ parts }: SchemaView): Node[] {
  const [first] = parts;
  const members = first === undefined ? [] : itemsOf(childOf(first, 'allOf'));
  return members.length > 1 ? members : [];
}

interface Pairing {
  pairs: [Node, Node][];
  onlyBase: Node[];
  onlyRevision: Node[];
}

interface Members {
  base: readonly Node[];
  revision: readonly Node[];
  isSame: (one: Node, other: Node) => boolean;
}

function pairMembers(walk: PairWalk, { base, revision, isSame }: Members): Pairing {
  const pairing: Pairing = { pairs: [], onlyBase: [], onlyRevision: [] };
  const textOfMember = ({ value }: Node) => {
    const text = canonicalJson(value);
    walk.spend(1 + text.length / 16);
    return text;
  };
  // The same schema twice in a list says no more than once.
  const before = new Map(base.map((member) => [textOfMember(member), member]));
  const after = new Map(revision.map((member) => [textOfMember(member), member]));
  for (const [text, member] of before) {
    const other = after.get(text);
    after.delete(text);
    if (other) pairing.pairs.push([member, other]);
    else pairing.onlyBase.push(member);
  }
  pairing.onlyRevision = [...after.values()];
  if (pairing.onlyBase.length * pairing.onlyRevision.length > MOST_PAIRINGS) walk.spend(Infinity);
  else {
    pairByMeaning(pairing, isSame);
    pairUnnamed(pairing);
  }
  return pairing;
}

function pairByMeaning(pairing: Pairing, isSame: Members['isSame']): void {
  for (const member of [...pairing.onlyBase]) {
    const other = pairing.onlyRevision.find((candidate) => isSame(member, candidate));
    if (other) join(pairing, member, other);
  }
}

function pairUnnamed(pairing: Pairing): void {
  const isUnnamed = (member: Node) => textOf(member, '$ref') === null;
  const base = pairing.onlyBase.filter(isUnnamed);
  const revision = pairing.onlyRevision.filter(isUnnamed);
  if (base.length !== revision.length) return;
  for (const [i, member] of base.entries()) {
    const other = revision[i];
    if (other) join(pairing, member, other);
  }
}

function join(pairing: Pairing, one: Node, other: Node): void {
  pairing.pairs.push([one, other]);
  pairing.onlyBase.splice(pairing.onlyBase.indexOf(one), 1);
  pairing.onlyRevision.splice(pairing.onlyRevision.indexOf(other), 1);
}

/** What people call a schema: the name it is referred to by, its title, or its number in the list. */
function labelOf(member: Node): string {
  const reference = textOf(member, '$ref');
  return clip(reference ?? textOf(member, 'title') ?? `#${member.key}`);
}
