import { type Comparison, clip, type Scope, within } from './comparison';
import { compareContent } from './content';
import { type ContractDocument, resolve } from './document';
import { childOf, entriesOf, isTrue, type Node } from './node';
import type { SchemaComparer } from './schema/compare';

/** Compares the responses of an operation: the statuses, and of each its headers and media types. */
export function compareResponses(
  comparison: Comparison,
  schemas: SchemaComparer,
  operation: { scope: Scope; base: Node; revision: Node },
): void {
  const { scope } = operation;
  const base = listResponses(comparison.base, operation.base);
  const revision = listResponses(comparison.revision, operation.revision);
  comparison.spend(base.size + revision.size);
  const matched = new Set<string>();
  for (const [status, was] of base) {
    const key = revision.has(status) ? status : rangeOf(status);
    const is = revision.get(key);
    const own = within(scope, `response ${clip(status)}`);
    if (is === undefined) {
      comparison.tell(own, `response-${kindOf(status)}-status-removed`, { base: was, revision: operation.revision });
      continue;
    }
    matched.add(key);
    compareHeaders(comparison, schemas, { scope: own, base: was, revision: is });
    const contents = { base: childOf(was, 'content'), revision: childOf(is, 'content') };
    compareContent(comparison, schemas, { side: 'response', scope: own, ...contents });
  }
  for (const [status, is] of revision) {
    if (matched.has(status)) continue;
    const own = within(scope, `response ${clip(status)}`);
    comparison.tell(own, `response-${kindOf(status)}-status-added`, { base: operation.base, revision: is });
  }
}

function listResponses(document: ContractDocument, operation: Node): Map<string, Node> {
  const entries = entriesOf(childOf(operation, 'responses')).filter(([status]) => !status.startsWith('x-'));
  return new Map(entries.map(([status, node]) => [status.replace(/xx$/i, 'XX'), resolve(document, node)]));
}

/** `2XX` stands for 200 where that is not described itself. */
const rangeOf = (status: string) => `${status.charAt(0)}XX`;

const kindOf = (status: string) => (status.startsWith('2') ? 'success' : 'non-success');

function compareHeaders(
  comparison: Comparison,
  schemas: SchemaComparer,
  response: { scope: Scope; base: Node; revision: Node },
): void {
  const base = listHeaders(comparison.base, response.base);
  const revision = listHeaders(comparison.revision, response.revision);
  comparison.spend(base.size + revision.size);
  for (const [name, was] of base) {
    const own = within(response.scope, `${response.scope.subject}, header ${clip(name)}`);
    const is = revision.get(name);
    const [wasRequired, isRequired] = [isTrue(was, 'required'), is !== undefined && isTrue(is, 'required')];
    if (is === undefined) {
      const id = wasRequired ? 'required-response-header-removed' : 'optional-response-header-removed';
      comparison.tell(own, id, { base: was, revision: response.revision });
      continue;
    }
    if (wasRequired !== isRequired) {
      const id = `response-header-became-${isRequired ? 'required' : 'optional'}` as const;
      comparison.tell(own, id, { base: was, revision: is });
    }
    const [before, after] = [childOf(was, 'schema'), childOf(is, 'schema')];
    const site = { scope: own, place: 'response-header', stronglyTyped: false } as const;
    schemas.compare(site, before ? [before] : [], after ? [after] : []);
  }
  for (const [name, is] of revision) {
    const own = within(response.scope, `${response.scope.subject}, header ${clip(name)}`);
    if (!base.has(name)) comparison.tell(own, 'response-header-added', { base: response.base, revision: is });
  }
}

/** By name in lower case: names of headers have no case. `Content-Type` is told by the media types. */
function listHeaders(document: ContractDocument, response: Node): Map<string, Node> {
  const entries = entriesOf(childOf(response, 'headers')).map(([name, node]) => [name.toLowerCase(), node] as const);
  const named = entries.filter(([name]) => name !== 'content-type');
  return new Map(named.map(([name, node]) => [name, resolve(document, node)]));
}
