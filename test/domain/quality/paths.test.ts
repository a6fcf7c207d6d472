import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFault } from '../../../src/domain/fault';
import { filePaths, resultStem } from '../../../src/domain/quality/paths';
import { TASK_DIRECTORIES, TASK_TYPES } from '../../../src/domain/quality/task';

const at = { created_at: '2026-01-10T15:30:00.123Z', name: 'result', prefix: null };

test('files are named by the time in UTC, or by a prefix, and by a name that was given', () => {
  const stem = (more: object) => resultStem({ task_type: 'scan-security', ...at, ...more });
  expect(stem({})).toBe('security/2026-01-10T15-30-00');
  expect(stem({ name: 'shop' })).toBe('security/2026-01-10T15-30-00_shop');
  expect(stem({ prefix: 'nightly' })).toBe('security/nightly');
  expect(stem({ prefix: 'nightly', name: 'shop' })).toBe('security/nightly_shop');
  expect(stem({ prefix: '..', name: '/' })).toBe('security/2026-01-10T15-30-00');
});

test('an ending is added to the stem, a path lies below it', () => {
  expect(filePaths('tests/one', ['_manifest.json', '.lcov', 'src/[id] page.test.ts', 'a\\..\\b.ts'])).toEqual([
    'tests/one_manifest.json',
    'tests/one.lcov',
    'tests/one/src/[id] page.test.ts',
    'tests/one/a/b.ts',
  ]);
});

test('no text leads out of the folder of its result', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom('..', '.', '/', '\\', '_', 'a', '%2e', '\0', ' ')).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(fc.constantFrom(...TASK_TYPES), hostile, hostile, hostile, (task_type, prefix, name, ending) => {
      const stem = resultStem({ task_type, ...at, prefix, name });
      expect(stem.split('/')).toHaveLength(2);
      const paths = filePaths(stem, [ending]);
      // One that is too long is refused.
      if (isFault(paths)) return;
      const [path = ''] = paths;
      const [directory, ...segments] = path.split('/');
      expect(directory).toBe(TASK_DIRECTORIES[task_type]);
      expect(segments.length).toBeGreaterThan(0);
      for (const segment of segments) expect(segment).not.toMatch(/^\.{0,2}$|[\\\p{Cc}\p{Cs}<>]/u);
      expect(path.startsWith(stem)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('two files of one name, whatever the case, and one with too long a name are refused', () => {
  for (const endings of [['a.ts', 'A.ts'], ['_a.json', '_a.json'], ['a*b.ts', 'a-b.ts'], ['x'.repeat(900)]]) {
    expect(filePaths('tests/one', endings)).toMatchObject({ fault: 'validation_failed' });
  }
});
