import type { Comparison } from './comparison';
import { type ContractDocument, resolve } from './document';
import { childOf, entriesOf, type Node } from './node';

export const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

/** An operation of one side. `holder`: the path item, which may describe parameters and servers for all its operations. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly template: string;
  readonly node: Node;
  readonly holder: Node;
}

/** The path without the names of its parameters: `/pets/{id}` and `/pets/{pet_id}` are one. */
export const templateOf = (path: string) => path.replace(/\{[^{}]*\}/g, '{}');

/** The operations of a document by method and template. The first one stands where a document has two of them. */
export function listOperations(document: ContractDocument, comparison: Comparison): Map<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const [path, item] of entriesOf(childOf(document.root, 'paths'))) {
    if (!path.startsWith('/')) continue;
    const holder = resolve(document, item);
    const template = templateOf(path);
    comparison.spend(METHODS.length);
    for (const method of METHODS) {
      const node = childOf(holder, method);
      const key = `${method} ${template}`;
      if (node === null || operations.has(key)) continue;
      operations.set(key, { method: method.toUpperCase(), path, template, node, holder });
    }
  }
  return operations;
}

/** The same operation on both sides. */
export interface OperationPair {
  readonly was: Operation;
  readonly is: Operation;
}
