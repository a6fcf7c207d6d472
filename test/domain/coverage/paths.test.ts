import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalisePath } from '../../../src/domain/coverage/paths';

const roots = ['/home/ci/repo/', 'C:\\work\\repo', '/home/ci'];

test.each([
  ['src/a.ts', 'src/a.ts'],
  ['./src//lib/../a.ts', 'src/a.ts'],
  ['src\\a.cs', 'src/a.cs'],
  ['/home/ci/repo/src/a.ts', 'src/a.ts'],
  ['/home/ci/other/a.ts', 'other/a.ts'],
  ['c:\\work\\repo\\src\\a.cs', 'src/a.cs'],
  ['C:/work/repo/a.cs', 'a.cs'],
])('%s is %s in the repository', (written, path) => {
  expect(normalisePath(written, { roots })).toEqual({ path, matched: true });
});

test.each([
  ['/usr/include/c++/12/vector', '/usr/include/c++/12/vector'],
  ['/home/ci/../root/a', '/home/root/a'],
  ['/home/cinema/a.ts', '/home/cinema/a.ts'],
  ['D:\\work\\repo\\a.cs', 'D:/work/repo/a.cs'],
  ['../other/a.ts', '../other/a.ts'],
  ['/../../etc/passwd', '/etc/passwd'],
  ['', ''],
])('%s lies outside of it, and is told', (written, path) => {
  expect(normalisePath(written, { roots })).toEqual({ path, matched: false });
});

test('a path is relative to the one source folder that is listed; of several none is guessed', () => {
  expect(normalisePath('a.py', { roots, sources: ['/home/ci/repo/pkg'] })).toEqual({ path: 'pkg/a.py', matched: true });
  expect(normalisePath('a.py', { roots, sources: ['/elsewhere'] })).toEqual({ path: 'a.py', matched: true });
  expect(normalisePath('a.py', { roots, sources: ['/home/ci/repo/pkg', '/home/ci/repo/lib'] })).toEqual({
    path: 'a.py',
    matched: true,
  });
});

test('a path that is normal stays as it is', () => {
  const segment = fc.constantFrom('a', 'b.c', '..', '.', '', 'C:', 'ä ö');
  fc.assert(
    fc.property(fc.array(segment), fc.constantFrom('/', '\\'), (segments, separator) => {
      const { path } = normalisePath(segments.join(separator));
      expect(normalisePath(path).path).toBe(path);
    }),
  );
});
