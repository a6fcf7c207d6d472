import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TestCaseInput } from '../../src/testgen/case';
import type { LanguageName } from '../../src/testgen/language';
import { TOOLCHAINS } from './toolchains';
import { inWorkshop } from './workshop';

/** Every kind of value and assertion that a language without types can say; `echo` gives back what it is given. */
const DYNAMIC: readonly TestCaseInput[] = [
  ...[
    null,
    true,
    -7,
    0.1,
    { $float: '-0' },
    { $float: '3' },
    { $float: '1e21' },
    { $float: '5e-324' },
    { $int: '9007199254740993' },
    { $int: '-9223372036854775808' },
    [],
    {},
    [null, 'a', 1, 2.5, [true, []]],
    { a: 1, 'b c': [null], "it's": { '"': '\\' }, 1: 'one' },
    { $map: { $int: 1, __proto__x: 2 } },
    JSON.parse('{"__proto__": {"a": 1}, "constructor": null}'),
  ].map((value, i): TestCaseInput => ({
    name: `value ${i}`,
    arrange: [{ name: 'given', value }],
    act: { function: 'echo', args: [{ $name: 'given' }] },
    assert: [
      { kind: 'equals', value },
      { kind: 'equals', value: { $name: 'given' } },
      { kind: 'equals', value: 'something else', not: true },
    ],
  })),
  {
    name: 'null and its opposite',
    act: { function: 'echo', args: [null] },
    assert: [{ kind: 'null' }, { kind: 'truthy', not: true }, { kind: 'falsy' }],
  },
  {
    name: 'a value that is there',
    act: { function: 'echo', args: ['x'] },
    assert: [{ kind: 'null', not: true }],
  },
  {
    name: 'a pattern in all its forms',
    act: { function: 'echo', args: ['one/two\nTHREE $4 #5'] },
    assert: [
      { kind: 'matches', pattern: '^one/two$', flags: 'm' },
      { kind: 'matches', pattern: '^three', flags: 'im' },
      { kind: 'matches', pattern: 'two.THREE', flags: 's' },
      { kind: 'matches', pattern: 'two.THREE', not: true },
      { kind: 'matches', pattern: 'two$', not: true },
      { kind: 'matches', pattern: '^THREE', not: true },
      { kind: 'matches', pattern: '[$#\'"]\\d' },
    ],
  },
  {
    name: 'inside of JSON',
    act: { function: 'echo', args: ['{"a": [{"b": "x"}], "n": 3, "z": null}'] },
    assert: [
      { kind: 'is_json' },
      { kind: 'equals', value: 'x', at: ['a', 0, 'b'] },
      { kind: 'equals', value: { a: [{ b: 'x' }], n: 3, z: null }, at: [] },
      { kind: 'contains', value: 'y', at: ['a', 0, 'b'], not: true },
      { kind: 'null', at: ['z'] },
      { kind: 'at_least', value: 3, at: ['n'] },
      { kind: 'length', of: 'list', equals: 1, at: ['a'] },
    ],
  },
  { name: 'no JSON', act: { function: 'echo', args: ['{'] }, assert: [{ kind: 'is_json', not: true }] },
  {
    name: 'items and keys',
    table: { columns: ['list'], rows: [[[[1], { a: 1 }, null]], [[null, [1], { a: 1 }]]] },
    act: { function: 'echo', args: [{ $name: 'list' }] },
    assert: [
      { kind: 'has_item', value: [1] },
      { kind: 'has_item', value: { a: 1 } },
      { kind: 'has_item', value: [2], not: true },
      { kind: 'length', of: 'list', equals: 3 },
    ],
  },
];

const dynamic = TOOLCHAINS.filter(
  ({ language, run }) => run && ['typescript', 'javascript', 'python', 'ruby', 'php'].includes(language),
);

/** PHP and Ruby functions are untyped already; TypeScript's `echo` takes a text, so its file is only run. */
for (const { language, framework, lacks, run } of dynamic) {
  test.skipIf(lacks() !== null)(
    `${language}/${framework}: each kind of value and assertion holds where it should`,
    { timeout: 300_000 },
    () => {
      const ran = inWorkshop({ language, framework, cases: DYNAMIC }, (workshop) => run?.(workshop));
      expect(ran, ran?.output).toMatchObject({ code: 0 });
    },
  );

  test.skipIf(lacks() !== null)(
    `${language}/${framework}: a place that is not in the answer fails, even where the check is turned round`,
    { timeout: 300_000 },
    () => {
      const cases: TestCaseInput[] = [
        {
          name: 'absent',
          act: { function: 'echo', args: ['{"a": 1}'] },
          assert: [{ kind: 'equals', value: 2, not: true, at: ['b'] }],
        },
      ];
      const ran = inWorkshop({ language, framework, cases }, (workshop) => run?.(workshop));
      expect(ran?.code, ran?.output).not.toBe(0);
    },
  );
}

