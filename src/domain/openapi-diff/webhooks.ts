import { type Comparison, clip, DOCUMENT, type Scope, within } from './comparison';
import { compareContent } from './content';
import { type ContractDocument, resolve, resolvedChild } from './document';
import { childOf, entriesOf, type Node } from './node';
import { METHODS } from './operation';
import type { SchemaComparer } from './schema/compare';

/** Compares the webhooks of 3.1. A client receives their bodies, so these are told of as what comes in responses. */
export function compareWebhooks(comparison: Comparison, schemas: SchemaComparer): void {
  const base = listWebhooks(comparison.base);
  const revision = listWebhooks(comparison.revision);
  comparison.spend(base.size + revision.size);
  for (const [key, { node, scope }] of base) {
    const other = revision.get(key);
    if (other === undefined) {
      comparison.tell(scope, 'webhook-removed', { base: node });
      continue;
    }
    const contents = {
      base: childOf(resolvedChild(comparison.base, node, 'requestBody'), 'content'),
      revision: childOf(resolvedChild(comparison.revision, other.node, 'requestBody'), 'content'),
    };
    const body = within(scope, `${scope.subject}, body`);
    compareContent(comparison, schemas, { side: 'response', scope: body, ...contents });
  }
  for (const [key, { node, scope }] of revision) {
    if (!base.has(key)) comparison.tell(scope, 'webhook-added', { revision: node });
  }
}

function listWebhooks(document: ContractDocument): Map<string, { node: Node; scope: Scope }> {
  const webhooks = new Map<string, { node: Node; scope: Scope }>();
  for (const [name, item] of entriesOf(childOf(document.root, 'webhooks'))) {
    const holder = resolve(document, item);
    for (const method of METHODS) {
      const node = childOf(holder, method);
      const scope = { ...DOCUMENT, operation: method.toUpperCase(), subject: `webhook ${clip(name)}` };
      if (node !== null) webhooks.set(`${method} ${name}`, { node, scope });
    }
  }
  return webhooks;
}
