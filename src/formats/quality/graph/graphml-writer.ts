import type { CodeIndexPayload, CodeNode } from '../../../domain/quality/code-index';

const NAMESPACE = 'http://graphml.graphdrawing.org/xmlns';
const SCHEMA = `${NAMESPACE} ${NAMESPACE}/1.0/graphml.xsd`;

/**
 * What is told of nodes and edges, by the id of its key. An id in GraphML is an NMTOKEN, which a path or a signature is
 * not: the elements are numbered, and the id of the code is data like any other.
 */
const KEYS = [
  ['n_id', 'node', 'code_id', 'string'],
  ['n_kind', 'node', 'kind', 'string'],
  ['n_name', 'node', 'name', 'string'],
  ['n_file', 'node', 'file', 'string'],
  ['n_line', 'node', 'line', 'int'],
  ['e_kind', 'edge', 'kind', 'string'],
] as const;

/**
 * A code graph as GraphML 1.0 with typed attributes, valid by its XSD and by the unique ids and references that it
 * demands.
 *
 * @returns well-formed XML 1.0 whatever the names hold; what XML can't carry becomes U+FFFD
 */
export function writeGraphml({ nodes, edges }: Pick<CodeIndexPayload, 'nodes' | 'edges'>): string {
  const numbers = new Map(nodes.map(({ id }, i) => [id, `n${i}`]));
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<graphml xmlns="${NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${SCHEMA}">`,
    ...KEYS.map(([id, of, name, type]) => `  <key id="${id}" for="${of}" attr.name="${name}" attr.type="${type}"/>`),
    '  <graph id="code" edgedefault="directed">',
    ...nodes.map((node, i) => `    <node id="n${i}">${nodeData(node)}</node>`),
    ...edges.map(({ from, to, kind }, i) => {
      const ends = `source="${numbers.get(from) ?? ''}" target="${numbers.get(to) ?? ''}"`;
      return `    <edge id="e${i}" ${ends}>${data('e_kind', kind)}</edge>`;
    }),
    '  </graph>',
    '</graphml>',
  ];
  return `${lines.join('\n')}\n`;
}

function nodeData({ id, kind, name, file, line }: CodeNode): string {
  return [
    ...[data('n_id', id), data('n_kind', kind), data('n_name', name)],
    ...(file === null ? [] : [data('n_file', file)]),
    ...(line === null ? [] : [data('n_line', String(line))]),
  ].join('');
}

const data = (key: (typeof KEYS)[number][0], text: string) => `<data key="${key}">${escapeText(text)}</data>`;

/** What an XML 1.0 document can't hold, not even escaped (section 2.2). */
const NO_CHARACTER = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
/** Unescaped, a carriage return is read as a line feed (section 2.11). */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

const escapeText = (text: string) =>
  text.replace(NO_CHARACTER, '\ufffd').replace(/[&<>\r]/g, (mark) => ENTITIES[mark] ?? mark);
