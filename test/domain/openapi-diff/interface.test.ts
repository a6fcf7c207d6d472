import { describe, expect, test } from 'vitest';
import { asking, breaksOf, describing, diffOf, idsOf } from './documents';

type Json = Record<string, unknown>;

const CHANGES: [string, Json, Json, string[], back?: string[]][] = [
  [
    'an operation gone from a path that stays',
    { ...describing({}), paths: { '/a': { get: {}, put: {} } } },
    { ...describing({}), paths: { '/a': { get: {} } } },
    ['breaking api-removed-without-deprecation'],
    ['info endpoint-added'],
  ],
  [
    'a path gone',
    { ...describing({}), paths: { '/a': { get: {} }, '/b': { get: {} } } },
    { ...describing({}), paths: { '/a': { get: {} } } },
    ['breaking api-path-removed-without-deprecation'],
  ],
  [
    'a required parameter',
    describing({}),
    asking({}, { required: true }),
    ['breaking new-required-request-parameter'],
    ['warning request-parameter-removed'],
  ],
  ['an optional parameter', describing({}), asking({}), ['info new-optional-request-parameter']],
  [
    'a parameter that becomes required',
    asking({}),
    asking({}, { required: true }),
    ['breaking request-parameter-became-required'],
    ['info request-parameter-became-optional'],
  ],
  [
    'a deprecated parameter gone',
    asking({}, { deprecated: true }),
    describing({}),
    ['info request-parameter-removed-with-deprecation'],
  ],
  [
    'another style of a parameter',
    asking({ type: 'array' }),
    asking({ type: 'array' }, { explode: false }),
    ['breaking request-parameter-serialization-changed'],
  ],
  [
    'the default style, written out',
    asking({ type: 'array' }),
    asking({ type: 'array' }, { style: 'form', explode: true }),
    [],
  ],
  [
    'a required body',
    describing({}),
    describing({ requestBody: { required: true } }),
    ['breaking request-body-added-required'],
    ['breaking request-body-removed'],
  ],
  [
    'a body that becomes required',
    describing({ requestBody: {} }),
    describing({ requestBody: { required: true } }),
    ['breaking request-body-became-required'],
    ['info request-body-became-optional'],
  ],
  [
    'a status more',
    describing({ responses: { 200: {} } }),
    describing({ responses: { 200: {}, 404: {} } }),
    ['info response-non-success-status-added'],
    ['info response-non-success-status-removed'],
  ],
  [
    'a header that always came',
    describing({ responses: { 200: { headers: { 'X-Rate': { required: true } } } } }),
    describing({ responses: { 200: {} } }),
    ['breaking required-response-header-removed'],
    ['info response-header-added'],
  ],
  [
    'a header that becomes optional',
    describing({ responses: { 200: { headers: { 'X-Rate': { required: true } } } } }),
    describing({ responses: { 200: { headers: { 'x-rate': {} } } } }),
    ['breaking response-header-became-optional'],
    ['info response-header-became-required'],
  ],
  [
    'a tag and another operationId',
    describing({ operationId: 'a' }),
    describing({ operationId: 'b', tags: ['t'] }),
    ['info api-operation-id-changed', 'info api-tag-added'],
  ],
  [
    'another server',
    describing({}, { servers: [{ url: 'https://a.example/' }] }),
    describing({}, { servers: [{ url: 'https://{host}.example', variables: { host: { default: 'b' } } }] }),
    ['info api-server-added', 'warning api-server-removed'],
  ],
  [
    'a server that only looks other',
    describing({}, { servers: [{ url: 'https://a.example/' }] }),
    describing({}, { servers: [{ url: 'https://{host}.example', variables: { host: { default: 'a' } } }] }),
    [],
  ],
  [
    'a webhook gone',
    describing({}, { webhooks: { done: { post: {} } } }),
    describing({}),
    ['breaking webhook-removed'],
    ['info webhook-added'],
  ],
  [
    'a webhook with a wider body, which clients receive',
    describing(
      {},
      {
        webhooks: {
          done: { post: { requestBody: { content: { 'application/json': { schema: { type: 'integer' } } } } } },
        },
      },
    ),
    describing(
      {},
      {
        webhooks: {
          done: { post: { requestBody: { content: { 'application/json': { schema: { type: 'number' } } } } } },
        },
      },
    ),
    ['breaking response-body-type-generalized'],
  ],
];

