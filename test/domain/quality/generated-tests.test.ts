import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generatedTestsForm, GeneratedTestsPayload } from '../../../src/domain/quality/generated-tests';
import { SourcePath } from '../../../src/domain/quality/source-path';

interface Written {
  name: string;
  status?: string;
  assertions?: number;
}

const payload = (tests: Written[], content = 'x', language = 'typescript') =>
  GeneratedTestsPayload.parse({
    language,
    files: [{ path: 'src/cart.test.ts', content }],
    tests: tests.map(({ status = 'test', ...more }) => ({ file: 'src/cart.test.ts', status, ...more })),
  });

test.each([
  '../cart.test.ts',
  'src/../../cart.test.ts',
  '/etc/passwd',
  'C:/cart.test.ts',
  'C:cart.test.ts',
  'src\\cart.test.ts',
  '\\\\server\\share',
  'src//cart.test.ts',
  './cart.test.ts',
  'src/',
  '',
  'src/cart.test.ts.',
  'src/ cart.test.ts',
  'src/con.ts',
  'src/cart\u0000.ts',
  'src/cart\n.ts',
  'src/\ud800.ts',
  `${'a'.repeat(201)}.ts`,
])('the path %j is refused', (path) => {
  expect(SourcePath.safeParse(path).success).toBe(false);
});

test.each([
  'cart.test.ts',
  'src/__tests__/cart.test.js',
  'Tests/Kasse-Tests/ÄpfelTests.cs',
  '.config/a.ts',
  'a b/c+d.ts',
])('the path %j is taken', (path) => {
  expect(SourcePath.safeParse(path).success).toBe(true);
});

test('no path that is taken leads out of its folder', () => {
  const segment = fc.constantFrom('..', '.', '', 'a', '...', 'b.ts', 'C:', '\\', ' ', '..\\', '%2e%2e', 'nul');
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 6 }), (segments) => {
      const path = segments.join('/');
      if (!SourcePath.safeParse(path).success) return;
      const resolved = new URL(`file:///root/folder/${path.replaceAll('%', '%25')}`).pathname;
      expect(resolved.startsWith('/root/folder/')).toBe(true);
    }),
  );
});

test('two files that one file system would take for one are refused, and a file in the place of a folder', () => {
  const of = (...paths: string[]) =>
    GeneratedTestsPayload.safeParse({
      language: 'go',
      tests: [],
      files: paths.map((path) => ({ path, content: '' })),
    }).success;
  expect(of('a/Cart.ts', 'a/cart.ts')).toBe(false);
  expect(of('a/é.ts', 'a/e\u0301.ts')).toBe(false);
  expect(of('a', 'a/b.ts')).toBe(false);
  expect(of('a/b.ts', 'A')).toBe(false);
  expect(of('a/b.ts', 'b/b.ts')).toBe(true);
});

test('pending tests are counted apart, and a test that asserts nothing is never counted as one', () => {
  const tests = payload([
    { name: 'adds', assertions: 2 },
    { name: 'removes', status: 'pending', assertions: 0 },
  ]);
  expect(generatedTestsForm.measure(tests)).toEqual({ tests_generated: 1, pending_tests: 1 });
  expect(() => payload([{ name: 'adds', assertions: 0 }])).toThrow('asserts nothing');
});

test('tests added, removed and turned pending are told, and a rewritten file without its content', () => {
  const before = payload([{ name: 'a' }, { name: 'b' }], 'old');
  const after = payload([{ name: 'b', status: 'pending' }, { name: 'c' }], 'new');
  const compared = generatedTestsForm.compare(before, after);
  if ('incomparable' in compared) throw new Error(compared.incomparable);
  expect(
    compared.groups.filter(({ count }) => count > 0).map(({ title, items }) => [title, items[0]?.['name'] ?? items[0]]),
  ).toEqual([
    ['Added tests', 'c'],
    ['Removed tests', 'a'],
    ['Became pending', 'b'],
    ['Rewritten files', { path: 'src/cart.test.ts' }],
  ]);
  expect(generatedTestsForm.compare(before, payload([], 'x', 'go'))).toHaveProperty('incomparable');
});
