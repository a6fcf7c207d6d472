import { type Voice, writeBody } from '../../body';
import type { Check } from '../../case';
import type { Framework, Plan, PlannedCase } from '../../language';
import { fileOf, indent, parted } from '../../layout';
import { conditionOf, writeOperand } from '../../source';
import { camelCase, pascalCase } from '../../words';
import { kotlin, quote, typeName } from './kotlin';
import { about, bind, called, construct, folderOf, packageLines, writeRow } from './test-class';

const voiceOf = ({ checks }: PlannedCase): Voice => ({
  construct,
  bind,
  act(call, subject) {
    const plain = called(call, subject);
    return [`${checks.length > 0 ? 'val result = ' : ''}${call.awaits ? `runBlocking { ${plain} }` : plain}`];
  },
  check: (check, result) => [assertionOf(check, result)],
  raise(call, { type = 'Exception', message }, subject) {
    const plain = called(call, subject);
    const body = call.awaits ? `runBlocking { ${plain} }` : plain;
    const assertion = `assertThrows(${type}::class.java) { ${body} }`;
    if (message === undefined) return [assertion];
    return [`val error = ${assertion}`, `assertTrue(error.message.orEmpty().contains(${quote(message)}))`];
  },
});

function assertionOf(check: Check, result: string): string {
  const form = (name: string) => (check.not ? `assertNot${name}` : `assert${name}`);
  switch (check.kind) {
    case 'equals':
      return `${form('Equals')}(${writeOperand(check.value, kotlin)}, ${result})`;
    case 'null':
      return `${form('Null')}(${result})`;
    case 'length':
      return `${form('Equals')}(${check.equals}, ${kotlin.conditions.length(result, check.of)})`;
    default: {
      const isPositive = check.not === (check.kind === 'falsy');
      const positive = check.kind === 'falsy' ? result : conditionOf({ ...check, not: false }, result, kotlin);
      return `${isPositive ? 'assertTrue' : 'assertFalse'}(${positive})`;
    }
  }
}

function memberLines(testCase: PlannedCase, plan: Plan): string[] {
  const { name, title, pending, table } = testCase;
  const display = `@DisplayName(${quote(title)})`;
  if (pending !== null)
    return [...about(testCase), '@Test', display, `@Disabled(${quote(pending)})`, `fun ${name}() {`, '}'];
  const parameters = (table?.columns ?? []).map((column) => `${column.name}: ${typeName(column.type)}`).join(', ');
  return [
    ...about(testCase),
    ...(table ? ['@ParameterizedTest', `@MethodSource(${quote(table.name)})`] : ['@Test']),
    display,
    `fun ${name}(${parameters}) {`,
    ...indent(writeBody(testCase, plan.subject, voiceOf(testCase))),
    '}',
  ];
}

function companionLines(cases: readonly PlannedCase[]): string[] {
  const sources = cases.flatMap(({ table }) => {
    if (!table) return [];
    const rows = table.rows.map((row) => `    Arguments.of(${writeRow(row, table)}),`);
    // Kotlin before 1.4 takes no comma after the last.
    const last = rows.length - 1;
    return [
      [
        '@JvmStatic',
        `fun ${table.name}(): List<Arguments> = listOf(`,
        ...rows.map((row, i) => (i === last ? row.slice(0, -1) : row)),
        ')',
      ],
    ];
  });
  return sources.length === 0 ? [] : ['companion object {', ...indent(parted(...sources)), '}'];
}

function importLines(cases: readonly PlannedCase[]): string[] {
  const running = cases.filter(({ pending }) => pending === null);
  const rows = running.some(({ table }) => table);
  return [
    ...(running.some(({ call }) => call.awaits) ? ['kotlinx.coroutines.runBlocking'] : []),
    'org.junit.jupiter.api.Assertions.*',
    ...(cases.length > running.length ? ['org.junit.jupiter.api.Disabled'] : []),
    'org.junit.jupiter.api.DisplayName',
    'org.junit.jupiter.api.Test',
    ...(rows
      ? ['ParameterizedTest', 'provider.Arguments', 'provider.MethodSource'].map(
          (name) => `org.junit.jupiter.params.${name}`,
        )
      : []),
  ].map((name) => `import ${name}`);
}

/** JUnit 5. */
export const kotlinJunit: Framework = {
  language: kotlin,
  name: 'junit',
  testName: camelCase,
  className: (words) => `${pascalCase(words)}Test`,
  folder: folderOf,
  fileName: (_, className) => `${className}.kt`,
  discovery: 'Gradle and Surefire take classes *Test, and the file is named as its class',
  needs: ({ awaits }) => (awaits ? ['kotlinx-coroutines-core'] : []),
  write: (plan) =>
    fileOf(
      parted(packageLines(plan.subject), importLines(plan.cases), [
        '/** Written by Assay from test cases of no language. */',
        `class ${plan.className} {`,
        ...indent(
          parted(
            ...plan.cases.map((testCase) => memberLines(testCase, plan)),
            companionLines(plan.cases.filter(({ pending }) => pending === null)),
          ),
        ),
        '}',
      ]),
    ),
};
