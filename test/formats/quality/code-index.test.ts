import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { CodeIndexPayload } from '../../../src/domain/quality/code-index';
import { codeIndexFromFiles } from '../../../src/formats/quality/code-index';
import { writeGraphml } from '../../../src/formats/quality/graph/graphml-writer';

const fileOf = (text: string) => ({ name: 'graph', bytes: new TextEncoder().encode(text) });

const HOSTILE = CodeIndexPayload.parse({
  nodes: [
    { id: 'src/a.ts', kind: 'file', name: 'a.ts', file: 'src/a.ts', line: 1 },
    { id: 'src/a.ts#Map<"k", \'v\'>', kind: 'class', name: '<script>alert(1)</script> ]]> & \r\n &amp; 🙂' },
    { id: 'e\ufffe', kind: 'type', name: '' },
  ],
  edges: [
    { from: 'src/a.ts', to: 'src/a.ts#Map<"k", \'v\'>', kind: 'defines & "uses"' },
    { from: 'e\ufffe', to: 'src/a.ts', kind: 'imports' },
    { from: 'e\ufffe', to: 'src/a.ts', kind: 'imports' },
  ],
});

test('a graph that is written is read back with the same facts; what XML can not hold becomes U+FFFD', () => {
  const read = codeIndexFromFiles([fileOf(writeGraphml(HOSTILE))]);
  const carried: unknown = JSON.parse(JSON.stringify(HOSTILE).replaceAll('\ufffe', '\ufffd'));
  expect(read).toEqual(carried);
});

interface Element {
  name: string;
  attributes: Record<string, string>;
  parent: string;
}

/** All elements of a document in order; throws where it is not well-formed. */
function elementsOf(xml: string): Element[] {
  const elements: Element[] = [];
  const open: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    elements.push({ name, attributes: { ...attributes }, parent: open.at(-1) ?? '' });
    open.push(name);
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return elements;
}

const PARENTS: Readonly<Record<string, string[]>> = {
  graphml: [''],
  key: ['graphml'],
  graph: ['graphml'],
  node: ['graph'],
  edge: ['graph'],
  data: ['node', 'edge'],
};
const NMTOKEN = /^[\w.:-]+$/;

/** What the XSD of GraphML 1.0 demands of the elements that are written: structure, types, unique ids, references. */
function expectValid(xml: string): void {
  const elements = elementsOf(xml);
  expect(elements.filter(({ name, parent }) => PARENTS[name]?.includes(parent) !== true)).toEqual([]);
  const named = (name: string) =>
    elements.filter((element) => element.name === name).map(({ attributes }) => attributes);
  const [keys, nodes, edges] = [named('key'), named('node'), named('edge')];
  for (const list of [keys, nodes, edges]) {
    const ids = list.map(({ id }) => id ?? '');
    expect(ids.every((id) => NMTOKEN.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  }
  for (const key of keys) {
    expect(['node', 'edge']).toContain(key['for']);
    expect(['string', 'int']).toContain(key['attr.type']);
    expect(key['attr.name']).toMatch(NMTOKEN);
  }
  const nodeIds = new Set(nodes.map(({ id }) => id));
  expect(edges.every(({ source, target }) => nodeIds.has(source) && nodeIds.has(target))).toBe(true);
  const keyIds = new Set(keys.map(({ id }) => id));
  expect(named('data').every(({ key }) => keyIds.has(key))).toBe(true);
  expect(named('graph').map((graph) => graph['edgedefault'])).toEqual(['directed']);
  const order = elements.map(({ name }) => ['graphml', 'key', 'graph'].indexOf(name)).filter((place) => place >= 0);
  expect(order).toEqual([...order].sort());
}

test('GraphML of any names keeps to its schema', () => {
  expectValid(writeGraphml(HOSTILE));
  const name = fc.string({ unit: 'binary', maxLength: 20 });
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), (ids) => {
      const nodes = ids.map((id) => ({ id, kind: id, name: id, file: id, line: 3 }));
      expectValid(writeGraphml({ nodes, edges: ids.map((id) => ({ from: ids[0] ?? '', to: id, kind: id })) }));
    }),
    { numRuns: 30 },
  );
});

