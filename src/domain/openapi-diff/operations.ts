import { type Comparison, type Scope, within } from './comparison';
import { compareLifecycle, removalOf } from './lifecycle';
import { childOf, textOf, textsOf } from './node';
import { listOperations, type Operation, type OperationPair } from './operation';
import { compareParameters } from './parameters';
import { compareRequestBodies } from './request-body';
import { compareResponses } from './responses';
import type { SchemaComparer } from './schema/compare';
import { compareOperationSecurity } from './security';
import { compareOwnServers } from './servers';

/** Compares the operations below `paths`. */
export function compareOperations(
  comparison: Comparison,
  schemas: SchemaComparer,
): { base_operations: number; revision_operations: number } {
  const base = listOperations(comparison.base, comparison);
  const revision = listOperations(comparison.revision, comparison);
  const templates = new Set([...revision.values()].map(({ template }) => template));
  for (const [key, was] of base) {
    if (comparison.exhausted) break;
    const is = revision.get(key);
    if (is) compareOperation(comparison, schemas, { was, is });
    else {
      const id = removalOf(was.node, { today: comparison.today, wholePath: !templates.has(was.template) });
      comparison.tell(scopeOf(was), id, { base: was.node });
    }
  }
  for (const [key, is] of revision) {
    if (!base.has(key)) comparison.tell(scopeOf(is), 'endpoint-added', { revision: is.node });
  }
  return { base_operations: base.size, revision_operations: revision.size };
}

const scopeOf = ({ method, path, template }: Operation): Scope => ({
  ...{ operation: method, path, template },
  subject: 'operation',
});

function compareOperation(comparison: Comparison, schemas: SchemaComparer, pair: OperationPair): void {
  const scope = scopeOf(pair.is);
  compareLifecycle(comparison, scope, { base: pair.was.node, revision: pair.is.node });
  compareNames(comparison, scope, pair);
  compareOwnServers(comparison, within(scope, 'servers'), pair);
  compareOperationSecurity(comparison, within(scope, 'security'), pair);
  compareParameters(comparison, schemas, { scope, ...pair });
  compareRequestBodies(comparison, schemas, { scope, base: pair.was.node, revision: pair.is.node });
  compareResponses(comparison, schemas, { scope, base: pair.was.node, revision: pair.is.node });
}

function compareNames(comparison: Comparison, scope: Scope, { was, is }: OperationPair): void {
  const [from, to] = [textOf(was.node, 'operationId'), textOf(is.node, 'operationId')];
  if (from !== to) {
    const change = from === null ? 'added' : to === null ? 'removed' : 'changed';
    const at = {
      base: childOf(was.node, 'operationId') ?? was.node,
      revision: childOf(is.node, 'operationId') ?? is.node,
    };
    comparison.tell(scope, `api-operation-id-${change}`, { ...at, from, to });
  }
  const at = { base: childOf(was.node, 'tags') ?? was.node, revision: childOf(is.node, 'tags') ?? is.node };
  const [before, after] = [new Set(textsOf(childOf(was.node, 'tags'))), new Set(textsOf(childOf(is.node, 'tags')))];
  for (const tag of before) if (!after.has(tag)) comparison.tell(scope, 'api-tag-removed', { ...at, from: tag });
  for (const tag of after) if (!before.has(tag)) comparison.tell(scope, 'api-tag-added', { ...at, to: tag });
}