describe('what surrounds schemas', () => {
  test.each(CHANGES)('%s', (_, base, revision, there, back) => {
    expect(idsOf(diffOf(base, revision))).toEqual(there);
    if (back) expect(idsOf(diffOf(revision, base))).toEqual(back);
  });
});

describe('a deprecated operation', () => {
  const gone = { ...describing({}), paths: {} };
  const deprecated = (sunset?: string) => describing({ deprecated: true, ...(sunset && { 'x-sunset': sunset }) });

  test('may go after its sunset, not before', () => {
    const removal = (today?: string) => idsOf(diffOf(deprecated('2026-06-30'), gone, today ? { today } : {}));
    expect(removal('2026-06-29')).toEqual(['breaking api-path-removed-before-sunset']);
    expect(removal('2026-06-30')).toEqual(['info api-path-removed-with-deprecation']);
    expect(removal()).toEqual(['warning api-path-removed-with-sunset']);
    expect(idsOf(diffOf(deprecated(), gone))).toEqual(['info api-path-removed-with-deprecation']);
  });

  test('keeps the sunset that was promised', () => {
    expect(idsOf(diffOf(deprecated('2026-06-30'), deprecated('2026-07-01')))).toEqual([]);
    expect(idsOf(diffOf(deprecated('2026-06-30'), deprecated('2026-06-29')))).toEqual([
      'breaking api-sunset-date-changed-too-small',
    ]);
    expect(idsOf(diffOf(deprecated('2026-06-30'), deprecated()))).toEqual(['breaking sunset-deleted']);
    expect(idsOf(diffOf(deprecated(), deprecated('soon')))).toEqual(['breaking api-deprecated-sunset-parse']);
    expect(idsOf(diffOf(describing({}), deprecated('2026-06-30')))).toEqual(['info endpoint-deprecated-with-sunset']);
    expect(idsOf(diffOf(deprecated(), describing({})))).toEqual(['info endpoint-reactivated']);
  });
});

describe('security', () => {
  const asks = (...security: Record<string, string[]>[]) => describing({ security });

  test('breaks clients whose credentials are not enough any more, and no others', () => {
    const breaks = (base: Json, revision: Json) => breaksOf(diffOf(base, revision));
    expect(breaks(asks(), asks({ key: [] }))).toEqual(['breaking api-security-became-required']);
    expect(breaks(asks({ key: [] }), asks())).toEqual([]);
    expect(breaks(asks({ key: [] }), asks({}, { other: [] }))).toEqual([]);
    expect(breaks(asks({ key: [] }), asks({ key: [] }, { other: [] }))).toEqual([]);
    expect(breaks(asks({ key: [] }, { other: [] }), asks({ key: [] }))).toEqual(['breaking api-security-tightened']);
    expect(breaks(asks({ key: [] }), asks({ key: [], other: [] }))).toEqual(['breaking api-security-tightened']);
    expect(breaks(asks({ key: [], other: [] }), asks({ key: [] }))).toEqual([]);
    expect(breaks(asks({ oauth: ['a'] }), asks({ oauth: ['a', 'b'] }))).toEqual(['breaking api-security-tightened']);
    expect(breaks(asks({ oauth: ['a', 'b'] }), asks({ oauth: ['b'] }))).toEqual([]);
  });

  test('of the whole document is told of once, and an operation may say otherwise', () => {
    const open = describing({}, { security: [{ key: [] }] });
    expect(idsOf(diffOf(describing({}), open))).toEqual([
      'breaking api-security-became-required',
      'info api-global-security-added',
    ]);
    expect(
      diffOf(asks({ key: [] }), { ...open, paths: asks({ key: [] })['paths'] }).changes.map(
        ({ operation }) => operation,
      ),
    ).toEqual([null, null]);
  });

  test('a scheme whose credentials go elsewhere breaks', () => {
    const keyed = (scheme: Json) => describing({}, { components: { securitySchemes: { key: scheme } } });
    const [header, query] = [
      { type: 'apiKey', in: 'header', name: 'X-Key' },
      { type: 'apiKey', in: 'query', name: 'key' },
    ];
    expect(breaksOf(diffOf(keyed(header), keyed(query)))).toEqual(['breaking api-security-component-place-changed']);
    expect(breaksOf(diffOf(keyed(header), keyed({ ...header, name: 'x-key' })))).toEqual([]);
    expect(breaksOf(diffOf(keyed(header), keyed({ type: 'http', scheme: 'bearer' })))).toEqual([
      'breaking api-security-component-type-changed',
    ]);
  });
});
