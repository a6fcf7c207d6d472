import fc from 'fast-check';
import { expect, test } from 'vitest';
import { breaksOf, diffOf, giving, taking } from './documents';

type Schema = Record<string, unknown>;

/** Schemas of one type each, with bounds that can be moved either way. */
const schema: fc.Arbitrary<Schema> = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    fc.record({
      type: fc.constant('string'),
      minLength: fc.integer({ min: 2, max: 9 }),
      maxLength: fc.integer({ min: 10, max: 99 }),
    }),
    fc.record({
      type: fc.constant('integer'),
      minimum: fc.integer({ min: -9, max: 0 }),
      maximum: fc.integer({ min: 1, max: 9 }),
    }),
    fc.record({ type: fc.constant('string'), enum: fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 4 }) }),
    fc.record({ type: fc.constant('array'), minItems: fc.integer({ min: 1, max: 3 }), items: tie('schema') }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', '__proto__', 'd/e'), tie('schema')), {
        selector: ([name]) => name,
        minLength: 1,
        maxLength: 4,
      })
      .map((properties) => ({
        type: 'object',
        properties: Object.fromEntries(properties),
        required: properties.map(([name]) => name),
      })),
  ),
})).schema;

/** Widens every bound of a schema, all the way down. */
function widen(value: Schema): Schema {
  const { type, enum: values, items, properties } = value;
  if (Array.isArray(values)) return { type, enum: [...values, 'another value'] };
  if (typeof properties === 'object' && properties !== null) {
    const entries = Object.entries(properties).map(([name, child]) => [name, widen(child)]);
    return { type, properties: Object.fromEntries(entries), required: [] };
  }
  if (typeof items === 'object' && items !== null) return { type, items: widen({ ...items }) };
  if (type === 'integer') return { type: 'number', minimum: -100 };
  return { type: ['string', 'null'], maxLength: 1000 };
}

test('nothing differs from itself', () => {
  fc.assert(
    fc.property(schema, (one) => {
      expect(diffOf(taking(one), taking(structuredClone(one))).changes).toEqual([]);
      expect(diffOf(giving(one), giving(structuredClone(one))).changes).toEqual([]);
    }),
  );
});

test('a request that takes more never breaks, one that takes less always does', () => {
  fc.assert(
    fc.property(schema, (narrow) => {
      const wide = widen(narrow);
      expect(breaksOf(diffOf(taking(narrow), taking(wide)))).toEqual([]);
      expect(breaksOf(diffOf(taking(wide), taking(narrow)))).not.toEqual([]);
    }),
  );
});

test('a response that gives less never breaks, one that gives more always does', () => {
  fc.assert(
    fc.property(schema, (narrow) => {
      const wide = widen(narrow);
      expect(breaksOf(diffOf(giving(wide), giving(narrow)))).toEqual([]);
      expect(breaksOf(diffOf(giving(narrow), giving(wide)))).not.toEqual([]);
    }),
  );
});

test('the order of keys changes nothing, not even the fingerprints', () => {
  const reverse = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reverse);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, child]) => [key, reverse(child)]),
    );
  };
  fc.assert(
    fc.property(schema, schema, (one, other) => {
      const diff = diffOf(taking(one), taking(other));
      expect(diffOf(reverse(taking(one)), reverse(taking(other)))).toEqual(diff);
      const prints = diff.changes.map(({ fingerprint }) => fingerprint);
      expect(new Set(prints).size).toBe(prints.length);
    }),
  );
});

test('any JSON at all is compared or refused', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const diff = diffOf(taking(one), giving(other));
      expect(diff.changes.length).toBe(diff.counts.breaking + diff.counts.warning + diff.counts.info);
    }),
  );
});

/** Named schemas that refer to each other, in circles too. */
const NAMES = ['A', 'B', 'C', 'D', 'E'];
const reference = fc.constantFrom(...NAMES).map((name) => ({ $ref: `#/components/schemas/${name}` }));
const part = fc.oneof(reference, fc.constantFrom({ type: 'string' }, { type: 'boolean' }));
const linked = fc.oneof(
  fc.record({ properties: fc.record({ p: part, q: part }) }),
  fc.record({ oneOf: fc.tuple(part, part, fc.record({ items: part })) }),
  fc.record({ allOf: fc.tuple(part, fc.record({ properties: fc.record({ r: part }) })) }),
  fc.record({ items: part, not: part }),
);
const graph = fc
  .tuple(linked, linked, linked, linked, linked)
  .map((all) => Object.fromEntries(NAMES.map((name, i) => [name, all[i]])));

test('what is told of one operation does not depend on the operations beside it', () => {
  const document = (schemas: object, names: readonly string[]) => {
    const described = {
      openapi: '3.1.0',
      paths: Object.fromEntries(
        names.map((name) => {
          const content = { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } };
          return [`/${name}`, { post: { requestBody: { content }, responses: { 200: { content } } } }];
        }),
      ),
      components: { schemas },
    };
    // As it comes from a file: no value stands in two places.
    const parsed: unknown = JSON.parse(JSON.stringify(described));
    return parsed;
  };
  fc.assert(
    fc.property(graph, graph, fc.subarray(NAMES), (before, changed, kept) => {
      const after = { ...changed, ...Object.fromEntries(kept.map((name) => [name, before[name]])) };
      const together = diffOf(document(before, NAMES), document(after, NAMES)).changes;
      for (const name of NAMES) {
        const alone = diffOf(document(before, [name]), document(after, [name])).changes;
        expect(together.filter(({ path }) => path === `/${name}`)).toEqual(alone);
      }
    }),
    { numRuns: 60 },
  );
}, 20_000);
