import type { CodeEdge, CodeNode } from '../../../domain/quality/code-index';
import { integerOf, itemsOf, type JsonObject, type JsonValue, objectOf } from '../../json-stream/value';
import { labelOf, proseOf } from '../foreign-text';
import type { GraphFacts } from './facts';

/** networkx wrote `links` up to version 3.3 and writes `edges` since. */
const edgesOf = (report: JsonObject) => report['links'] ?? report['edges'];

export const isNodeLink = (report: JsonObject) => Array.isArray(report['nodes']) && Array.isArray(edgesOf(report));

/**
 * A graph as networkx and d3 write it: nodes with an `id`, edges with `source` and `target`, or `from` and `to`. A node
 * without an id gets an empty one, which no payload takes.
 */
export function readNodeLink(report: JsonObject): GraphFacts {
  return {
    nodes: itemsOf(report['nodes']).map((node) => nodeOf(objectOf(node) ?? {})),
    edges: itemsOf(edgesOf(report)).map((edge) => edgeOf(objectOf(edge) ?? {})),
    files_indexed: null,
  };
}

function nodeOf(node: JsonObject): CodeNode {
  const id = idOf(node['id']);
  const line = integerOf(node['line']);
  return {
    id,
    kind: labelOf(node['kind'] ?? node['type'], 64) ?? 'node',
    name: proseOf(node['name'] ?? node['label'], 2) ?? id,
    file: proseOf(node['file'], 4),
    line: line !== null && line > 0 ? line : null,
  };
}

const edgeOf = (edge: JsonObject): CodeEdge => ({
  from: idOf(edge['source'] ?? edge['from']),
  to: idOf(edge['target'] ?? edge['to']),
  kind: labelOf(edge['kind'] ?? edge['type'], 64) ?? 'edge',
});

/** An id may be a number. */
const idOf = (value: JsonValue | undefined) => proseOf(typeof value === 'number' ? String(value) : value, 2) ?? '';
