import { type Voice, writeBody } from '../../body';
import type { Framework, Plan, PlannedCase } from '../../language';
import { fileOf, indent, parted } from '../../layout';
import { actualOf, conditionOf, writeValue } from '../../source';
import { pascalCase, snakeCase } from '../../words';
import { python, quote } from './python';
import { bind, called, construct, docstring, importLines, jsonCheck } from './test-module';

const voice: Voice = {
  construct,
  bind,
  act: (call, subject) => [`result = ${called(call, subject)}`],
  check(check, result) {
    const json = jsonCheck(check, result);
    if (json) return json;
    if (check.kind === 'is_json') return ['with pytest.raises(ValueError):', `    json.loads(${result})`];
    const actual = actualOf(check, result, python);
    if (check.kind === 'null' && check.not) return [`assert ${actual} is not None`];
    return [`assert ${conditionOf(check, result, python)}`];
  },
  raise(call, { type = 'Exception', message }, subject) {
    const match = message === undefined ? '' : `, match=re.escape(${quote(message)})`;
    return [`with pytest.raises(${type}${match}):`, `    ${called(call, subject)}`];
  },
};

function testLines(testCase: PlannedCase, plan: Plan): string[] {
  const { name, pending, table } = testCase;
  if (pending !== null) {
    return [`@pytest.mark.skip(reason=${quote(pending)})`, `def ${name}():`, ...indent([docstring(testCase)])];
  }
  const body = parted([docstring(testCase)], writeBody(testCase, plan.subject, voice));
  if (!table) return [`def ${name}():`, ...indent(body)];
  const columns = table.columns.map((column) => column.name);
  const rows = table.rows.map((row) => {
    const values = row.map((value) => writeValue(value, python.literals));
    return values.length === 1 ? `${values.join('')},` : `(${values.join(', ')}),`;
  });
  return [
    '@pytest.mark.parametrize(',
    ...indent([`${quote(columns.join(', '))},`, '[', ...indent(rows), '],']),
    ')',
    `def ${name}(${columns.join(', ')}):`,
    ...indent(body),
  ];
}

export const pytest: Framework = {
  language: python,
  name: 'pytest',
  testName: (words) => `test_${snakeCase(words)}`,
  className: pascalCase,
  folder: () => 'tests',
  fileName: (words) => `test_${snakeCase(words)}.py`,
  discovery: 'python_files: test_*.py, and functions test_*',
  write: (plan) =>
    fileOf(importLines(plan, 'pytest').concat(...plan.cases.map((testCase) => ['', '', ...testLines(testCase, plan)]))),
};
