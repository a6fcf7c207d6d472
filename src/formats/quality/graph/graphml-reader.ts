import type { CodeEdge } from '../../../domain/quality/code-index';
import type { FileFault } from '../../reading';
import { type XmlAttributes, type XmlHandler, XmlReader } from '../../xml/reader';
import { labelOf, proseOf } from '../foreign-text';
import { refuseFile } from '../json-file';
import type { GraphFacts } from './facts';

/** The nodes and edges of a GraphML file, also of one within a node. Ports, hyperedges and drawings are passed over. */
export function readGraphml(bytes: Uint8Array): GraphFacts | FileFault {
  const graph = new GraphmlGraph();
  const reader = new XmlReader(graph);
  const fault = reader.write(bytes) ?? reader.close();
  return fault ?? graph.facts;
}

/** A node or an edge that is being read, with what its `data` elements say, by the names of their keys. */
interface Open {
  element: 'node' | 'edge';
  attributes: XmlAttributes;
  told: Map<string, string>;
}

class GraphmlGraph implements XmlHandler {
  readonly facts: GraphFacts = { nodes: [], edges: [], files_indexed: null };
  readonly #names = new Map<string, string>();
  /** The ids of the code by those of the elements. */
  readonly #codeIds = new Map<string, string>();
  readonly #links: { source: string; target: string; kind: string }[] = [];
  readonly #open: Open[] = [];
  #key: string | null = null;
  #text = '';
  #rooted = false;

  open(name: string, attributes: XmlAttributes): FileFault | null {
    if (!this.#rooted && name !== 'graphml') return refuseFile('unrecognised', 'XML, but no GraphML');
    this.#rooted = true;
    if (name === 'key') this.#names.set(attributes['id'] ?? '', attributes['attr.name'] ?? '');
    if (name === 'node' || name === 'edge') this.#open.push({ element: name, attributes, told: new Map() });
    if (name === 'data') [this.#key, this.#text] = [this.#names.get(attributes['key'] ?? '') ?? null, ''];
    return null;
  }

  text(text: string): void {
    if (this.#key !== null) this.#text += text;
  }

  close(name: string): FileFault | null {
    if (name === 'data' && this.#key !== null) {
      this.#open.at(-1)?.told.set(this.#key, this.#text);
      this.#key = null;
    }
    if (name === 'node' || name === 'edge') this.#settle(this.#open.pop());
    if (name === 'graphml') this.facts.edges.push(...this.#links.map((link) => this.#edgeOf(link)));
    return null;
  }

  #settle(open: Open | undefined): void {
    if (open === undefined) return;
    const { element, attributes, told } = open;
    if (element === 'edge') {
      const kind = labelOf(told.get('kind'), 64) ?? 'edge';
      this.#links.push({ source: attributes['source'] ?? '', target: attributes['target'] ?? '', kind });
      return;
    }
    const xmlId = attributes['id'] ?? '';
    const id = proseOf(told.get('code_id') ?? xmlId, 2) ?? '';
    const line = Number(told.get('line'));
    this.#codeIds.set(xmlId, id);
    this.facts.nodes.push({
      id,
      kind: labelOf(told.get('kind'), 64) ?? 'node',
      name: proseOf(told.get('name') ?? told.get('label'), 2) ?? id,
      file: proseOf(told.get('file'), 4),
      line: Number.isSafeInteger(line) && line > 0 ? line : null,
    });
  }

  /** An edge may come before its nodes. */
  #edgeOf({ source, target, kind }: { source: string; target: string; kind: string }): CodeEdge {
    return { from: this.#codeIds.get(source) ?? source, to: this.#codeIds.get(target) ?? target, kind };
  }
}
