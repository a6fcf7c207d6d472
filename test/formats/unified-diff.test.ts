import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseUnifiedDiff } from '../../src/formats/unified-diff';

const filesOf = (text: string) => {
  const read = parseUnifiedDiff(text);
  if ('fault' in read) throw new Error(JSON.stringify(read));
  return Object.fromEntries(read.files.map(({ path, added }) => [path, added]));
};
const hunk = '@@ -1 +1 @@\n-a\n+b\n';

test('new lines have their numbers in the new file, and what is only moved along has none', () => {
  const diff = `diff --git a/src/a.ts b/src/a.ts
index 1111111..2222222 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,4 +1,6 @@ function f() {
 one
-two
+2
+2.5
 three
+3.5
 four
@@ -20,2 +22 @@
-gone
 kept
diff --git a/b.ts b/b.ts
new file mode 100644
--- /dev/null
+++ b/b.ts
@@ -0,0 +1,2 @@
+x
+y
\\ No newline at end of file
diff --git a/c.ts b/c.ts
deleted file mode 100644
--- a/c.ts
+++ /dev/null
@@ -1 +0,0 @@
-z
`;
  const expected = {
    'src/a.ts': [
      [2, 3],
      [5, 5],
    ],
    'b.ts': [[1, 2]],
  };
  expect(filesOf(diff)).toEqual(expected);
  expect(filesOf(diff.replaceAll('\n', '\r\n'))).toEqual(expected);
});

test('a renamed file has its new name, with its new lines or without any', () => {
  const renamed = 'diff --git a/old.ts b/new.ts\nsimilarity index 90%\nrename from old.ts\nrename to new.ts\n';
  expect(filesOf(renamed)).toEqual({ 'new.ts': [] });
  expect(filesOf(`${renamed}--- a/old.ts\n+++ b/new.ts\n${hunk}`)).toEqual({ 'new.ts': [[1, 1]] });
});

test('prefixes are taken off where there are some, and folders named like one are kept', () => {
  expect(filesOf(`--- a/x.c\n+++ b/x.c\n${hunk}`)).toHaveProperty(['x.c']);
  expect(filesOf(`--- i/x.c\n+++ w/x.c\n${hunk}`)).toHaveProperty(['x.c']);
  expect(filesOf(`--- b/x.c\n+++ b/x.c\n${hunk}`)).toHaveProperty(['b/x.c']);
  expect(filesOf(`diff --git b/x.c b/x.c\n--- /dev/null\n+++ b/x.c\n@@ -0,0 +1 @@\n+a\n`)).toHaveProperty(['b/x.c']);
  expect(filesOf(`--- x.c\t2026-11-21 10:00:00 +0000\n+++ x.c\t2026-11-21 10:00:01 +0000\n${hunk}`)).toHaveProperty([
    'x.c',
  ]);
});

test('paths in quotes are those that git means', () => {
  const quoted = String.raw`"b/\303\244 \"\\\t.c"`;
  expect(filesOf(`--- "a/x"\n+++ ${quoted}\n${hunk}`)).toHaveProperty(['ä "\\\t.c']);
  for (const broken of [String.raw`"b/\q"`, String.raw`"b/\303"`, '"b/x', String.raw`"b/\000"`]) {
    expect(parseUnifiedDiff(`--- a/x\n+++ ${broken}\n${hunk}`)).toMatchObject({ fault: 'not_well_formed', offset: 8 });
  }
});

test('what looks like a header within a hunk is content, and a commit message is passed over', () => {
  const diff = `From 123\nSubject: x\n---\n a.c | 2 +-\n\n--- a/a.sql\n+++ b/a.sql\n@@ -1,2 +1,3 @@\n--- old\n+++ new\n+@@ -1 +1 @@\n\n-- \n2.50\n`;
  expect(filesOf(diff)).toEqual({ 'a.sql': [[1, 2]] });
});

test('a series of patches that comes back to a file gives its lines once', () => {
  const patch = (start: number) => `--- a/x\n+++ b/x\n@@ -1,0 +${start},2 @@\n+a\n+b\n`;
  expect(filesOf(patch(5) + patch(1) + patch(6))).toEqual({
    x: [
      [1, 2],
      [5, 7],
    ],
  });
});

test.each([
  ['--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n', 'truncated', 35],
  ['--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n-b\n+c\n', 'not_well_formed', 31],
  ['--- a/x\n+++ b/x\n@@ -1 +1 @@\n-ä\n?b\n', 'not_well_formed', 32],
  ['--- a/x\n+++ b/x\n@@ one @@\n', 'not_well_formed', 16],
  ['@@ -1 +1 @@\n-a\n+b\n', 'not_well_formed', 0],
  ['diff --cc x\n--- a/x\n+++ b/x\n@@@ -1,1 -1,1 +1,2 @@@\n', 'not_well_formed', 28],
  ['--- a/x\n+++ \n@@ -1 +1 @@\n', 'not_well_formed', 8],
])('%j is refused: %s', (text, fault, offset) => {
  expect(parseUnifiedDiff(text)).toMatchObject({ fault, offset });
});

test('a diff without files has none', () => {
  expect(filesOf('')).toEqual({});
  expect(filesOf('Binary files a/x.png and b/x.png differ\n')).toEqual({});
});

test('10 MiB are read, one byte more is not', () => {
  const head = '--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+';
  const limit = 10 * 1024 * 1024;
  // `ä` is two bytes.
  const atLimit = `${head}ä${'b'.repeat(limit - head.length - 3)}\n`;
  expect(filesOf(atLimit)).toEqual({ x: [[1, 1]] });
  expect(parseUnifiedDiff(`${atLimit}\n`)).toMatchObject({ fault: 'too_large' });
});

test('any text is read or refused, and never thrown over', () => {
  const line = fc.constantFrom(
    '--- a/x',
    '+++ b/x',
    '@@ -1 +1 @@',
    '-a',
    '+b',
    ' c',
    '',
    '\\ No',
    '@@@',
    'rename to "',
    'diff --git ',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
      const read = parseUnifiedDiff(lines.join('\n'));
      expect('fault' in read || Array.isArray(read.files)).toBe(true);
    }),
  );
});
