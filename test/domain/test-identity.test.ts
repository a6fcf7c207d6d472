import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentHash } from '../../src/domain/hash';
import { suitePrefix, TestIds, testIdOf } from '../../src/domain/test-identity';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const part = fc.option(text);
const name = fc.record({
  suite: fc.oneof(fc.constant('one'), text),
  file: part,
  class: part,
  name: text,
  parameters: part,
});

test('an id is made of the RFC 8785 form of the whole name, one by one or suite by suite', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1 }), (names) => {
      const ids = new TestIds();
      for (const each of names) {
        const whole = contentHash({ schema_version: 'test_identity@1', ...each });
        expect(ids.idOf(each)).toBe(`${suitePrefix(each.suite)}${whole.slice(0, 24)}`);
        expect(testIdOf(each)).toBe(ids.idOf(each));
      }
    }),
  );
});
