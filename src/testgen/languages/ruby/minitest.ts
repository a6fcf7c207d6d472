import { type Voice, writeBody } from '../../body';
import type { Check } from '../../case';
import type { Framework, Plan, PlannedCase } from '../../language';
import { commentText, fileOf, indent, parted } from '../../layout';
import { actualOf, conditionOf, writeOperand } from '../../source';
import { pascalCase, snakeCase } from '../../words';
import { quote, regex, ruby } from './ruby';
import { about, act, bind, called, construct, headLines, rowLines } from './test-file';

const OPERATORS = { less_than: ':<', at_most: ':<=', greater_than: ':>', at_least: ':>=' } as const;

const voiceOf = (testCase: PlannedCase): Voice => ({
  construct,
  bind,
  act: act(testCase),
  check: (check, result) => [assertionOf(check, result)],
  raise(call, { type = 'StandardError', message }, subject) {
    const assertion = `assert_raises(${type}) { ${called(call, subject)} }`;
    return message === undefined
      ? [assertion]
      : [`error = ${assertion}`, `assert_includes error.message, ${quote(message)}`];
  },
});

function assertionOf(check: Check, result: string): string {
  const actual = actualOf(check, result, ruby);
  const verb = check.not ? 'refute' : 'assert';
  switch (check.kind) {
    case 'equals':
      return `${verb}_equal(${writeOperand(check.value, ruby)}, ${actual})`;
    case 'close_to':
      return `${verb}_in_delta(${ruby.literals.float(check.value)}, ${actual}, ${ruby.literals.float(check.within)})`;
    case 'truthy':
      return `${verb}(${actual})`;
    case 'falsy':
      return `${check.not ? 'assert' : 'refute'}(${actual})`;
    case 'null':
      return `${verb}_nil(${actual})`;
    case 'contains':
    case 'has_item':
      return `${verb}_includes(${actual}, ${writeOperand(check.value, ruby)})`;
    case 'matches':
      return `${verb}_match(${regex(check.pattern, check.flags)}, ${actual})`;
    case 'less_than':
    case 'at_most':
    case 'greater_than':
    case 'at_least':
      return `${verb}_operator(${actual}, ${OPERATORS[check.kind]}, ${writeOperand(check.value, ruby)})`;
    case 'length':
      return `${verb}_equal(${check.equals}, ${actual}.length)`;
    case 'is_json':
      return check.not ? `assert_raises(JSON::ParserError) { JSON.parse(${actual}) }` : `JSON.parse(${actual})`;
    default:
      return `${verb}(${conditionOf({ ...check, not: false }, result, ruby)})`;
  }
}

function methodLines(testCase: PlannedCase, plan: Plan): string[] {
  const { name, title, pending, table } = testCase;
  const said = [`# Case: ${commentText(title)}`, ...about(testCase)];
  if (pending !== null) return [...said, `def ${name}`, `  skip ${quote(pending)}`, 'end'];
  const body = writeBody(testCase, plan.subject, voiceOf(testCase));
  if (!table) return [...said, `def ${name}`, ...indent(body, '  '), 'end'];
  return [
    ...said,
    ...rowLines(table),
    `  define_method("${name}__row_#{index}") do`,
    ...indent(body, '    '),
    '  end',
    'end',
  ];
}

export const minitest: Framework = {
  language: ruby,
  name: 'minitest',
  testName: (words) => `test_${snakeCase(words)}`,
  className: (words) => `${pascalCase(words)}Test`,
  folder: () => 'test',
  fileName: (words) => `${snakeCase(words)}_test.rb`,
  discovery: 'Minitest::TestTask takes test/**/{test_*,*_test}.rb, with lib and test on the load path',
  write: (plan) =>
    fileOf(
      parted(headLines(plan, ['minitest/autorun']), [
        `class ${plan.className} < Minitest::Test`,
        ...indent(parted(...plan.cases.map((testCase) => methodLines(testCase, plan))), '  '),
        'end',
      ]),
    ),
};
