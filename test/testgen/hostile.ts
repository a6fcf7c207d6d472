import type { TestCaseInput } from '../../src/testgen/case';

/** Characters that end, escape or interpolate something in at least one of the languages. */
export const HOSTILE =
  'quotes " \' ` and \\ and \\" and ${1 + 1} #{1 + 1} \\(1) {$x} $x @x %s %d {} {{}} */ /* // <!-- --> ?> <?php \\u0022 \\u000a \\U0001F600 \'\'\' """ "# \r\n\t\u0000\u0007\u001b\u0085\u2028\u2029\ufeff\u202e e\u0301 \u{1F600} \u{1F468}\u200d\u{1F469}\u200d\u{1F467} \ue000 end \\';

/** The twelve cases that every language and framework is shown: titles and values are hostile. */
export const TWELVE: readonly TestCaseInput[] = [
  {
    name: 'echoes "quotes", \'apostrophes\', `backticks`, ${}, #{}, \\( and */ as they are',
    description: 'first line\nsecond */ line \\u000a ?> @ts-ignore',
    act: { function: 'echo', args: [HOSTILE] },
    assert: [{ kind: 'equals', value: HOSTILE }],
  },
  {
    name: 'reverses an arranged text',
    arrange: [{ name: 'input', value: 'a"b\\c$d' }],
    act: { function: 'reverse', args: [{ $name: 'input' }] },
    assert: [
      { kind: 'equals', value: 'd$c\\b"a' },
      { kind: 'equals', value: 'a"b\\c$d', not: true },
      { kind: 'length', of: 'text', equals: 7 },
    ],
  },
  {
    name: 'says what a text is like: % $a \u{1F600}',
    act: { function: 'echo', args: ['order #{4711}: ${total} \u{1F600}'] },
    assert: [
      { kind: 'contains', value: '#{4711}' },
      { kind: 'contains', value: '$a', not: true },
      { kind: 'starts_with', value: 'order' },
      { kind: 'ends_with', value: '\u{1F600}' },
      { kind: 'starts_with', value: '\\', not: true },
      { kind: 'matches', pattern: '^ORDER #\\{\\d+\\}: .+/?$', flags: 'i' },
      { kind: 'matches', pattern: '^total', not: true },
      { kind: 'length', of: 'text', equals: 25 },
    ],
  },
  {
    name: 'fails with its message',
    act: { function: 'fail', args: ['it broke: "\\ ${x} #{x} \u{1F600} */'] },
    assert: [{ kind: 'raises', type: 'EchoError', message: 'broke: "\\ ${x} #{x} \u{1F600} */' }],
  },
  { name: 'fails somehow', act: { function: 'fail', args: ['?'] }, assert: [{ kind: 'raises' }] },
  {
    name: 'waits for a result',
    act: { function: 'later', args: ['soon'], await: true },
    assert: [{ kind: 'equals', value: 'soon' }],
  },
  {
    name: 'sums each row of a table */ %s',
    table: {
      columns: ['numbers', 'total'],
      rows: [
        [[1, 2, 3], 6],
        [[-5], -5],
        [[], 0],
      ],
    },
    act: { function: 'sum', args: [{ $name: 'numbers' }] },
    assert: [{ kind: 'equals', value: { $name: 'total' } }],
  },
  {
    name: 'counts beyond 32 bits',
    act: { function: 'sum', args: [[4_000_000_000, 5_000_000_000]] },
    assert: [
      { kind: 'equals', value: 9_000_000_000 },
      { kind: 'greater_than', value: 8_999_999_999 },
      { kind: 'at_most', value: 9_000_000_000 },
      { kind: 'less_than', value: 9_000_000_000, not: true },
    ],
  },
  {
    name: 'halves a number',
    act: { function: 'half', args: [{ $float: '5' }] },
    assert: [
      { kind: 'close_to', value: 2.5, within: 1e-9 },
      { kind: 'close_to', value: 3, within: 0.25, not: true },
    ],
  },
  {
    name: '2 lists the words, class',
    arrange: [{ name: 'class', value: 'one "two" \\three\\' }],
    act: { function: 'words', args: [{ $name: 'class' }] },
    assert: [
      { kind: 'equals', value: ['one', '"two"', '\\three\\'] },
      { kind: 'has_item', value: '"two"' },
      { kind: 'has_item', value: 'four', not: true },
      { kind: 'length', of: 'list', equals: 3 },
      { kind: 'length', of: 'list', equals: 4, not: true },
    ],
  },
  {
    name: 'tells whether there is nothing',
    act: { function: 'isBlank', args: [' '] },
    assert: [{ kind: 'truthy' }, { kind: 'falsy', not: true }],
  },
  { name: 'has no assertion yet: "\\ ${} #{} */ \u{1F600}', act: { function: 'echo', args: ['x'] } },
];

/** A case that must be reported as failed wherever it runs. */
export const WRONG: TestCaseInput = {
  name: 'is wrong',
  act: { function: 'echo', args: ['one'] },
  assert: [{ kind: 'equals', value: 'two' }],
};

/** Titles that become the names of members which a table makes for itself. */
export const CLASHING: readonly TestCaseInput[] = [
  ...['sums', 'sums!'].map((name): TestCaseInput => ({
    name,
    table: { columns: ['numbers', 'total'], rows: [[[1, 2], 3]] },
    act: { function: 'sum', args: [{ $name: 'numbers' }] },
    assert: [{ kind: 'equals', value: { $name: 'total' } }],
  })),
  ...['sums rows', 'sums row 0', 'rows of sums', 'hostile echo test', 'equals', 'to string', 'set up', 'fail'].map(
    (name): TestCaseInput => ({
      name,
      act: { function: 'echo', args: ['x'] },
      assert: [{ kind: 'equals', value: 'x' }],
    }),
  ),
];

/** Needs an instance of `Greeter`. */
export const GREETS: TestCaseInput = {
  name: 'greets',
  act: { function: 'greet', args: ['Ana'] },
  assert: [{ kind: 'equals', value: 'Dear "$you", Ana' }],
};
