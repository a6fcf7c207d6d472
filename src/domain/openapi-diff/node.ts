import { pointerTo } from '../fault';
import { isMapping } from '../json';

/** A value in a document and the way to it, so that its pointer is made only where it is told. */
export interface Node {
  readonly value: unknown;
  readonly parent: Node | null;
  readonly key: string;
}

export const rootNode = (value: unknown): Node => ({ value, parent: null, key: '' });

/** What a mapping holds under an own key; null where it holds nothing. */
export function childOf(node: Node | null, key: string): Node | null {
  if (node === null || !isMapping(node.value) || !Object.hasOwn(node.value, key)) return null;
  return { value: node.value[key], parent: node, key };
}

/** The entries of a mapping by key, whatever order they were written in; none for anything else. */
export function entriesOf(node: Node | null): [string, Node][] {
  if (node === null || !isMapping(node.value)) return [];
  return Object.entries(node.value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => [key, { value, parent: node, key }]);
}

/** The items of a list in their order; none for anything else. */
export function itemsOf(node: Node | null): Node[] {
  if (node === null || !Array.isArray(node.value)) return [];
  return node.value.map((value: unknown, i) => ({ value, parent: node, key: String(i) }));
}

/** An item by its index as a text, without sign or leading zeros. */
export function itemOf(node: Node, index: string): Node | null {
  const { value } = node;
  if (!Array.isArray(value) || !/^(?:0|[1-9]\d*)$/.test(index) || Number(index) >= value.length) return null;
  return { value: value[Number(index)], parent: node, key: index };
}

export function textOf(node: Node | null, key: string): string | null {
  const value = childOf(node, key)?.value;
  return typeof value === 'string' ? value : null;
}

export function numberOf(node: Node | null, key: string): number | null {
  const value = childOf(node, key)?.value;
  return typeof value === 'number' ? value : null;
}

export const isTrue = (node: Node | null, key: string): boolean => childOf(node, key)?.value === true;

/** The texts of a list; items that are something else are left out. */
export function textsOf(node: Node | null): string[] {
  return itemsOf(node).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
}

/** The JSON Pointer (RFC 6901) of a node in its document. */
export function pointerOf(node: Node): string {
  const segments: string[] = [];
  for (let at: Node = node; at.parent !== null; at = at.parent) segments.push(at.key);
  return pointerTo(segments.reverse());
}
