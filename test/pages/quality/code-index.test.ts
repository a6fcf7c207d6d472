import { expect, test } from 'vitest';
import { CodeIndexPayload } from '../../../src/domain/quality/code-index';
import { codeIndexFromFiles } from '../../../src/formats/quality/code-index';
import { codeIndexDocuments } from '../../../src/pages/quality/code-index';

const about = { name: 'shop', created_at: '2026-01-10T15:30:00Z', task: 'index-code' };

const PAYLOAD = CodeIndexPayload.parse({
  nodes: ['a', 'b'].map((id) => ({ id, kind: 'file', name: id })),
  edges: [{ from: 'a', to: 'b', kind: 'imports' }],
  languages: ['go'],
});

test('the JSON gives the payload back, and the GraphML the same graph', () => {
  const [json, graphml] = codeIndexDocuments(PAYLOAD, about);
  expect(CodeIndexPayload.parse(JSON.parse(json?.text ?? ''))).toEqual(PAYLOAD);
  const bytes = new TextEncoder().encode(graphml?.text);
  expect(codeIndexFromFiles([{ name: 'index.graphml', bytes }])).toMatchObject({
    nodes: PAYLOAD.nodes,
    edges: PAYLOAD.edges,
  });
});
