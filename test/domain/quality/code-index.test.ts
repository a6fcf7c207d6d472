import { expect, test } from 'vitest';
import { codeIndexForm, CodeIndexPayload } from '../../../src/domain/quality/code-index';

const index = (nodes: string[], edges: [string, string][] = []) =>
  CodeIndexPayload.parse({
    nodes: nodes.map((id) => ({ id, kind: 'file', name: id })),
    edges: edges.map(([from, to]) => ({ from, to, kind: 'imports' })),
  });

test('an edge to a node that is not there is refused, and so is an id that stands twice', () => {
  const node = { id: 'a', kind: 'file', name: 'a' };
  const parsed = CodeIndexPayload.safeParse({ nodes: [node, node], edges: [{ from: 'a', to: 'b', kind: 'imports' }] });
  expect(parsed.error?.issues.map(({ path }) => path)).toEqual([
    ['nodes', 1, 'id'],
    ['edges', 0, 'to'],
  ]);
});

test('what was not counted is null in the summary', () => {
  expect(codeIndexForm.summarise(index(['a']))).toEqual({
    files_indexed: null,
    nodes_created: 1,
    edges_created: 0,
    symbols_extracted: null,
    languages: [],
  });
});

test('added and removed nodes and edges are told apart, and a line that moved is no change', () => {
  const before = index(['a', 'b', 'c'], [['a', 'b']]);
  const after = index(['a', 'b', 'd'], [['a', 'd']]);
  const moved = { ...after, nodes: after.nodes.map((node) => ({ ...node, line: 7 })) };
  const compared = codeIndexForm.compare(before, moved);
  if ('incomparable' in compared) throw new Error(compared.incomparable);
  expect(compared.groups.map(({ title, items }) => [title, items.map((item) => item['id'] ?? item['to'])])).toEqual([
    ['Added nodes', ['d']],
    ['Removed nodes', ['c']],
    ['Changed nodes', []],
    ['Added edges', ['d']],
    ['Removed edges', ['b']],
  ]);
});

test('two indexes without a node in common are not compared', () => {
  expect(codeIndexForm.compare(index(['a']), index(['b']))).toHaveProperty('incomparable');
});
