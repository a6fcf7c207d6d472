import { expect, test } from 'vitest';
import { otherForm } from '../../../src/domain/quality/other';

test('any object is kept as it is, whatever its keys', () => {
  const payload: unknown = JSON.parse('{"b": 1, "a": [null, {"__proto__": 2}], "__proto__": {"x": 1}}');
  expect(JSON.stringify(otherForm.payload.parse(payload))).toBe(JSON.stringify(payload));
});

test.each([[null], [[]], ['text'], [7]])('%j is no object, and refused', (payload) => {
  expect(otherForm.payload.safeParse(payload).success).toBe(false);
});

test('fields are compared by what they hold, not by the order of its keys', () => {
  const [before, after] = [
    { same: { a: 1, b: 2 }, changed: 1, gone: 1 },
    { same: { b: 2, a: 1 }, changed: 2, new: 1 },
  ];
  expect(otherForm.compare(before, after)).toMatchObject({
    groups: [
      { effect: 'neutral', items: [{ field: 'changed' }] },
      { effect: 'neutral', items: [{ field: 'new' }] },
      { effect: 'neutral', items: [{ field: 'gone' }] },
    ],
  });
});
