import { expect, test } from 'vitest';
import { TrxDefinitions } from '../../../src/formats/trx/definitions';

const define = (className: string, method = 'Adds') => ({ codeBase: 'C:\\ci\\Shop.dll', className, method });
const idOf = (i: number) => `${i.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;

test('a definition is found by its id, in either case, and no other is', () => {
  const definitions = new TrxDefinitions();
  definitions.add(idOf(0xabc), define('Shop.CartTests, Shop, Version=1.0.0.0', 'Shop.CartTests.Adds'));
  definitions.add('an id of its own', define(''));
  const expected = { assembly: 'Shop.dll', class: 'Shop.CartTests', methodLength: 4 };
  expect(definitions.find(idOf(0xabc))).toEqual(expected);
  expect(definitions.find(idOf(0xabc).toUpperCase())).toEqual(expected);
  expect(definitions.find('an id of its own')).toEqual({ assembly: 'Shop.dll', class: null, methodLength: 4 });
  expect(definitions.find(idOf(0xabd))).toBeNull();
  expect(definitions.find('')).toBeNull();
});

test('100,000 classes are kept, and those beyond are left out', () => {
  const definitions = new TrxDefinitions();
  for (let i = 0; i < 100_000; i++) definitions.add(idOf(i), define(`C${i}`));
  expect(definitions.find(idOf(99_999))).toMatchObject({ class: 'C99999' });
  expect(definitions.add(idOf(100_000), define('C100000'))).toBe(false);
  expect(definitions.find(idOf(100_000))).toBeNull();
  expect(definitions.add(idOf(100_001), define('C7'))).toBe(true);
});

test('the names of classes take 8,388,608 characters at most', () => {
  const definitions = new TrxDefinitions();
  const long = (i: number) => `${i}`.padEnd(1000, 'x');
  const kept = Array.from({ length: 9000 }, (_, i) => definitions.add(idOf(i), define(long(i))));
  const characters = kept.filter(Boolean).length * (1000 + 'Shop.dll\n'.length);
  expect(kept.includes(false)).toBe(true);
  expect(characters).toBeLessThanOrEqual(8 * 1024 * 1024);
  expect(characters).toBeGreaterThan(8 * 1024 * 1024 - 2000);
});
