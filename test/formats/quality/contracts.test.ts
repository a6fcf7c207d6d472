import { expect, test } from 'vitest';
import { diffContracts } from '../../../src/domain/openapi-diff/diff-contracts';
import { contractsFromFiles, diffOf } from '../../../src/formats/quality/contracts';

const fileOf = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });

const described = (paths: Record<string, unknown>, version = '1.0.0') => ({
  ...{ openapi: '3.1.0', info: { title: 'Shop', version }, paths },
});
const get = { get: { responses: { '200': { description: 'ok' } } } };
const base = described({ '/carts': get, '/orders': get });
const revision = described({ '/carts': get }, '2.0.0');
const json = (name: string, value: unknown) => fileOf(name, JSON.stringify(value));

const YAML = `# the base, by hand
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /carts: &carts
    get:
      responses:
        200: {description: ok}
  /orders: *carts
`;

test('the same description has the same hash as YAML and as JSON, and a change that breaks is not valid', () => {
  const read = contractsFromFiles([fileOf('base.yaml', YAML), json('revision.json', revision)]);
  const same = contractsFromFiles([json('base.json', base), json('revision.json', revision)]);
  expect(read).toMatchObject({
    base: { title: 'Shop', version: '1.0.0', openapi: '3.1.0', operations: 2 },
    revision: { version: '2.0.0', operations: 1 },
    valid: false,
    counts: { breaking: 1 },
  });
  expect(read).toEqual(same);
});

test('files are told apart by their names, and else by their order', () => {
  const named = contractsFromFiles([json('api-revision.json', revision), json('api-base.json', base)]);
  const ordered = contractsFromFiles([json('v1.json', base), json('v2.json', revision)]);
  expect(named).toEqual(ordered);
  expect(contractsFromFiles([json('v2.json', revision), json('v1.json', base)])).toMatchObject({ valid: true });
});

test('the payload gives back the diff that it was made of', () => {
  const payload = contractsFromFiles([json('base', base), json('revision', revision)]);
  if ('fault' in payload) throw new Error(payload.detail);
  expect(diffOf(payload)).toEqual(diffContracts(base, revision));
});

const BOMB = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
  .concat(
    [...'bcdefgh'].map(
      (name, i) =>
        `${name}: &${name} [${Array(10)
          .fill(`*${'abcdefgh'[i] ?? 'a'}`)
          .join(', ')}]`,
    ),
  )
  .join('\n');

test.each([
  ['no OpenAPI', 'title: x', 'unrecognised'],
  ['Swagger 2', 'swagger: "2.0"\ninfo: {title: x, version: "1"}\npaths: {}', 'unrecognised'],
  ['broken YAML', 'a: [b', 'not_well_formed'],
  ['aliases that multiply', BOMB, 'invalid'],
  ['an alias without an anchor', 'a: *b', 'invalid'],
  ['brackets without end', '['.repeat(1_000_000), 'too_deep'],
  ['lists in lists', `${'- '.repeat(500_000)}x`, 'too_deep'],
  ['keys of keys', `${'? '.repeat(500_000)}x`, 'too_deep'],
  ['a number that JSON has not', 'a: .nan', 'invalid'],
  ['YAML of too many lines', 'a: b\n'.repeat(50_000), 'too_large'],
  ['comments without end', '#\n'.repeat(500_000), 'too_large'],
])('%s is refused', (_, text, fault) => {
  expect(contractsFromFiles([fileOf('base', text), json('revision', revision)])).toMatchObject({ fault });
});

test('one file or three are no pair', () => {
  expect(contractsFromFiles([json('base', base)])).toMatchObject({ fault: 'invalid' });
  expect(contractsFromFiles([json('a', base), json('b', base), json('c', base)])).toMatchObject({ fault: 'invalid' });
});
