import { type Comparison, type Scope, within } from './comparison';
import { compareContent } from './content';
import { resolvedChild } from './document';
import { childOf, isTrue, type Node } from './node';
import type { SchemaComparer } from './schema/compare';

/** Compares what an operation takes as a body. */
export function compareRequestBodies(
  comparison: Comparison,
  schemas: SchemaComparer,
  operation: { scope: Scope; base: Node; revision: Node },
): void {
  const scope = within(operation.scope, 'request body');
  const base = resolvedChild(comparison.base, operation.base, 'requestBody');
  const revision = resolvedChild(comparison.revision, operation.revision, 'requestBody');
  if (base === null && revision === null) return;
  if (base === null) {
    const need = isTrue(revision, 'required') ? 'required' : 'optional';
    comparison.tell(scope, `request-body-added-${need}`, { base: operation.base, revision });
    return;
  }
  if (revision === null) {
    comparison.tell(scope, 'request-body-removed', { base, revision: operation.revision });
    return;
  }
  const [was, is] = [isTrue(base, 'required'), isTrue(revision, 'required')];
  if (was !== is) comparison.tell(scope, `request-body-became-${is ? 'required' : 'optional'}`, { base, revision });
  const contents = { base: childOf(base, 'content'), revision: childOf(revision, 'content') };
  compareContent(comparison, schemas, { side: 'request-body', scope, ...contents });
}
