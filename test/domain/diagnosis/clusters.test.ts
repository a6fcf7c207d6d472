import { describe, expect, test } from 'vitest';
import { type ClusteredFailure, clusterFailures, signatureOf } from '../../../src/domain/diagnosis/clusters';
import type { FailureFacts } from '../../../src/domain/diagnosis/facts';
import { ownFrames } from '../../../src/domain/diagnosis/own-frames';
import { normaliseFailure } from '../../../src/domain/failure-signature';

const facts = (known: Partial<FailureFacts>): FailureFacts => ({
  name: 'a test',
  suite: 'a suite',
  file: null,
  status: 'failed',
  message: null,
  type: null,
  stack: null,
  stdout: null,
  stderr: null,
  ...known,
});

const failure = (i: number, known: Partial<FailureFacts>): ClusteredFailure<number> => ({
  test_id: `tst_${i}`,
  ref: i,
  facts: facts({ name: `test ${i}`, file: `test/file_${i % 40}.test.ts`, ...known }),
});

test('300 failures of one cause are one diagnosis with their number and examples', () => {
  const failures = Array.from({ length: 300 }, (_, i) =>
    failure(i, {
      type: 'Error',
      message: `\u001b[31mconnect ECONNREFUSED 10.0.0.${i}:5432\u001b[39m after ${i} ms (request 7f3c${i}a9e-0000)`,
      stack: `Error: connect\n    at pool.connect (/build/${i}/src/db/pool.ts:${i}:7)\n    at test ${i} (/build/test/file_${i}.test.ts:3:1)`,
    }),
  );
  const { clusters, others } = clusterFailures(failures, { most: 5 });
  expect(clusters).toHaveLength(1);
  expect(others).toBe(0);
  expect(clusters[0]).toMatchObject({
    count: 300,
    examples: [0, 1, 2, 3, 4].map((i) => ({ test_id: `tst_${i}`, ref: i })),
    diagnosis: { category: 'connection', source: 'heuristic' },
  });
});

test('the largest clusters are kept, and the failures of the rest counted', () => {
  const failures = Array.from({ length: 60 }, (_, i) => {
    const cause = 'abc'.charAt(i % 3 === 0 ? 0 : i % 5 === 0 ? 1 : 2);
    return failure(i, { message: `service ${cause.repeat(6)} gave nothing usable back` });
  });
  const { clusters, others } = clusterFailures(failures, { most: 2 });
  expect(clusters.map(({ count }) => count)).toEqual([32, 20]);
  expect(others).toBe(8);
});

test('a run in which everything fails for a reason of its own loses no failure from its count', () => {
  const word = (i: number) => [...String(i)].map((digit) => 'abcdefghij'.charAt(Number(digit))).join('');
  function* endless() {
    for (let i = 0; i < 20_000; i++) {
      yield failure(i, {
        message: i % 10 === 0 ? 'the shared database refuses everybody' : `${word(i)}x broke ${word(i)}y`,
      });
    }
  }
  const { clusters, others } = clusterFailures(endless(), { most: 10 });
  expect(clusters[0]?.count).toBe(2_000);
  expect(clusters.reduce((sum, { count }) => sum + count, others)).toBe(20_000);
});

test('what is kept of a failure is a few kilobytes, whatever it said', () => {
  const huge = 'word '.repeat(50_000);
  const { clusters } = clusterFailures(
    [failure(1, { message: huge, type: huge, stack: huge, stdout: huge, stderr: huge })],
    {
      most: 1,
    },
  );
  expect(JSON.stringify(clusters[0]?.facts).length).toBeLessThan(10_000);
});

