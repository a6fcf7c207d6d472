import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ContractDiff } from '../../../src/domain/openapi-diff/change';
import { ContractsPayload } from '../../../src/domain/quality/contracts';
import { contractsFromFiles } from '../../../src/formats/quality/contracts';
import { contractsDocuments } from '../../../src/pages/quality/contracts';

const about = { name: 'shop', created_at: '2026-01-10T15:30:00Z', task: 'validate-contracts' };
const HOSTILE = '</b> [x](javascript:alert(1)) | `code` @everyone';

function documents(title = 'Shop') {
  const get = { get: { responses: { '200': { description: 'ok' } } } };
  const fileOf = (paths: object) => ({
    name: 'api.json',
    bytes: new TextEncoder().encode(JSON.stringify({ openapi: '3.1.0', info: { title, version: title }, paths })),
  });
  const payload = contractsFromFiles([fileOf({ '/a': get, [`/${title}`]: get }), fileOf({ '/a': get })]);
  if ('fault' in payload) throw new Error(payload.detail);
  return { payload, documents: contractsDocuments(payload, about) };
}

test('the primary document gives the payload back, and the YAML is the whole diff', () => {
  const { payload, documents: written } = documents();
  const [json, yaml] = written;
  expect(ContractsPayload.parse(JSON.parse(json?.text ?? ''))).toEqual(payload);
  expect(ContractDiff.parse(parse(yaml?.text ?? ''))).toMatchObject({
    counts: payload.counts,
    changes: payload.changes,
  });
  expect(written.map(({ ending }) => ending)).toEqual(['_validation.json', '_diff.yaml', '_diff.md']);
});

test('a description can not write Markdown of its own', () => {
  const { documents: written } = documents(HOSTILE);
  const markdown = written[2]?.text ?? '';
  expect(markdown).toContain('**It breaks clients of the base.**');
  expect(markdown).not.toMatch(/(?<!`[^`\n]*)<\/b>|@everyone(?![^`\n]*`)/);
});
