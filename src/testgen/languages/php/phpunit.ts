import { type Voice, writeBody } from '../../body';
import type { Check } from '../../case';
import type { Framework, Plan, PlannedCase } from '../../language';
import { commentText, fileOf, indent, parted } from '../../layout';
import { actualOf, conditionOf, writeOperand } from '../../source';
import { isComposite } from '../../value';
import { pascalCase } from '../../words';
import { php, quote, regex } from './php';
import { act, bind, called, construct, headLines, rooted, rowOf } from './test-file';

const COMPARISONS = {
  less_than: 'LessThan',
  at_most: 'LessThanOrEqual',
  greater_than: 'GreaterThan',
  at_least: 'GreaterThanOrEqual',
} as const;

const voiceOf = (testCase: PlannedCase): Voice => ({
  construct,
  bind,
  act: act(testCase),
  check: (check, result) => [`self::${assertionOf(check, `$${result}`)};`],
  raise: (call, { type = 'Throwable', message }, subject) => [
    `$this->expectException(${rooted(type)}::class);`,
    ...(message === undefined ? [] : [`$this->expectExceptionMessage(${quote(message)});`]),
    `${called(call, subject)};`,
  ],
});

function assertionOf(check: Check, result: string): string {
  const actual = actualOf(check, result, php);
  const form = (positive: string, negative: string) => `assert${check.not ? negative : positive}`;
  switch (check.kind) {
    case 'equals': {
      const name = isComposite(check.value) ? form('Equals', 'NotEquals') : form('Same', 'NotSame');
      return `${name}(${writeOperand(check.value, php)}, ${actual})`;
    }
    case 'null':
      return `${form('Null', 'NotNull')}(${actual})`;
    case 'contains':
      return `${form('StringContainsString', 'StringNotContainsString')}(${writeOperand(check.value, php)}, ${actual})`;
    case 'has_item':
      return `${form('Contains', 'NotContains')}(${writeOperand(check.value, php)}, ${actual})`;
    case 'matches':
      return `${form('MatchesRegularExpression', 'DoesNotMatchRegularExpression')}(${regex(check.pattern, check.flags)}, ${actual})`;
    case 'length':
      return `${form('Same', 'NotSame')}(${check.equals}, ${php.conditions.length(actual, check.of)})`;
    case 'is_json':
      // assertJson has no negation in every version.
      return check.not ? `assertNull(json_decode(${actual}))` : `assertJson(${actual})`;
    case 'less_than':
    case 'at_most':
    case 'greater_than':
    case 'at_least':
      if (check.not) return `assertFalse(${conditionOf({ ...check, not: false }, result, php)})`;
      return `assert${COMPARISONS[check.kind]}(${writeOperand(check.value, php)}, ${actual})`;
    default:
      return `${form('True', 'False')}(${conditionOf({ ...check, not: false }, result, php)})`;
  }
}

function methodLines(testCase: PlannedCase, plan: Plan): string[] {
  const { name, title, description, pending, table } = testCase;
  const said = [
    `// Case: ${commentText(title)}`,
    ...(description === null ? [] : [`// About: ${commentText(description)}`]),
  ];
  if (pending !== null) {
    return [...said, `public function ${name}(): void`, '{', `    self::markTestIncomplete(${quote(pending)});`, '}'];
  }
  const body = writeBody(testCase, plan.subject, voiceOf(testCase));
  if (!table) return [...said, `public function ${name}(): void`, '{', ...indent(body), '}'];
  const provider = name.replace(/^test/, 'rowsOf');
  return [
    ...said,
    // The annotation is for PHPUnit 9, which knows no attributes; 12 knows no annotations.
    `/** @dataProvider ${provider} */`,
    `#[DataProvider(${quote(provider)})]`,
    `public function ${name}(${table.columns.map((column) => column.name).join(', ')}): void`,
    '{',
    ...indent(body),
    '}',
    '',
    `public static function ${provider}(): array`,
    '{',
    '    return [',
    ...table.rows.map((row) => `        ${rowOf(row)}`),
    '    ];',
    '}',
  ];
}

export const phpunit: Framework = {
  language: php,
  name: 'phpunit',
  testName: (words) => `test${pascalCase(words)}`,
  className: (words) => `${pascalCase(words)}Test`,
  folder: () => 'tests',
  fileName: (_, className) => `${className}.php`,
  discovery: 'phpunit tests takes *Test.php, with a class of that name',
  write: (plan) =>
    fileOf(
      parted(
        headLines(plan, [
          ...(plan.cases.some(({ table, pending }) => table && pending === null)
            ? ['PHPUnit\\Framework\\Attributes\\DataProvider']
            : []),
          'PHPUnit\\Framework\\TestCase',
        ]),
        [
          `final class ${plan.className} extends TestCase`,
          '{',
          ...indent(parted(...plan.cases.map((testCase) => methodLines(testCase, plan)))),
          '}',
        ],
      ),
    ),
};
