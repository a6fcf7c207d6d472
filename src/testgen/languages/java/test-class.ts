import { writeBody, writeCall, type Voice } from '../../body';
import type { Check, Raised } from '../../case';
import type { Call, Framework, Plan, PlannedCase, PlannedTable } from '../../language';
import { commentText, fileOf, indent, parted } from '../../layout';
import { conditionOf, writeOperand, writeValue } from '../../source';
import type { Value } from '../../value';
import { camelCase, pascalCase } from '../../words';
import { java, quote, typeName } from './java';

/** What JUnit and TestNG differ in. */
export interface Dialect {
  framework: string;
  /** `public ` where the framework passes over anything else. */
  access: '' | 'public ';
  imports: (plan: Plan) => readonly string[];
  /** Expected and actual in the framework's order. */
  equal: (assertion: string, expected: string, actual: string) => string;
  throws: string;
  instanceOf: (type: string) => string;
  annotations: (testCase: PlannedCase) => readonly string[];
  pendingBody: (reason: string) => readonly string[];
  rows: (table: PlannedTable) => readonly string[];
}

export function defineFramework(dialect: Dialect): Framework {
  return {
    language: java,
    name: dialect.framework,
    testName: camelCase,
    className: (words) => `${pascalCase(words)}Test`,
    folder: ({ module }) => ['src/test/java', ...module.split('.').filter(Boolean)].join('/'),
    fileName: (_, className) => `${className}.java`,
    discovery: 'Surefire and Gradle take classes *Test, and the file is named as its class',
    write: (plan) => fileOf(fileLines(plan, dialect)),
  };
}

function fileLines(plan: Plan, dialect: Dialect): string[] {
  const members = plan.cases.map((testCase) => memberLines(testCase, plan, dialect));
  const written = members.flat();
  const uses = (text: string) => written.some((line) => line.includes(text));
  const helper = uses('mapOf(') ? MAP_OF : [];
  const imports = [
    ...dialect.imports(plan),
    ...STANDARD.filter(({ sign }) => uses(sign) || helper.some((line) => line.includes(sign))).map(({ name }) => name),
  ];
  const isStatic = (name: string) => name.startsWith('static ');
  const lines = (names: readonly string[]) => names.toSorted().map((name) => `import ${name};`);
  return parted(
    plan.subject.module === '' ? [] : [`package ${plan.subject.module};`],
    lines(imports.filter(isStatic)),
    lines(imports.filter((name) => !isStatic(name))),
    ['/** Written by Assay from test cases of no language. */', `public class ${plan.className} {`],
  ).concat(indent(parted(...members, helper)), '}');
}

/** What is imported where its sign stands in the code; a superfluous import does no harm. */
const STANDARD = [
  { sign: 'List', name: 'java.util.List' },
  { sign: 'Map', name: 'java.util.Map' },
  { sign: 'LinkedHashMap', name: 'java.util.LinkedHashMap' },
  { sign: 'Arrays.', name: 'java.util.Arrays' },
  { sign: 'Objects.', name: 'java.util.Objects' },
  { sign: 'Pattern.', name: 'java.util.regex.Pattern' },
  { sign: 'Stream<', name: 'java.util.stream.Stream' },
  { sign: 'ExecutionException', name: 'java.util.concurrent.ExecutionException' },
] as const;

/** `Map.of` takes no null. */
const MAP_OF = [
  'private static <V> Map<String, V> mapOf(List<String> keys, List<V> values) {',
  '    Map<String, V> map = new LinkedHashMap<>();',
  '    for (int i = 0; i < keys.size(); i++) {',
  '        map.put(keys.get(i), values.get(i));',
  '    }',
  '    return map;',
  '}',
];

function memberLines(testCase: PlannedCase, plan: Plan, dialect: Dialect): string[] {
  const { name, pending, table, description } = testCase;
  const said = description === null ? [] : [`// About: ${commentText(description)}`];
  const annotations = dialect.annotations(testCase);
  if (pending !== null)
    return [...said, ...annotations, `${dialect.access}void ${name}() {`, ...indent(dialect.pendingBody(pending)), '}'];
  const parameters = (table?.columns ?? []).map((column) => `${typeName(column.type)} ${column.name}`).join(', ');
  return [
    ...(table ? [...dialect.rows(table), ''] : []),
    ...said,
    ...annotations,
    `${dialect.access}void ${name}(${parameters}) throws Exception {`,
    ...indent(writeBody(testCase, plan.subject, voiceOf(dialect, testCase))),
    '}',
  ];
}

function voiceOf(dialect: Dialect, { checks }: PlannedCase): Voice {
  const written = (call: Call, subject: Plan['subject']) =>
    `${writeCall(call, subject, java)}${call.awaits ? '.get()' : ''}`;
  return {
    construct: ({ class: holder = '', construct = [] }) =>
      `var subject = new ${holder}(${construct.map((value) => writeOperand(value, java)).join(', ')});`,
    bind: ({ name, type, value }) => `${typeName(type)} ${name} = ${writeValue(value, java.literals, type)};`,
    act: (call, subject) => [`${checks.length > 0 ? 'var result = ' : ''}${written(call, subject)};`],
    check: (check, result) => [`${assertionOf(check, result, dialect)};`],
    raise: (call, raised, subject) => raiseLines(written(call, subject), call.awaits, raised, dialect),
  };
}

function assertionOf(check: Check, result: string, { equal }: Dialect): string {
  const form = (name: string) => (check.not ? `assertNot${name}` : `assert${name}`);
  switch (check.kind) {
    case 'equals':
      return equal(form('Equals'), writeOperand(check.value, java), result);
    case 'null':
      return `${form('Null')}(${result})`;
    case 'length':
      return equal(form('Equals'), String(check.equals), java.conditions.length(result, check.of));
    default: {
      const isPositive = check.not === (check.kind === 'falsy');
      const positive = check.kind === 'falsy' ? result : conditionOf({ ...check, not: false }, result, java);
      return `${isPositive ? 'assertTrue' : 'assertFalse'}(${positive})`;
    }
  }
}

function raiseLines(
  call: string,
  awaits: boolean,
  { type, message }: Raised,
  { throws, instanceOf }: Dialect,
): string[] {
  // A future wraps what went wrong.
  const thrown = awaits ? 'ExecutionException' : (type ?? 'Exception');
  const assertion = `${throws}(${thrown}.class, () -> ${call})`;
  const isLookedAt = message !== undefined || (awaits && type !== undefined);
  if (!isLookedAt) return [`${assertion};`];
  return [
    `var error = ${assertion}${awaits ? '.getCause()' : ''};`,
    ...(awaits && type !== undefined ? [`${instanceOf(type)};`] : []),
    ...(message === undefined ? [] : [`assertTrue(error.getMessage().contains(${quote(message)}));`]),
  ];
}

/** The values of a row, each of its column's type. */
export function writeRow(row: readonly Value[], { columns }: PlannedTable): string {
  return row.map((value, i) => writeValue(value, java.literals, columns[i]?.type)).join(', ');
}
