import { type Comparison, DOCUMENT, type Detail, type Scope, within } from './comparison';
import { childOf, entriesOf, itemsOf, type Node, textsOf } from './node';
import type { OperationPair } from './operation';

/** One way to be authorised: all its schemes together, each with the scopes it asks for. */
interface Requirement {
  node: Node;
  scopes: ReadonlyMap<string, ReadonlySet<string>>;
}

type Prefix = 'api-security' | 'api-global-security';

/** Compares what the documents ask of all operations that don't say otherwise. */
export function compareGlobalSecurity(comparison: Comparison): void {
  const at = {
    base: childOf(comparison.base.root, 'security'),
    revision: childOf(comparison.revision.root, 'security'),
  };
  compareRequirements(comparison, { scope: within(DOCUMENT, 'security'), prefix: 'api-global-security', ...at });
}

/** Compares what an operation asks, where one side says so at the operation; else the document has told of it. */
export function compareOperationSecurity(comparison: Comparison, scope: Scope, { was, is }: OperationPair): void {
  const [base, revision] = [childOf(was.node, 'security'), childOf(is.node, 'security')];
  if (base === null && revision === null) return;
  compareRequirements(comparison, {
    ...{ scope, prefix: 'api-security' },
    base: base ?? childOf(comparison.base.root, 'security'),
    revision: revision ?? childOf(comparison.revision.root, 'security'),
  });
}

interface Sides {
  scope: Scope;
  prefix: Prefix;
  base: Node | null;
  revision: Node | null;
}

function compareRequirements(comparison: Comparison, { scope, prefix, base, revision }: Sides): void {
  const [was, is] = [listRequirements(base), listRequirements(revision)];
  comparison.spend(1 + was.size * is.size);
  if (comparison.exhausted) return;
  for (const [name, requirement] of was) {
    const other = is.get(name);
    const at = { base: requirement.node, revision: other?.node ?? revision };
    if (other) compareScopes(comparison, { scope, prefix, was: requirement, is: other, at });
    else comparison.tell(scope, `${prefix}-removed`, { ...at, from: name });
  }
  for (const [name, { node }] of is) {
    if (!was.has(name)) comparison.tell(scope, `${prefix}-added`, { base, revision: node, to: name });
  }
  tellRefusals(comparison, scope, { was, is, at: { base, revision } });
}

/** By the names of the schemes. */
function listRequirements(security: Node | null): Map<string, Requirement> {
  return new Map(
    itemsOf(security).map((node) => {
      const schemes = entriesOf(node);
      const name = schemes.map(([scheme]) => scheme).join(' and ') || 'no credentials';
      const scopes = new Map(schemes.map(([scheme, listed]) => [scheme, new Set(textsOf(listed))]));
      return [name, { node, scopes }];
    }),
  );
}

interface RequirementPair {
  scope: Scope;
  prefix: Prefix;
  was: Requirement;
  is: Requirement;
  at: Detail;
}

function compareScopes(comparison: Comparison, { scope, prefix, was, is, at }: RequirementPair): void {
  for (const [scheme, before] of was.scopes) {
    const after = is.scopes.get(scheme) ?? new Set();
    comparison.spend(before.size + after.size);
    for (const name of before) {
      if (!after.has(name)) comparison.tell(scope, `${prefix}-scope-removed`, { ...at, from: `${scheme} ${name}` });
    }
    for (const name of after) {
      if (!before.has(name)) comparison.tell(scope, `${prefix}-scope-added`, { ...at, to: `${scheme} ${name}` });
    }
  }
}

type Requirements = ReadonlyMap<string, Requirement>;

/** Tells of credentials that the base took and no way of the revision takes. Nothing required: no credentials will do. */
function tellRefusals(
  comparison: Comparison,
  scope: Scope,
  { was, is, at }: { was: Requirements; is: Requirements; at: Detail },
): void {
  const accepts = (scopes: Requirement['scopes']) =>
    is.size === 0 || [...is.values()].some((way) => covers(scopes, way));
  const open = new Map<string, ReadonlySet<string>>();
  const isOpen = was.size === 0 || [...was.values()].some(({ scopes }) => scopes.size === 0);
  if (isOpen && !accepts(open)) comparison.tell(scope, 'api-security-became-required', at);
  for (const [name, { scopes, node }] of was) {
    if (scopes.size > 0 && !accepts(scopes)) {
      comparison.tell(scope, 'api-security-tightened', { ...at, base: node, from: name });
    }
  }
}

/** Whether credentials with these scopes are enough for a way to be authorised. */
const covers = (held: Requirement['scopes'], way: Requirement) =>
  [...way.scopes].every(([scheme, needed]) => {
    const scopes = held.get(scheme);
    return scopes !== undefined && [...needed].every((name) => scopes.has(name));
  });
