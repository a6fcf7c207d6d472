import { expect, test } from 'vitest';
import { breaksOf, describing, diffOf, giving, idsOf, taking } from './documents';

type Schema = Record<string, unknown>;

const PET: Schema = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name'],
};

/** Schemas of one meaning, each with the version it is written in where that matters. */
const TWINS: [string, Schema, Schema, versions?: [string, string]][] = [
  [
    'keys in another order',
    PET,
    { required: ['name'], properties: { age: { type: 'integer' }, name: { type: 'string' } }, type: 'object' },
  ],
  ['values in another order', { enum: ['a', 'b'] }, { enum: ['b', 'a'] }],
  [
    'nullable of 3.0, null among the types of 3.1',
    { type: 'string', nullable: true },
    { type: ['null', 'string'] },
    ['3.0.3', '3.1.0'],
  ],
  [
    'nullable of 3.0, null as an alternative in 3.1',
    { type: 'string', nullable: true },
    { anyOf: [{ type: 'string' }, { type: 'null' }] },
    ['3.0.3', '3.1.1'],
  ],
  [
    'listed values with null',
    { type: 'string', nullable: true, enum: ['a', null] },
    { type: ['string', 'null'], enum: ['a', null] },
    ['3.0.3', '3.1.0'],
  ],
  [
    'a boolean exclusiveMaximum of 3.0',
    { type: 'number', maximum: 5, exclusiveMaximum: true },
    { type: 'number', exclusiveMaximum: 5 },
    ['3.0.3', '3.1.0'],
  ],
  [
    'a bound of integers, with and without itself',
    { type: 'integer', minimum: 1 },
    { type: 'integer', exclusiveMinimum: 0 },
  ],
  ['a bound that always holds', { type: 'string' }, { type: 'string', minLength: 0 }],
  ['a constant, a list of one', { const: 'a' }, { enum: ['a'] }],
  ['a reference, what it refers to', { $ref: '#/components/schemas/Pet' }, PET],
  [
    'a reference with a description, in allOf',
    { $ref: '#/components/schemas/Pet' },
    { description: 'A pet', allOf: [{ $ref: '#/components/schemas/Pet' }] },
  ],
  [
    'a schema, its parts in allOf',
    PET,
    {
      allOf: [
        { type: 'object', properties: { name: { type: 'string' } } },
        { properties: { age: { type: 'integer' } }, required: ['name'] },
      ],
    },
  ],
  ['one alternative', PET, { oneOf: [PET] }],
  [
    'alternatives in another order',
    { oneOf: [PET, { type: 'string' }] },
    { oneOf: [{ type: 'string' }, { $ref: '#/components/schemas/Pet' }] },
  ],
  ['an alternative once, and twice', { anyOf: [PET, { type: 'string' }] }, { anyOf: [PET, { type: 'string' }, PET] }],
  ['a part once, and twice', { allOf: [PET, { minProperties: 1 }] }, { allOf: [PET, PET, { minProperties: 1 }] }],
  ['a type that the keywords show', { properties: { a: {} } }, { type: 'object', properties: { a: {} } }],
  ['no word on further properties', { type: 'object' }, { type: 'object', additionalProperties: true }],
  ['the empty schema, true', { items: {} }, { items: true }],
  ['an empty pattern', { type: 'string' }, { type: 'string', pattern: '' }],
  ['a note besides', PET, { ...PET, title: 'Pet', description: 'One', example: { name: 'Rex' } }],
];

const components = { components: { schemas: { Pet: PET } } };

test.each(TWINS)('%s: the same', (_, one, other, [before, after] = ['3.1.0', '3.1.0']) => {
  for (const carry of [taking, giving]) {
    const [first, second] = [
      carry(one, { version: before, ...components }),
      carry(other, { version: after, ...components }),
    ];
    expect(breaksOf(diffOf(first, second))).toEqual([]);
    expect(breaksOf(diffOf(second, first))).toEqual([]);
  }
});

test('names of path parameters mean nothing', () => {
  const path = (name: string) => ({
    ...describing({}),
    paths: {
      [`/pets/{${name}}/toys/{toy}`]: {
        parameters: [
          { name, in: 'path', required: true, schema: { type: 'string' } },
          { name: 'toy', in: 'path', required: true, schema: { type: 'integer' } },
        ],
        get: { responses: {} },
      },
    },
  });
  expect(diffOf(path('id'), path('pet_id')).changes).toEqual([]);
});

test('parameters of a path and of its operations are one', () => {
  const q = { name: 'q', in: 'query', schema: { type: 'string' } };
  const document = (shared: unknown[], own: unknown[]) => ({
    ...describing({}),
    paths: { '/a': { parameters: shared, get: { parameters: own, responses: {} } } },
  });
  expect(diffOf(document([q], []), document([], [q])).changes).toEqual([]);
});

test('a response, a body, a parameter and a header may be referred to', () => {
  const parts = {
    parameters: { Q: { name: 'q', in: 'query', schema: { type: 'string' } } },
    headers: { H: { schema: { type: 'string' } } },
    requestBodies: { B: { content: { 'application/json': { schema: PET } } } },
    responses: { R: { description: '', headers: { h: { $ref: '#/components/headers/H' } } } },
  };
  const inline = describing(
    {
      parameters: [parts.parameters.Q],
      requestBody: parts.requestBodies.B,
      responses: { 200: { description: '', headers: { H: parts.headers.H } } },
    },
    { components: parts },
  );
  const referred = describing(
    {
      parameters: [{ $ref: '#/components/parameters/Q' }],
      requestBody: { $ref: '#/components/requestBodies/B' },
      responses: { 200: { $ref: '#/components/responses/R' } },
    },
    { components: parts },
  );
  expect(diffOf(inline, referred).changes).toEqual([]);
  expect(diffOf(referred, inline).changes).toEqual([]);
});

test('a range of media types takes what one of them took', () => {
  const body = (type: string) => describing({ requestBody: { content: { [type]: { schema: PET } } } });
  expect(breaksOf(diffOf(body('application/json'), body('application/*')))).toEqual([]);
  expect(idsOf(diffOf(body('application/*'), body('application/json')))).toContain(
    'breaking request-body-media-type-removed',
  );
  expect(breaksOf(diffOf(body('application/json'), body('Application/JSON; charset=utf-8')))).toEqual([]);
});

test('a range of statuses stands for one of them', () => {
  const answering = (status: string) => describing({ responses: { [status]: { description: '' } } });
  expect(breaksOf(diffOf(answering('200'), answering('2XX')))).toEqual([]);
  expect(breaksOf(diffOf(answering('200'), answering('201')))).toEqual(['breaking response-success-status-removed']);
});

test('the fingerprint of a change stays when keys are ordered and schemas referred to in another way', () => {
  const [inline, referred] = [taking(PET, components), taking({ $ref: '#/components/schemas/Pet' }, components)];
  const narrower = taking({ ...PET, required: ['age', 'name'] }, components);
  const prints = [inline, referred].map((base) => diffOf(base, narrower).changes.map(({ fingerprint }) => fingerprint));
  expect(prints[0]).toHaveLength(1);
  expect(prints[0]).toEqual(prints[1]);
});

test('two changes that differ in a value have different fingerprints', () => {
  const limited = (maxLength: number) => taking({ type: 'string', maxLength });
  const prints = [4, 3].flatMap((length) =>
    diffOf(limited(9), limited(length)).changes.map((change) => change.fingerprint),
  );
  expect(new Set(prints).size).toBe(2);
});
