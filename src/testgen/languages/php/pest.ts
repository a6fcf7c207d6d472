import { type Voice, writeBody } from '../../body';
import type { Check } from '../../case';
import type { Framework, Plan, PlannedCase } from '../../language';
import { commentText, fileOf, indent, parted } from '../../layout';
import { actualOf, writeOperand } from '../../source';
import { isComposite } from '../../value';
import { camelCase, pascalCase } from '../../words';
import { php, quote, regex } from './php';
import { act, bind, called, construct, headLines, rooted, rowOf } from './test-file';

const COMPARISONS = {
  less_than: 'toBeLessThan',
  at_most: 'toBeLessThanOrEqual',
  greater_than: 'toBeGreaterThan',
  at_least: 'toBeGreaterThanOrEqual',
} as const;

const voiceOf = (testCase: PlannedCase): Voice => ({
  construct,
  bind,
  act: act(testCase),
  check: (check, result) => [`expect(${expectationOf(check, `$${result}`)};`],
  raise(call, { type = 'Exception', message }, subject) {
    const wanted = message === undefined ? '' : `, ${quote(message)}`;
    return [`expect(fn () => ${called(call, subject)})->toThrow(${rooted(type)}::class${wanted});`];
  },
});

function expectationOf(check: Check, result: string): string {
  const actual = actualOf(check, result, php);
  const about = (matcher: string, of = actual) => `${of})->${check.not ? 'not->' : ''}${matcher}`;
  switch (check.kind) {
    case 'equals':
      return about(`${isComposite(check.value) ? 'toEqual' : 'toBe'}(${writeOperand(check.value, php)})`);
    case 'close_to':
      return about(
        'toBeTrue()',
        php.conditions.closeTo(actual, php.literals.float(check.value), php.literals.float(check.within)),
      );
    case 'truthy':
      return about('toBeTruthy()');
    case 'falsy':
      return about('toBeFalsy()');
    case 'null':
      return about('toBeNull()');
    case 'contains':
    case 'has_item':
      return about(`toContain(${writeOperand(check.value, php)})`);
    case 'starts_with':
      return about(`toStartWith(${writeOperand(check.value, php)})`);
    case 'ends_with':
      return about(`toEndWith(${writeOperand(check.value, php)})`);
    case 'matches':
      return about(`toMatch(${regex(check.pattern, check.flags)})`);
    case 'less_than':
    case 'at_most':
    case 'greater_than':
    case 'at_least':
      return about(`${COMPARISONS[check.kind]}(${writeOperand(check.value, php)})`);
    case 'length':
      return about(`toBe(${check.equals})`, php.conditions.length(actual, check.of));
    case 'is_json':
      return about('toBeJson()');
  }
}

function testLines(testCase: PlannedCase, plan: Plan): string[] {
  const { title, description, pending, table } = testCase;
  const said = description === null ? [] : [`// About: ${commentText(description)}`];
  const head = `test(${quote(title)}, function (`;
  if (pending !== null) return [...said, `${head}): void {`, `})->skip(${quote(pending)});`];
  const body = writeBody(testCase, plan.subject, voiceOf(testCase));
  if (!table) return [...said, `${head}): void {`, ...indent(body), '});'];
  const columns = table.columns.map((column) => column.name).join(', ');
  return [
    ...said,
    `${head}${columns}): void {`,
    ...indent(body),
    '})->with([',
    ...table.rows.map((row) => `    ${rowOf(row)}`),
    ']);',
  ];
}

export const pest: Framework = {
  language: php,
  name: 'pest',
  testName: camelCase,
  className: (words) => `${pascalCase(words)}Test`,
  folder: () => 'tests',
  fileName: (_, className) => `${className}.php`,
  discovery: 'the phpunit.xml of Pest takes the suffix Test.php, not *.test.php',
  reportsTitles: true,
  write: (plan) => fileOf(parted(headLines(plan, []), ...plan.cases.map((testCase) => testLines(testCase, plan)))),
};