/** What a language with types can say; `same` gives back what it is given, of whatever type. */
const STATIC: readonly TestCaseInput[] = [
  true,
  -7,
  { $int: '-2147483648' },
  { $int: '9223372036854775807' },
  { $int: '-9223372036854775808' },
  2.5,
  { $float: '3' },
  { $float: '1e21' },
  { $float: '5e-324' },
  'text',
  [1, 2.5],
  [1, 5_000_000_000],
  ['a', null],
  [null, 3],
  [[1], [], [2, 3]],
  [1, 'a', true],
  { a: 1, 'b "$c': 2 },
  { a: null, b: 'x' },
  { a: { b: [1.5] } },
  { a: 1, b: ['x'] },
].map((value, i): TestCaseInput => ({
  name: `value ${i}`,
  arrange: [{ name: 'given', value }],
  act: { function: 'same', args: [{ $name: 'given' }] },
  assert: [
    { kind: 'equals', value },
    { kind: 'equals', value: { $name: 'given' } },
  ],
}));

/** A future, or a coroutine, that fails. */
const FAILS_LATER: TestCaseInput = {
  name: 'fails later',
  act: { function: 'refuse', args: ['not "now"'], await: true },
  assert: [{ kind: 'raises', type: 'EchoError', message: '"now"' }],
};
const AWAITS = ['typescript', 'javascript', 'python', 'java', 'kotlin', 'csharp'];

for (const { language, framework, lacks, compile, run } of TOOLCHAINS) {
  const isTyped = ['java', 'go', 'csharp', 'kotlin'].includes(language) && framework !== 'kotest';
  test.skipIf(lacks() !== null || !isTyped)(
    `${language}/${framework}: values of every type are written so that they compile, and equal themselves`,
    { timeout: 300_000 },
    () => {
      const done = inWorkshop({ language, framework, cases: STATIC }, (workshop) => (run ?? compile)?.(workshop));
      expect(done, done?.output).toMatchObject({ code: 0 });
    },
  );

  test.skipIf(lacks() !== null || !AWAITS.includes(language))(
    `${language}/${framework}: a failure that comes later is caught with its type and message`,
    { timeout: 300_000 },
    () => {
      const done = inWorkshop({ language, framework, cases: [FAILS_LATER] }, (workshop) =>
        (run ?? compile)?.(workshop),
      );
      expect(done, done?.output).toMatchObject({ code: 0 });
    },
  );
}

/** One framework a language that runs here: what it reads is compared with code points, not with the text itself. */
const ONE_EACH: readonly [LanguageName, string][] = [
  ['javascript', 'node:test'],
  ['python', 'unittest'],
  ['java', 'junit'],
  ['go', 'testing'],
  ['kotlin', 'junit'],
  ['rust', 'cargo'],
  ['ruby', 'minitest'],
  ['php', 'phpunit'],
];

for (const [language, framework] of ONE_EACH) {
  const toolchain = TOOLCHAINS.find(
    (candidate) => candidate.language === language && candidate.framework === framework,
  );
  test.skipIf(!toolchain?.run || toolchain.lacks() !== null)(
    `${language}: any text survives as the literal it is written as`,
    { timeout: 300_000 },
    () => {
      // A process for each text would take too long: one file holds two hundred of them.
      const character = fc.oneof(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        fc.constantFrom(
          '\\',
          '"',
          "'",
          '`',
          '$',
          '{',
          '}',
          '#',
          '@',
          '\n',
          '\r',
          '\t',
          '\0',
          '7',
          'u',
          'x',
          'n',
          '(',
          '%',
          '\u2028',
          '*/',
          '?>',
          '"""',
        ),
      );
      const texts = fc
        .sample(fc.array(character, { minLength: 1, maxLength: 30 }), { numRuns: 200, seed: 7 })
        .map((parts) => parts.join(''));
      const cases = texts.map((text, i): TestCaseInput => ({
        name: `${i} ${text}`.slice(0, 200).toWellFormed(),
        description: text,
        act: { function: 'codes', args: [text] },
        assert: [{ kind: 'equals', value: Array.from(text, (each) => each.codePointAt(0) ?? 0) }],
      }));
      const ran = inWorkshop({ language, framework, cases }, (workshop) => toolchain?.run?.(workshop));
      expect(ran, ran?.output.slice(0, 4000)).toMatchObject({ code: 0 });
    },
  );
}
