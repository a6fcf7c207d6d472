import { type Voice, writeBody } from '../../body';
import type { Check } from '../../case';
import type { Framework, Plan, PlannedCase } from '../../language';
import { fileOf, indent, parted } from '../../layout';
import { actualOf, writeOperand } from '../../source';
import { pascalCase, snakeCase } from '../../words';
import { quote, regex, ruby } from './ruby';
import { about, act, bind, called, construct, headLines, rowLines } from './test-file';

const OPERATORS = { less_than: '<', at_most: '<=', greater_than: '>', at_least: '>=' } as const;

const voiceOf = (testCase: PlannedCase): Voice => ({
  construct,
  bind,
  act: act(testCase),
  check: (check, result) => [expectationOf(check, result)],
  raise(call, { type = 'StandardError', message }, subject) {
    const wanted = message === undefined ? '' : `, include(${quote(message)})`;
    return [`expect { ${called(call, subject)} }.to raise_error(${type}${wanted})`];
  },
});

function expectationOf(check: Check, result: string): string {
  const actual = actualOf(check, result, ruby);
  const to = check.not ? '.not_to' : '.to';
  const about = (matcher: string, of = actual) => `expect(${of})${to} ${matcher}`;
  switch (check.kind) {
    case 'equals':
      return about(`eq(${writeOperand(check.value, ruby)})`);
    case 'close_to':
      return about(`be_within(${ruby.literals.float(check.within)}).of(${ruby.literals.float(check.value)})`);
    case 'truthy':
      return about('be_truthy');
    case 'falsy':
      return about('be_falsey');
    case 'null':
      return about('be_nil');
    case 'contains':
      return about(`include(${writeOperand(check.value, ruby)})`);
    case 'has_item':
      // include() would look for the keys of a map that is an item.
      return about('be(true)', ruby.conditions.hasItem(actual, writeOperand(check.value, ruby)));
    case 'starts_with':
      return about(`start_with(${writeOperand(check.value, ruby)})`);
    case 'ends_with':
      return about(`end_with(${writeOperand(check.value, ruby)})`);
    case 'matches':
      return about(`match(${regex(check.pattern, check.flags)})`);
    case 'less_than':
    case 'at_most':
    case 'greater_than':
    case 'at_least':
      return `expect(${actual} ${OPERATORS[check.kind]} ${writeOperand(check.value, ruby)}).to be(${!check.not})`;
    case 'length':
      return about(`eq(${check.equals})`, `${actual}.length`);
    case 'is_json':
      return `expect { JSON.parse(${actual}) }${check.not ? '.to' : '.not_to'} raise_error${check.not ? '(JSON::ParserError)' : ''}`;
  }
}

function exampleLines(testCase: PlannedCase, plan: Plan): string[] {
  const { title, pending, table } = testCase;
  const said = about(testCase);
  if (pending !== null) return [...said, `it ${quote(title)} do`, `  skip ${quote(pending)}`, 'end'];
  const body = writeBody(testCase, plan.subject, voiceOf(testCase));
  if (!table) return [...said, `it ${quote(title)} do`, ...indent(body, '  '), 'end'];
  return [
    ...said,
    `context ${quote(title)} do`,
    ...indent(rowLines(table), '  '),
    '    it "row #{index}" do',
    ...indent(body, '      '),
    '    end',
    '  end',
    'end',
  ];
}

export const rspec: Framework = {
  language: ruby,
  name: 'rspec',
  testName: snakeCase,
  className: pascalCase,
  folder: () => 'spec',
  fileName: (words) => `${snakeCase(words)}_spec.rb`,
  discovery: 'pattern: spec/**/*_spec.rb, with lib and spec on the load path',
  reportsTitles: true,
  write: (plan) =>
    fileOf(
      parted(headLines(plan, []), [
        `RSpec.describe ${quote(plan.subject.name)} do`,
        ...indent(parted(...plan.cases.map((testCase) => exampleLines(testCase, plan))), '  '),
        'end',
      ]),
    ),
};
