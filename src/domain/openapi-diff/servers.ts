import { type Comparison, DOCUMENT, type Scope, within } from './comparison';
import { childOf, itemsOf, type Node, textOf } from './node';
import type { Operation, OperationPair } from './operation';

/** Compares the servers of the documents. */
export function compareServers(comparison: Comparison): void {
  const at = { base: childOf(comparison.base.root, 'servers'), revision: childOf(comparison.revision.root, 'servers') };
  compareLists(comparison, within(DOCUMENT, 'servers'), at);
}

/** Compares the servers of an operation, where a side has some for it or for its path. */
export function compareOwnServers(comparison: Comparison, scope: Scope, { was, is }: OperationPair): void {
  const [base, revision] = [ownServers(was), ownServers(is)];
  if (base === null && revision === null) return;
  compareLists(comparison, scope, {
    base: base ?? childOf(comparison.base.root, 'servers'),
    revision: revision ?? childOf(comparison.revision.root, 'servers'),
  });
}

const ownServers = ({ node, holder }: Operation) => childOf(node, 'servers') ?? childOf(holder, 'servers');

function compareLists(comparison: Comparison, scope: Scope, at: { base: Node | null; revision: Node | null }): void {
  const [base, revision] = [listUrls(at.base), listUrls(at.revision)];
  comparison.spend(base.size + revision.size);
  for (const [url, node] of base) {
    if (!revision.has(url))
      comparison.tell(scope, 'api-server-removed', { base: node, revision: at.revision, from: url });
  }
  for (const [url, node] of revision) {
    if (!base.has(url)) comparison.tell(scope, 'api-server-added', { base: at.base, revision: node, to: url });
  }
}

/** With the defaults of variables put in, and without a slash at the end, which means nothing there. */
function listUrls(servers: Node | null): Map<string, Node> {
  return new Map(
    itemsOf(servers).flatMap((server) => {
      const url = textOf(server, 'url');
      if (url === null) return [];
      const variables = childOf(server, 'variables');
      const plain = url.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
        return textOf(childOf(variables, name), 'default') ?? whole;
      });
      return [[plain.endsWith('/') ? plain.slice(0, -1) : plain, server]];
    }),
  );
}
