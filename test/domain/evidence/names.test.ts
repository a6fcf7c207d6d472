import { expect, test } from 'vitest';
import { boundedName } from '../../../src/domain/evidence/names';

test('a name of up to 1,000 characters stays as it is', () => {
  for (const length of [0, 999, 1000]) expect(boundedName('x'.repeat(length))).toBe('x'.repeat(length));
});

test('a longer name is cut to 1,000 characters and ends in a digest of the whole', () => {
  const name = boundedName('x'.repeat(1001));
  expect(name).toMatch(/^x{983}#[0-9a-f]{16}$/);
  expect(boundedName(`${'x'.repeat(5000)}a`)).not.toBe(boundedName(`${'x'.repeat(5000)}b`));
  expect(boundedName('x'.repeat(1001))).toBe(name);
});

test('a character is never cut in two', () => {
  const name = boundedName(`${'x'.repeat(982)}${'\u{1f34f}'.repeat(50)}`);
  expect(name.isWellFormed()).toBe(true);
  expect(name).toMatch(/^x{982}#[0-9a-f]{16}$/);
});
