import { expect, test } from 'vitest';
import type { SubjectInput, TestCaseInput } from '../../src/testgen/case';
import { PAIRS } from '../../src/testgen/frameworks';
import { generateTests, type TestRequest } from '../../src/testgen/generate';
import { LANGUAGES } from '../../src/testgen/language';
import { TWELVE } from './hostile';
import { SUBJECTS } from './subjects';

const aCase = (rest: Partial<TestCaseInput> = {}): TestCaseInput => ({
  name: 'a case',
  act: { function: 'echo', args: ['x'] },
  assert: [{ kind: 'equals', value: 'x' }],
  ...rest,
});

function generated(request: Partial<TestRequest> & { language: string }) {
  const subject: SubjectInput = SUBJECTS[request.language as keyof typeof SUBJECTS] ?? SUBJECTS.typescript;
  const made = generateTests({ subject, cases: [aCase()], ...request });
  if ('fault' in made) throw new Error(JSON.stringify(made));
  return made;
}

function refused(request: Partial<TestRequest> & { language?: string }) {
  const made = generateTests({ language: 'typescript', subject: SUBJECTS.typescript, cases: [aCase()], ...request });
  if (!('fault' in made)) throw new Error('it was not refused');
  return (made.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
}

test('all 22 pairs are there, and node:test and Swift Testing beside them', () => {
  const names = PAIRS.map(({ language, framework }) => `${language}/${framework}`);
  expect(new Set(names).size).toBe(names.length);
  expect(names.toSorted()).toEqual(
    [
      'csharp/mstest',
      'csharp/nunit',
      'csharp/xunit',
      'go/testing',
      'java/junit',
      'java/testng',
      'javascript/jest',
      'javascript/mocha',
      'javascript/node:test',
      'javascript/vitest',
      'kotlin/junit',
      'kotlin/kotest',
      'php/pest',
      'php/phpunit',
      'python/pytest',
      'python/unittest',
      'ruby/minitest',
      'ruby/rspec',
      'rust/cargo',
      'swift/swift-testing',
      'swift/xctest',
      'typescript/jest',
      'typescript/mocha',
      'typescript/node:test',
      'typescript/vitest',
    ].toSorted(),
  );
});

test.each([...LANGUAGES])('%s has a default framework', (language) => {
  const { manifest } = generated({ language });
  expect(manifest.framework).toBe(PAIRS.find((pair) => pair.language === language)?.framework);
});

test('an unsupported pair is an error and never another language', () => {
  expect(refused({ language: 'powershell' })).toEqual(['/language unsupported_language']);
  expect(refused({ language: 'python', framework: 'jest', subject: SUBJECTS.python })).toEqual([
    '/framework unsupported_framework',
  ]);
  expect(refused({ language: '__proto__' })).toEqual(['/language unsupported_language']);
});

test.each([...PAIRS])(
  '$language/$framework: the same request gives the same bytes, with no control character raw',
  (pair) => {
    const once = generated({ ...pair, cases: TWELVE });
    expect(generated({ ...pair, cases: TWELVE })).toEqual(once);
    for (const { content } of once.files) {
      expect(content.replaceAll(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    }
  },
);

test.each([...PAIRS])(
  '$language/$framework: a case without assertion is pending and does not call the subject',
  (pair) => {
    const { files, manifest, notes } = generated({
      ...pair,
      cases: [{ name: 'later', act: { function: 'echo', args: ['uncalled'] } }],
    });
    expect(manifest.cases).toMatchObject([{ status: 'pending', reason: 'No assertion yet' }]);
    expect(files[0]?.content).not.toContain('uncalled');
    expect(notes).toContain('1 of 1 tests are pending');
  },
);

test.each([...PAIRS])('$language/$framework: class and file have one name where the language wants it', (pair) => {
  const { manifest, files } = generated({ ...pair, subject: { ...SUBJECTS[pair.language], name: 'payment' } });
  const file = manifest.test_file.split('/').at(-1) ?? '';
  const holder = /class (\w+)/.exec(files[0]?.content ?? '')?.[1];
  if (['java', 'kotlin', 'csharp', 'php'].includes(pair.language) && holder !== undefined) {
    expect(file.split('.')[0]).toBe(holder);
    expect(file).toMatch(/^Payment/);
  } else expect(file.toLowerCase()).toContain('payment');
});

test.each([
  ['python', 'unittest', 'tests/test_hostile_echo.py'],
  ['python', 'pytest', 'tests/test_hostile_echo.py'],
  ['php', 'pest', 'tests/HostileEchoTest.php'],
  ['go', 'testing', 'hostile_echo_test.go'],
  ['rust', 'cargo', 'tests/hostile_echo_test.rs'],
  ['java', 'junit', 'src/test/java/com/example/echo/HostileEchoTest.java'],
  ['javascript', 'mocha', 'test/hostile-echo.spec.js'],
  ['ruby', 'rspec', 'spec/hostile_echo_spec.rb'],
  ['swift', 'xctest', 'Tests/EchoTests/HostileEchoTests.swift'],
])('%s/%s: the file is where its default rules look: %s', (language, framework, path) => {
  expect(generated({ language, framework }).manifest.test_file).toBe(path);
});

test('a name can lead nowhere else: separators, dots and other scripts are folded', () => {
  const pathOf = (name: string) =>
    generated({ language: 'python', subject: { ...SUBJECTS.python, name } }).manifest.test_file;
  expect(pathOf('../../etc/passwd')).toBe('tests/test_etc_passwd.py');
  expect(pathOf('C:\\x\u0000y')).toBe('tests/test_c_x_y.py');
  expect(pathOf('支付')).toBe('tests/test_u652f_u4ed8.py');
  expect(pathOf('\u{1F600}')).toBe('tests/test_unnamed.py');
  expect(pathOf('Crème 2')).toBe('tests/test_creme_2.py');
  expect(pathOf('x'.repeat(200)).length).toBeLessThan(100);
  for (const directory of ['..', '/etc', 'a/../b', './a', 'a//b', 'a\\b', 'a/']) {
    expect(refused({ subject: { ...SUBJECTS.typescript, directory } })).toEqual(['/subject/directory invalid_format']);
  }
});

test('a Go file is not named after a platform, on which alone it would be built', () => {
  const { manifest } = generated({ language: 'go', subject: { ...SUBJECTS.go, name: 'parser windows' } });
  expect(manifest.test_file).toBe('parser_windows_case_test.go');
});

test.each([...PAIRS])(
  '$language/$framework: titles that fold to one name, or to a keyword, stay apart and legal',
  (pair) => {
    const cases = ['class', 'Class', 'class!', '2', 'assert equals', '\u{1F600}', ''.padEnd(200, 'long ')].map((name) =>
      aCase({ name: name.trim() }),
    );
    const { manifest } = generated({ ...pair, cases });
    const tests = manifest.cases.map((each) => each.test);
    expect(new Set(tests).size).toBe(cases.length);
  },
);

test('a value that a language can not say is refused where it stands', () => {
  const wide = aCase({ act: { function: 'echo', args: [{ $int: '99999999999999999999' }] } });
  for (const language of ['java', 'go', 'rust', 'php', 'csharp', 'kotlin', 'swift'] as const) {
    expect(refused({ language, subject: SUBJECTS[language], cases: [wide] })).toEqual([
      '/cases/0/act/args/0 not_expressible',
    ]);
  }
  expect(generated({ language: 'python', cases: [wide] }).files[0]?.content).toContain('echo(99999999999999999999)');
  expect(generated({ language: 'typescript', cases: [wide] }).files[0]?.content).toContain(
    'echo(99999999999999999999n)',
  );

  const mixed = aCase({
    arrange: [{ name: 'list', value: [1, 'a', null] }],
    act: { function: 'echo', args: [{ $name: 'list' }] },
  });
  for (const language of ['rust', 'swift'] as const) {
    expect(refused({ language, subject: SUBJECTS[language], cases: [mixed] })).toEqual([
      '/cases/0/arrange/0/value not_expressible',
    ]);
  }
  const inside = aCase({ assert: [{ kind: 'is_json' }, { kind: 'truthy', at: ['a'] }] });
  expect(refused({ language: 'java', subject: SUBJECTS.java, cases: [inside] })).toEqual([
    '/cases/0/assert/0 not_expressible',
    '/cases/0/assert/1 not_expressible',
  ]);
});

test('a case that can not be meant is refused', () => {
  const assert = (...checks: unknown[]) =>
    refused({ cases: [aCase({ assert: checks as NonNullable<TestCaseInput['assert']> })] });
  expect(assert({ kind: 'contains', value: '' })).toEqual(['/cases/0/assert/0/value wrong_type']);
  expect(assert({ kind: 'less_than', value: 'a' })).toEqual(['/cases/0/assert/0/value wrong_type']);
  expect(assert({ kind: 'equals', value: { $name: 'absent' } })).toEqual(['/cases/0/assert/0/value unknown_name']);
  expect(assert({ kind: 'equals', value: [{ $name: 'x' }] })).toEqual(['/cases/0/assert/0/value/0/$name name_inside']);
  expect(assert({ kind: 'equals', value: { $ref: 1 } })).toEqual(['/cases/0/assert/0/value/$ref reserved_key']);
  expect(assert({ kind: 'equals', value: 2 ** 60 })).toEqual(['/cases/0/assert/0/value inexact']);
  expect(assert({ kind: 'equals', value: '\ud800' })).toEqual(['/cases/0/assert/0/value lone_surrogate']);
  expect(assert({ kind: 'equals' })).toEqual(['/cases/0/assert/0/value required']);
  expect(assert({ kind: 'matches', pattern: '(?<=a)b' })).toEqual(['/cases/0/assert/0/pattern invalid_regex']);
  expect(assert({ kind: 'matches', pattern: '(?i)a' })).toEqual(['/cases/0/assert/0/pattern not_portable']);
  expect(assert({ kind: 'raises' }, { kind: 'null' })).toEqual(['/cases/0/assert contradiction']);
  expect(refused({ cases: [aCase({ arrange: [{ name: 'spare', value: 1 }] })] })).toEqual([
    '/cases/0/arrange/0/name unused',
  ]);
  expect(refused({ cases: [] })).toEqual(['/cases too_small']);
  expect(refused({ subject: { ...SUBJECTS.typescript, module: "x'; evil()" } })).toEqual([
    '/subject/module invalid_format',
  ]);
});

test('names of the code under test are checked, for they stand in the source as they are', () => {
  const withName = (language: 'go' | 'ruby' | 'python', actual: string) =>
    refused({ language, subject: { ...SUBJECTS[language], names: { echo: actual } } });
  expect(withName('python', 'echo(); evil')).toEqual(['/cases/0/act/function invalid_name']);
  expect(withName('python', 'class')).toEqual(['/cases/0/act/function invalid_name']);
  expect(withName('go', 'unexported')).toEqual(['/cases/0/act/function invalid_name']);
  expect(refused({ language: 'java', subject: { name: 'x', module: 'a.b' } })).toEqual(['/subject/class required']);
  expect(refused({ language: 'java', subject: { name: 'x', module: 'a.b', class: 'XTest' } })).toEqual([
    '/subject/name duplicate',
  ]);
});