describe('a signature', () => {
  const base = { type: 'AssertionError', message: 'expected 3 to equal 4', file: 'test/cart.test.ts' };

  test.each<[string, Partial<FailureFacts>, Partial<FailureFacts>]>([
    ['numbers', base, { ...base, message: 'expected 17 to equal 9' }],
    ['colours', base, { ...base, message: '\u001b[31mexpected 3 to equal 4\u001b[0m' }],
    ['the names of the tests', base, { ...base, name: 'another test' }],
    [
      'files, where the message tells what is wrong',
      { message: 'the coupon service refused every order' },
      { message: 'the coupon service refused every order', file: 'other.test.ts' },
    ],
    [
      'lines and directories of the same code',
      { ...base, stack: '    at total (/home/a/src/cart.ts:3:1)' },
      { ...base, stack: '    at total (/var/b/src/cart.ts:30:9)' },
    ],
  ])('is the same for failures that differ in %s', (_, one, other) => {
    expect(signatureOf(facts(one))).toBe(signatureOf(facts(other)));
    expect(signatureOf(facts(one))).toMatch(/^sig_[0-9a-f]{16}$/);
  });

  test.each<[string, Partial<FailureFacts>, Partial<FailureFacts>]>([
    ['types', base, { ...base, type: 'TypeError' }],
    ['messages', base, { ...base, message: 'expected the order to be shipped' }],
    ['files, where the message says only that values differ', base, { ...base, file: 'test/user.test.ts' }],
    [
      'the own code that they come from',
      { ...base, stack: '    at total (/src/cart.ts:3:1)' },
      { ...base, stack: '    at total (/src/user.ts:3:1)' },
    ],
  ])('tells failures apart that differ in %s', (_, one, other) => {
    expect(signatureOf(facts(one))).not.toBe(signatureOf(facts(other)));
  });
});

test.each([
  [
    'JavaScript',
    'Error: x\n    at Pool.get (/a/src/pool.ts:3:1)\n    at f (/a/node_modules/x/i.js:1:1)\n    at /a/test/x.test.ts:1:1',
    ['pool.ts Pool.get'],
  ],
  [
    'Python',
    'Traceback:\n  File "/a/tests/test_x.py", line 3, in test_x\n  File "/a/shop/cart.py", line 9, in total\n  File "/a/shop/db.py", line 2, in get\nKeyError',
    ['db.py get', 'cart.py total'],
  ],
  [
    'Java',
    'java.lang.X: y\n\tat org.junit.Assert.fail(Assert.java:86)\n\tat shop.Cart.total(Cart.java:12)\n\tat shop.CartTest.adds(CartTest.java:4)',
    ['Cart.java shop.Cart.total'],
  ],
  [
    'Go',
    'goroutine 1:\nshop.Total(...)\n\t/a/shop/cart.go:12 +0x1d\nshop.TestTotal\n\t/a/shop/cart_test.go:4',
    ['cart.go'],
  ],
  ['Ruby', "./lib/cart.rb:3:in `total'\n./spec/cart_spec.rb:9:in `block'", ['cart.rb']],
  [
    'C#',
    '   at Shop.Cart.Total() in /a/Cart.cs:line 12\n   at Shop.CartTests.Adds() in /a/CartTests.cs:line 3',
    ['Cart.cs Shop.Cart.Total'],
  ],
  ['PHP', '/a/src/Cart.php:12\n/a/tests/CartTest.php:4', ['Cart.php']],
  [
    'Rust',
    '   3: shop::total\n             at ./src/cart.rs:5:9\n   4: core\n             at /rustc/abc/library/core.rs:1:1',
    ['cart.rs'],
  ],
  ['nothing', 'it broke', []],
])('of a stack of %s the own frames nearest to the failure are found', (_, stack, expected) => {
  expect(ownFrames(stack)).toEqual(expected);
});

test.each(['a-', 'a.', '/a', 'a/', 'a@', 'aa://', '\u001b[', '0x', 'ab_'])(
  'a hostile text of 64 KiB of %j is normalised',
  (piece) => {
    const text = piece.repeat(65_536 / piece.length);
    expect(normaliseFailure(text).length).toBeLessThanOrEqual(4 * text.length);
    expect(ownFrames(text)).toEqual([]);
  },
);