/** Whether a program is there, with what it needs. */
function runs(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    process.stdout.write(`skipped: ${program} ${args.join(' ')} does not run here\n`);
    return false;
  }
}

const written = () => {
  const path = join(mkdtempSync(join(tmpdir(), 'assay-graphml-')), 'index.graphml');
  writeFileSync(path, writeGraphml(HOSTILE));
  return path;
};

/** The XSD of GraphML 1.0 with what it includes, where the shared data have it. */
const XSD = '../shared/data/ci/schemas/graphml/graphml.xsd';
const hasXsd = existsSync(XSD);
if (!hasXsd) process.stdout.write(`xmllint checks no more than well-formedness: ${XSD} is absent\n`);

test.skipIf(!runs('xmllint', '--version'))('xmllint accepts the GraphML', () => {
  const schema = hasXsd ? ['--schema', XSD] : [];
  expect(() => execFileSync('xmllint', ['--noout', '--nonet', ...schema, written()], { stdio: 'pipe' })).not.toThrow();
});

const COUNT = 'import sys, json, networkx as x; g = x.read_graphml(sys.argv[1]); ';

test.skipIf(!runs('python3', '-c', 'import networkx'))('networkx reads the same graph', () => {
  const script = `${COUNT}print(json.dumps([g.is_directed(), [d for _, d in g.nodes(data=True)], g.number_of_edges()]))`;
  const read: unknown = JSON.parse(execFileSync('python3', ['-c', script, written()], { encoding: 'utf8' }));
  expect(read).toMatchObject([true, [{ code_id: 'src/a.ts', kind: 'file', line: 1 }, { kind: 'class' }, {}], 3]);
});

test('the node-link JSON of networkx is read, with links or edges and ids of numbers', () => {
  const nodes = [{ id: 1, type: 'function', label: 'main', line: 3 }, { id: 'b' }];
  const graph = { directed: true, multigraph: false, graph: {}, nodes };
  for (const key of ['links', 'edges'])
    expect(
      codeIndexFromFiles([fileOf(JSON.stringify({ ...graph, [key]: [{ source: 1, target: 'b' }] }))]),
    ).toMatchObject({
      nodes: [
        { id: '1', kind: 'function', name: 'main', line: 3 },
        { id: 'b', kind: 'node', file: null },
      ],
      edges: [{ from: '1', to: 'b', kind: 'edge' }],
      files_indexed: null,
    });
});

test('of dependency-cruiser each module is a node, also one that is only imported', () => {
  const report = {
    modules: [
      {
        source: 'src/a.ts',
        dependencies: [
          { resolved: 'src/b.ts', dependencyTypes: ['local'] },
          { resolved: 'fs', coreModule: true, dependencyTypes: ['core'] },
        ],
      },
      { source: 'src/b.ts', dependencies: [] },
    ],
    summary: { violations: [] },
  };
  expect(codeIndexFromFiles([fileOf(JSON.stringify(report))])).toMatchObject({
    nodes: [
      { id: 'src/a.ts', kind: 'file' },
      { id: 'src/b.ts', kind: 'file' },
      { id: 'fs', kind: 'core module', file: null },
    ],
    edges: [{ to: 'src/b.ts', kind: 'local' }, { to: 'fs' }],
    files_indexed: 2,
  });
});

test.each([
  ['another XML', '<svg/>', 'unrecognised'],
  ['an entity of its own', '<!DOCTYPE graphml [<!ENTITY a "b">]><graphml/>', 'entities'],
  ['a GraphML that ends early', '<graphml><graph>', 'truncated'],
  ['an edge to nowhere', '<graphml><graph><node id="a"/><edge source="a" target="b"/></graph></graphml>', 'invalid'],
  ['a node without an id', '{"nodes": [{"name": "a"}], "links": []}', 'invalid'],
  ['another JSON', '{"nodes": 3}', 'unrecognised'],
])('%s is refused', (_, text, fault) => {
  expect(codeIndexFromFiles([fileOf(text)])).toMatchObject({ fault });
});
