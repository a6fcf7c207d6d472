import { describe, expect, test } from 'vitest';
import { asking, breaksOf, describing, diffOf, giving, idsOf, taking } from './documents';

type Schema = Record<string, unknown> | boolean;

/** What is told of a change in a request, the same in a response, and in each the way back. */
const CHANGES: [
  string,
  Schema,
  Schema,
  { request: string[]; response: string[]; back?: { request: string[]; response: string[] } },
][] = [
  [
    'a longer maximum length',
    { type: 'string', maxLength: 5 },
    { type: 'string', maxLength: 9 },
    {
      request: ['info request-body-max-length-increased'],
      response: ['breaking response-body-max-length-increased'],
      back: {
        request: ['breaking request-body-max-length-decreased'],
        response: ['info response-body-max-length-decreased'],
      },
    },
  ],
  [
    'a maximum length where there was none',
    { type: 'string' },
    { type: 'string', maxLength: 9 },
    {
      request: ['warning request-body-max-length-set'],
      response: ['info response-body-max-length-set'],
      back: { request: ['info request-body-max-length-unset'], response: ['breaking response-body-max-length-unset'] },
    },
  ],
  [
    'a bound that its own value no longer meets',
    { type: 'number', maximum: 5 },
    { type: 'number', exclusiveMaximum: 5 },
    {
      request: ['breaking request-body-exclusive-max-decreased'],
      response: ['info response-body-exclusive-max-decreased'],
    },
  ],
  [
    'numbers instead of integers',
    { type: 'integer' },
    { type: 'number' },
    {
      request: ['info request-body-type-generalized'],
      response: ['breaking response-body-type-generalized'],
      back: { request: ['breaking request-body-type-changed'], response: ['info response-body-type-specialized'] },
    },
  ],
  [
    'a further type',
    { type: ['string', 'boolean'] },
    { type: ['string', 'boolean', 'integer'] },
    {
      request: ['info request-body-list-of-types-widened'],
      response: ['breaking response-body-list-of-types-widened'],
      back: {
        request: ['breaking request-body-list-of-types-narrowed'],
        response: ['info response-body-list-of-types-narrowed'],
      },
    },
  ],
  [
    'a wider format',
    { type: 'integer', format: 'int32' },
    { type: 'integer', format: 'int64' },
    { request: ['info request-body-type-generalized'], response: ['breaking response-body-type-generalized'] },
  ],
  [
    'another format',
    { type: 'string', format: 'date' },
    { type: 'string', format: 'uuid' },
    { request: ['breaking request-body-type-changed'], response: ['breaking response-body-type-changed'] },
  ],
  [
    'null besides',
    { type: 'string' },
    { type: ['string', 'null'] },
    {
      request: ['info request-body-became-nullable'],
      response: ['breaking response-body-became-nullable'],
      back: {
        request: ['breaking request-body-became-not-nullable'],
        response: ['info response-body-became-not-nullable'],
      },
    },
  ],
  [
    'a value more',
    { enum: ['a'] },
    { enum: ['a', 'b'] },
    {
      request: ['info request-body-enum-value-added'],
      response: ['warning response-body-enum-value-added'],
      back: {
        request: ['breaking request-body-enum-value-removed'],
        response: ['info response-body-enum-value-removed'],
      },
    },
  ],
  [
    'listed values',
    { type: 'string' },
    { type: 'string', enum: ['a'] },
    {
      request: ['breaking request-body-became-enum'],
      response: ['info response-body-became-enum'],
      back: { request: ['info request-body-became-not-enum'], response: ['warning response-body-became-not-enum'] },
    },
  ],
  [
    'another constant',
    { const: 'a' },
    { const: 'b' },
    { request: ['breaking request-body-const-changed'], response: ['breaking response-body-const-changed'] },
  ],
  [
    'a list instead of a constant',
    { const: 'a' },
    { enum: ['a', 'b'] },
    { request: ['info request-body-enum-value-added'], response: ['warning response-body-enum-value-added'] },
  ],
  [
    'a required property',
    { type: 'object' },
    { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
    {
      request: ['breaking new-required-request-property'],
      response: ['info response-required-property-added'],
      back: {
        request: ['warning request-property-removed'],
        response: ['breaking response-required-property-removed'],
      },
    },
  ],
  [
    'an optional property',
    { type: 'object' },
    { type: 'object', properties: { a: { type: 'string' } } },
    {
      request: ['info new-optional-request-property'],
      response: ['info response-optional-property-added'],
      back: { request: ['warning request-property-removed'], response: ['warning response-optional-property-removed'] },
    },
  ],
  [
    'a property that has to come',
    { properties: { a: { type: 'string' } } },
    { properties: { a: { type: 'string' } }, required: ['a'] },
    {
      request: ['breaking request-property-became-required'],
      response: ['info response-property-became-required'],
      back: {
        request: ['info request-property-became-optional'],
        response: ['breaking response-property-became-optional'],
      },
    },
  ],
  [
    'a required property that becomes read-only',
    { properties: { a: { type: 'string' } }, required: ['a'] },
    { properties: { a: { type: 'string', readOnly: true } }, required: ['a'] },
    {
      request: ['info request-required-property-became-read-only'],
      response: [],
      back: { request: ['breaking request-required-property-became-not-read-only'], response: [] },
    },
  ],
  [
    'a required property that becomes write-only',
    { properties: { a: { type: 'string' } }, required: ['a'] },
    { properties: { a: { type: 'string', writeOnly: true } }, required: ['a'] },
    { request: [], response: ['breaking response-required-property-became-write-only'] },
  ],
  [
    'no properties but the described ones',
    { type: 'object' },
    { type: 'object', additionalProperties: false },
    {
      request: ['breaking request-body-additional-properties-disallowed'],
      response: ['info response-body-additional-properties-disallowed'],
      back: {
        request: ['info request-body-additional-properties-allowed'],
        response: ['info response-body-additional-properties-allowed'],
      },
    },
  ],
  [
    'another type of the properties that are not described',
    { type: 'object', additionalProperties: { type: 'string' } },
    { type: 'object', additionalProperties: { type: 'boolean' } },
    { request: ['breaking request-property-type-changed'], response: ['breaking response-property-type-changed'] },
  ],
  [
    'another type of items',
    { type: 'array', items: { type: 'string' } },
    { type: 'array', items: { type: 'boolean' } },
    { request: ['breaking request-property-type-changed'], response: ['breaking response-property-type-changed'] },
  ],
  [
    'a further alternative',
    { oneOf: [{ type: 'string' }, { type: 'boolean' }] },
    { oneOf: [{ type: 'string' }, { type: 'boolean' }, { type: 'array' }] },
    {
      request: ['info request-body-one-of-added'],
      response: ['breaking response-body-one-of-added'],
      back: { request: ['breaking request-body-one-of-removed'], response: ['info response-body-one-of-removed'] },
    },
  ],
  [
    'an alternative beside what was the only schema',
    { type: 'string', minLength: 2 },
    { oneOf: [{ type: 'boolean' }, { type: 'string', minLength: 2 }] },
    {
      request: ['info request-body-one-of-added'],
      response: ['breaking response-body-one-of-added'],
      back: { request: ['breaking request-body-one-of-removed'], response: ['info response-body-one-of-removed'] },
    },
  ],
  [
    'a multiple of the factor',
    { multipleOf: 2 },
    { multipleOf: 4 },
    {
      request: ['breaking request-body-multiple-of-specialized'],
      response: ['info response-body-multiple-of-specialized'],
      back: {
        request: ['info request-body-multiple-of-generalized'],
        response: ['breaking response-body-multiple-of-generalized'],
      },
    },
  ],
  [
    'items that may not repeat',
    { type: 'array', items: {} },
    { type: 'array', items: {}, uniqueItems: true },
    { request: ['breaking request-body-unique-items-set'], response: ['info response-body-unique-items-set'] },
  ],
  [
    'a condition',
    { type: 'string' },
    { type: 'string', not: { const: 'a' } },
    {
      request: ['breaking request-body-condition-added'],
      response: ['info response-body-condition-added'],
      back: { request: ['info request-body-condition-removed'], response: ['warning response-body-condition-removed'] },
    },
  ],
  [
    'no value at all',
    { properties: { a: true } },
    { properties: { a: false } },
    {
      request: ['breaking request-property-became-impossible'],
      response: ['info response-property-became-impossible'],
    },
  ],
];

describe('the direction decides what breaks', () => {
  test.each(CHANGES)('%s', (_, before, after, { request, response, back }) => {
    expect(idsOf(diffOf(taking(before), taking(after)))).toEqual(request);
    expect(idsOf(diffOf(giving(before), giving(after)))).toEqual(response);
    if (!back) return;
    expect(idsOf(diffOf(taking(after), taking(before)))).toEqual(back.request);
    expect(idsOf(diffOf(giving(after), giving(before)))).toEqual(back.response);
  });
});

test('a default of a parameter is part of what a request means, that of a property is not', () => {
  expect(idsOf(diffOf(asking({ default: 1 }), asking({ default: 2 })))).toEqual([
    'breaking request-parameter-default-value-changed',
  ]);
  expect(idsOf(diffOf(taking({ default: 1 }), taking({ default: 2 })))).toEqual([
    'info request-body-default-value-changed',
  ]);
});

test('a text in a query takes what a number did; in JSON it does not', () => {
  expect(breaksOf(diffOf(asking({ type: 'integer' }), asking({ type: 'string' })))).toEqual([]);
  expect(breaksOf(diffOf(taking({ type: 'integer' }), taking({ type: 'string' })))).toEqual([
    'breaking request-body-type-changed',
  ]);
});

test('what clients can not send does not break requests, what they do not receive does not break responses', () => {
  const holding = (a: object) => ({ type: 'object', properties: { a } });
  const readOnly = [holding({ type: 'string', readOnly: true }), holding({ type: 'boolean', readOnly: true })] as const;
  const writeOnly = [
    holding({ type: 'string', writeOnly: true }),
    holding({ type: 'boolean', writeOnly: true }),
  ] as const;
  expect(breaksOf(diffOf(taking(readOnly[0]), taking(readOnly[1])))).toEqual([]);
  expect(breaksOf(diffOf(giving(readOnly[0]), giving(readOnly[1])))).not.toEqual([]);
  expect(breaksOf(diffOf(giving(writeOnly[0]), giving(writeOnly[1])))).toEqual([]);
  expect(breaksOf(diffOf(taking(writeOnly[0]), taking(writeOnly[1])))).not.toEqual([]);
});

test('values of a discriminator are told of one by one', () => {
  const choosing = (mapping: object, propertyName = 'kind') => ({
    oneOf: [
      { title: 'a', type: 'object' },
      { title: 'b', type: 'array' },
    ],
    discriminator: { propertyName, mapping },
  });
  const diff = diffOf(taking(choosing({ a: 'A', b: 'B' })), taking(choosing({ a: '#/components/schemas/A', c: 'C' })));
  expect(idsOf(diff)).toEqual([
    'breaking request-body-discriminator-mapping-deleted',
    'info request-body-discriminator-mapping-added',
  ]);
  expect(idsOf(diffOf(taking(choosing({})), taking(choosing({}, 'type'))))).toEqual([
    'breaking request-body-discriminator-property-name-changed',
  ]);
});

test('a change deep in a document names the way to it and both places', () => {
  const tree = (value: object) => ({
    components: {
      schemas: {
        Tree: {
          type: 'object',
          properties: { value, children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
        },
      },
    },
  });
  const body = { type: 'object', properties: { 'a/b': { $ref: '#/components/schemas/Tree' } } };
  const diff = diffOf(taking(body, tree({ type: 'string' })), taking(body, tree({ type: 'boolean' })));
  expect(diff.changes).toEqual([
    {
      id: 'request-property-type-changed',
      level: 'breaking',
      operation: 'POST',
      path: '/things',
      subject: 'request body, application/json: /a/b/value',
      base_pointer: '/components/schemas/Tree/properties/value/type',
      revision_pointer: '/components/schemas/Tree/properties/value/type',
      text: 'The type or format became another one: string to boolean (request body, application/json: /a/b/value)',
      fingerprint: expect.stringMatching(/^chg_[0-9a-f]{32}$/),
    },
  ]);
});

test('a schema that refers to itself is compared to its end', () => {
  const list = (last: object) => ({
    components: {
      schemas: {
        A: { type: 'object', properties: { next: { $ref: '#/components/schemas/B' } } },
        B: { type: 'object', properties: { next: { $ref: '#/components/schemas/A' }, last } },
      },
    },
  });
  const first = { $ref: '#/components/schemas/A' };
  const same = diffOf(giving(first, list({ type: 'string' })), giving(first, list({ type: 'string' })));
  const other = diffOf(giving(first, list({ type: 'string' })), giving(first, list({ type: 'integer' })));
  expect(same.changes).toEqual([]);
  expect(idsOf(other)).toEqual(['breaking response-property-type-changed']);
});

test('a schema found unchanged below one operation is still compared below another, which leads on to a change', () => {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const document = (leaf: string) => ({
    ...describing({}),
    paths: {
      '/a': { post: { requestBody: { content: { 'application/json': { schema: ref('A') } } } } },
      '/b': { post: { requestBody: { content: { 'application/json': { schema: ref('B') } } } } },
    },
    components: {
      schemas: {
        A: { properties: { b: ref('B'), leaf: { type: leaf } } },
        B: { properties: { a: ref('A') } },
      },
    },
  });
  const { changes } = diffOf(document('string'), document('boolean'));
  expect(changes.map(({ path, subject }) => `${path} ${subject}`)).toEqual([
    '/a request body, application/json: /leaf',
    '/b request body, application/json: /a/leaf',
  ]);
});
