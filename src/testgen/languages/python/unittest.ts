import { type Voice, writeBody } from '../../body';
import type { Check } from '../../case';
import type { Framework, Plan, PlannedCase } from '../../language';
import { fileOf, indent, parted } from '../../layout';
import { actualOf, conditionOf, writeOperand, writeValue } from '../../source';
import { pascalCase, snakeCase } from '../../words';
import { python, quote } from './python';
import { bind, called, construct, docstring, importLines, jsonCheck } from './test-module';

const COMPARISONS = {
  less_than: ['assertLess', 'assertGreaterEqual'],
  at_most: ['assertLessEqual', 'assertGreater'],
  greater_than: ['assertGreater', 'assertLessEqual'],
  at_least: ['assertGreaterEqual', 'assertLess'],
} as const;

const voice: Voice = {
  construct,
  bind,
  act: (call, subject) => [`result = ${called(call, subject)}`],
  check(check, result) {
    const json = jsonCheck(check, result);
    if (json) return json;
    if (check.kind === 'is_json') return ['with self.assertRaises(ValueError):', `    json.loads(${result})`];
    return [`self.${assertionOf(check, result)}`];
  },
  raise(call, { type = 'Exception', message }, subject) {
    const lines = [`with self.assertRaises(${type}) as caught:`, `    ${called(call, subject)}`];
    return message === undefined ? lines : [...lines, `self.assertIn(${quote(message)}, str(caught.exception))`];
  },
};

function assertionOf(check: Check, result: string): string {
  const actual = actualOf(check, result, python);
  const not = (positive: string, negative: string) => (check.not ? negative : positive);
  switch (check.kind) {
    case 'equals':
      return `${not('assertEqual', 'assertNotEqual')}(${actual}, ${writeOperand(check.value, python)})`;
    case 'null':
      return `${not('assertIsNone', 'assertIsNotNone')}(${actual})`;
    case 'truthy':
      return `${not('assertTrue', 'assertFalse')}(${actual})`;
    case 'falsy':
      return `${not('assertFalse', 'assertTrue')}(${actual})`;
    case 'contains':
    case 'has_item':
      return `${not('assertIn', 'assertNotIn')}(${writeOperand(check.value, python)}, ${actual})`;
    case 'length':
      return `${not('assertEqual', 'assertNotEqual')}(len(${actual}), ${check.equals})`;
    case 'less_than':
    case 'at_most':
    case 'greater_than':
    case 'at_least':
      return `${COMPARISONS[check.kind][check.not ? 1 : 0]}(${actual}, ${writeOperand(check.value, python)})`;
    default:
      return `assertTrue(${conditionOf(check, result, python)})`;
  }
}

function testLines(testCase: PlannedCase, plan: Plan): string[] {
  const { name, pending, table } = testCase;
  if (pending !== null) {
    return [`@unittest.skip(${quote(pending)})`, `def ${name}(self):`, ...indent([docstring(testCase)])];
  }
  const body = writeBody(testCase, plan.subject, voice);
  if (!table) return [`def ${name}(self):`, ...indent(parted([docstring(testCase)], body))];
  const columns = table.columns.map((column) => column.name).join(', ');
  const rows = table.rows.map((row) => `(${row.map((value) => writeValue(value, python.literals)).join(', ')},),`);
  return [
    `def ${name}(self):`,
    ...indent([docstring(testCase), '', 'rows = [', ...indent(rows), ']']),
    ...indent([`for index, (${columns},) in enumerate(rows):`, '    with self.subTest(row=index):']),
    ...indent(body, ' '.repeat(12)),
  ];
}

export const unittest: Framework = {
  language: python,
  name: 'unittest',
  testName: (words) => `test_${snakeCase(words)}`,
  className: (words) => `${pascalCase(words)}Test`,
  folder: () => 'tests',
  fileName: (words) => `test_${snakeCase(words)}.py`,
  discovery: 'discovery takes test*.py, not *_test.py, from packages only: hence the __init__.py beside it',
  companions: [{ name: '__init__.py', content: '' }],
  write: (plan) =>
    fileOf([
      ...importLines(plan, 'unittest'),
      '',
      '',
      `class ${plan.className}(unittest.TestCase):`,
      ...indent(parted(...plan.cases.map((testCase) => testLines(testCase, plan)))),
    ]),
};
