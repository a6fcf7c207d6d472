import { type Comparison, clip, DOCUMENT, type Scope, within } from './comparison';
import { type ContractDocument, resolve } from './document';
import { childOf, entriesOf, type Node, textOf } from './node';

/** Compares the security schemes that the documents define. */
export function compareSecuritySchemes(comparison: Comparison): void {
  const base = listSchemes(comparison.base);
  const revision = listSchemes(comparison.revision);
  comparison.spend(base.size + revision.size);
  for (const [name, was] of base) {
    const scope = within(DOCUMENT, `security scheme ${clip(name)}`);
    const is = revision.get(name);
    if (is) compareScheme(comparison, scope, { base: was, revision: is });
    else comparison.tell(scope, 'api-security-component-removed', { base: was });
  }
  for (const [name, is] of revision) {
    const scope = within(DOCUMENT, `security scheme ${clip(name)}`);
    if (!base.has(name)) comparison.tell(scope, 'api-security-component-added', { revision: is });
  }
}

function listSchemes(document: ContractDocument): Map<string, Node> {
  const schemes = childOf(childOf(document.root, 'components'), 'securitySchemes');
  return new Map(entriesOf(schemes).map(([name, node]) => [name, resolve(document, node)]));
}

interface Sides {
  base: Node;
  revision: Node;
}

function compareScheme(comparison: Comparison, scope: Scope, at: Sides): void {
  const [from, to] = [textOf(at.base, 'type'), textOf(at.revision, 'type')];
  if (from !== to) {
    comparison.tell(scope, 'api-security-component-type-changed', { ...at, from, to });
    return;
  }
  const [before, after] = [credentialsOf(at.base), credentialsOf(at.revision)];
  if (before !== after) {
    comparison.tell(scope, 'api-security-component-place-changed', { ...at, from: before, to: after });
  }
  compareFlows(comparison, scope, { base: childOf(at.base, 'flows'), revision: childOf(at.revision, 'flows') });
}

/** Where credentials go and what they are called. Names of headers and of HTTP schemes have no case. */
function credentialsOf(scheme: Node): string {
  const place = textOf(scheme, 'in') ?? '';
  const name = textOf(scheme, 'name') ?? '';
  const http = textOf(scheme, 'scheme')?.toLowerCase() ?? '';
  return [place, place === 'header' ? name.toLowerCase() : name, http].filter((word) => word !== '').join(' ');
}

function compareFlows(comparison: Comparison, scope: Scope, flows: { base: Node | null; revision: Node | null }): void {
  const base = new Map(entriesOf(flows.base));
  const revision = new Map(entriesOf(flows.revision));
  for (const [name, was] of base) {
    const own = within(scope, `${scope.subject}, flow ${clip(name)}`);
    const is = revision.get(name);
    if (is) compareFlow(comparison, own, { base: was, revision: is });
    else comparison.tell(own, 'api-security-component-oauth-flow-removed', { base: was, revision: flows.revision });
  }
  for (const [name, is] of revision) {
    const own = within(scope, `${scope.subject}, flow ${clip(name)}`);
    if (!base.has(name)) {
      comparison.tell(own, 'api-security-component-oauth-flow-added', { base: flows.base, revision: is });
    }
  }
}

function compareFlow(comparison: Comparison, scope: Scope, at: Sides): void {
  for (const [keyword, id] of [
    ['authorizationUrl', 'api-security-component-oauth-url-changed'],
    ['tokenUrl', 'api-security-component-oauth-token-url-changed'],
  ] as const) {
    const [from, to] = [textOf(at.base, keyword), textOf(at.revision, keyword)];
    if (from !== to) comparison.tell(scope, id, { ...at, from, to });
  }
  const base = new Set(entriesOf(childOf(at.base, 'scopes')).map(([name]) => name));
  const revision = new Set(entriesOf(childOf(at.revision, 'scopes')).map(([name]) => name));
  comparison.spend(base.size + revision.size);
  for (const name of base) {
    if (!revision.has(name))
      comparison.tell(scope, 'api-security-component-oauth-scope-removed', { ...at, from: name });
  }
  for (const name of revision) {
    if (!base.has(name)) comparison.tell(scope, 'api-security-component-oauth-scope-added', { ...at, to: name });
  }
}
