import { describe, expect, test } from 'vitest';
import { diffContracts } from '../../../src/domain/openapi-diff/diff-contracts';
import { breaksOf, describing, diffOf, giving, taking } from './documents';

const GOOD = describing({});

function refusal(base: unknown, revision: unknown = GOOD): unknown {
  const answer = diffContracts(base, revision);
  return 'fault' in answer ? answer.errors?.map(({ pointer, code }) => `${code} ${pointer}`) : answer;
}

const nested = (levels: number): unknown => {
  let value: unknown = {};
  for (let i = 0; i < levels; i++) value = { a: value };
  return value;
};

describe('what is no description is refused with the place of its fault', () => {
  test.each<[string, unknown, string]>([
    ['a text', 'openapi: 3.0.0', 'not_openapi /base'],
    ['nothing', null, 'not_openapi /base'],
    ['a list', [], 'not_openapi /base'],
    ['no version', { paths: {} }, 'not_openapi /base/openapi'],
    ['a version as a number', { openapi: 3.1, paths: {} }, 'not_openapi /base/openapi'],
    ['a version that does not exist', { openapi: '4.0.0', paths: {} }, 'not_openapi /base/openapi'],
    ['Swagger 2.0', { swagger: '2.0', paths: {} }, 'not_openapi /base/swagger'],
    ['paths as a list', { openapi: '3.1.0', paths: [] }, 'not_openapi /base/paths'],
    ['no paths', { openapi: '3.1.0' }, 'not_openapi /base/paths'],
    ['a date, which YAML may make', { ...GOOD, 'x-day': { on: [new Date(0), NaN] } }, 'not_json /base/x-day/on/1'],
    ['half a character', { ...GOOD, 'x-a': '\ud800' }, 'not_json /base/x-a'],
    ['too many levels', { ...GOOD, 'x-a': nested(200) }, `too_deep /base/x-a${'/a'.repeat(127)}`],
  ])('%s', (_, document, item) => {
    expect(refusal(document)).toEqual([item]);
  });

  test('the other side is named by its own pointer', () => {
    expect(refusal(GOOD, { openapi: 'x' })).toEqual(['not_openapi /revision/openapi']);
  });

  test('a document that is large only by what it shares counts at its full size', () => {
    const levels: unknown[] = [Array.from({ length: 10 }, () => 'x'.repeat(100))];
    for (let i = 0; i < 6; i++) levels.push(Array.from({ length: 10 }, () => levels.at(-1)));
    expect(refusal({ ...GOOD, 'x-a': levels.at(-1) })).toMatchObject([expect.stringMatching(/^too_large \/base\/x-a/)]);
  });
});

describe('a document that is nonsense inside is compared without an error', () => {
  test.each<[string, unknown]>([
    ['a schema that is a number', 5],
    ['a reference to itself', { $ref: '#/paths/~1things/post/requestBody/content/application~1json/schema' }],
    ['a reference to the document', { $ref: '#' }],
    ['a reference to nothing', { $ref: '#/components/schemas/None' }],
    ['a reference elsewhere', { $ref: 'https://example.com/a.yaml#/b' }],
    ['a reference that is badly encoded', { $ref: '#/%E0%A4%A' }],
    [
      'keywords of the wrong type',
      { type: 5, properties: [], required: 'a', enum: 'x', allOf: {}, oneOf: 'y', maximum: '9' },
    ],
    [
      'keys of an object',
      JSON.parse('{"properties":{"__proto__":{"type":"string"},"constructor":{}},"required":["toString"]}'),
    ],
  ])('%s', (_, schema) => {
    for (const carry of [taking, giving]) {
      expect(diffOf(carry(schema), structuredClone(carry(schema))).changes).toEqual([]);
      expect(diffOf(carry(schema), carry({ type: 'string' }))).toMatchObject({ revision_version: '3.1.0' });
    }
  });

  test('an own property __proto__ is a property like any other', () => {
    const holding = (type: string) => taking(JSON.parse(`{"properties":{"__proto__":{"type":"${type}"}}}`));
    expect(breaksOf(diffOf(holding('string'), holding('boolean')))).toEqual(['breaking request-property-type-changed']);
  });
});

describe('work has an end', () => {
  const ref = (i: number) => ({ $ref: `#/components/schemas/S${i}` });
  const tower = (count: number, schemaOf: (i: number) => object, leaf: string) =>
    taking(ref(0), {
      components: {
        schemas: Object.fromEntries(
          Array.from({ length: count + 1 }, (_, i) => [`S${i}`, i === count ? { type: leaf } : schemaOf(i)]),
        ),
      },
    });

  test('a change behind a thousand references is found', () => {
    const chain = (leaf: string) => tower(1000, (i) => ref(i + 1), leaf);
    expect(breaksOf(diffOf(chain('string'), chain('boolean')))).toEqual(['breaking request-body-type-changed']);
  });

  test('schemas that double at every level are compared once each', () => {
    const doubling = (leaf: string) => tower(100, (i) => ({ properties: { a: ref(i + 1), b: ref(i + 1) } }), leaf);
    expect(breaksOf(diffOf(doubling('string'), doubling('boolean')))).toEqual([
      'breaking request-property-type-changed',
    ]);
  });

  test.each<[string, unknown, unknown]>([
    [
      'schemas within schemas without end',
      tower(300, (i) => ({ properties: { a: ref(i + 1) } }), 'string'),
      tower(300, (i) => ({ properties: { a: ref(i + 1) } }), 'boolean'),
    ],
    ...[['a', 'b'] as const].map(([one, other]): [string, unknown, unknown] => {
      const choice = (name: string) =>
        taking({ oneOf: Array.from({ length: 500 }, (_, i) => ({ title: `${name}${i}`, const: `${name}${i}` })) });
      return ['hundreds of alternatives, all others', choice(one), choice(other)];
    }),
    [
      'every value another one',
      taking({ enum: Array.from({ length: 15_000 }, (_, i) => i) }),
      taking({ enum: Array.from({ length: 15_000 }, (_, i) => -1 - i) }),
    ],
  ])('too much is refused, never cut in silence: %s', (_, base, revision) => {
    expect(refusal(base, revision)).toEqual(['too_complex ']);
  });
});
