import { writeBody, writeCall, type Voice } from '../../body';
import type { Check, Raised } from '../../case';
import type { Call, Framework, Plan, PlannedCase } from '../../language';
import { commentText, fileOf, indent, parted } from '../../layout';
import { writeOperand, writeValue } from '../../source';
import { pascalCase } from '../../words';
import { csharp, typeName } from './csharp';

/** What the three frameworks differ in. */
export interface Dialect {
  framework: string;
  using: string;
  classAttributes: readonly string[];
  attributes: (testCase: PlannedCase) => readonly string[];
  assertion: (check: Check, result: string) => string;
  raise: (call: string, awaits: boolean, raised: Raised) => readonly string[];
  /** The end of a class, for what its assertions lack. */
  helper?: { sign: string; lines: readonly string[] };
}

export function defineFramework(dialect: Dialect): Framework {
  return {
    language: csharp,
    name: dialect.framework,
    testName: pascalCase,
    className: (words) => `${pascalCase(words)}Tests`,
    folder: () => 'tests',
    fileName: (_, className) => `${className}.cs`,
    discovery: 'by attribute, in any file that the test project compiles: each below its folder',
    needs: () => ['a test project that references the code under test'],
    write: (plan) => fileOf(fileLines(plan, dialect)),
  };
}

function fileLines(plan: Plan, dialect: Dialect): string[] {
  const { module } = plan.subject;
  const members = plan.cases.map((testCase) => memberLines(testCase, plan, dialect));
  const needsHelper =
    dialect.helper !== undefined && members.flat().some((line) => line.includes(dialect.helper?.sign ?? ''));
  return parted(
    ['// Written by Assay from test cases of no language.'],
    [
      'using System;',
      'using System.Collections;',
      'using System.Collections.Generic;',
      'using System.Linq;',
      'using System.Text.RegularExpressions;',
      'using System.Threading.Tasks;',
      `using ${dialect.using};`,
      ...(module === '' ? [] : [`using ${module};`]),
    ],
    [
      `namespace ${module === '' ? '' : `${module}.`}Tests`,
      '{',
      ...indent([
        ...dialect.classAttributes,
        `public class ${plan.className}`,
        '{',
        ...indent(parted(...members, needsHelper ? (dialect.helper?.lines ?? []) : [])),
        '}',
      ]),
      '}',
    ],
  );
}

function memberLines(testCase: PlannedCase, plan: Plan, dialect: Dialect): string[] {
  const { name, description, pending, table, call } = testCase;
  const said = description === null ? [] : [`// About: ${commentText(description)}`];
  const head = [...said, ...dialect.attributes(testCase)];
  if (pending !== null) return [...head, `public void ${name}()`, '{', '}'];
  const parameters = (table?.columns ?? []).map((column) => `${typeName(column.type)} ${column.name}`).join(', ');
  const rows = (table?.rows ?? []).map(
    (row) =>
      `    new object[] { ${row.map((value, i) => writeValue(value, csharp.literals, table?.columns[i]?.type)).join(', ')} },`,
  );
  return [
    ...(table
      ? [`public static IEnumerable<object[]> ${table.name} => new List<object[]>`, '{', ...rows, '};', '']
      : []),
    ...head,
    `public ${call.awaits ? 'async Task' : 'void'} ${name}(${parameters})`,
    '{',
    ...indent(writeBody(testCase, plan.subject, voiceOf(dialect, testCase))),
    '}',
  ];
}

function voiceOf(dialect: Dialect, { checks }: PlannedCase): Voice {
  const written = (call: Call, subject: Plan['subject']) =>
    `${call.awaits ? 'await ' : ''}${writeCall(call, subject, csharp)}`;
  return {
    construct: ({ class: holder = '', construct = [] }) =>
      `var subject = new ${holder}(${construct.map((value) => writeOperand(value, csharp)).join(', ')});`,
    bind: ({ name, type, value }) => `${typeName(type)} ${name} = ${writeValue(value, csharp.literals, type)};`,
    act: (call, subject) => [`${checks.length > 0 ? 'var result = ' : ''}${written(call, subject)};`],
    check: (check, result) => [`${dialect.assertion(check, result)};`],
    raise: (call, raised, subject) => [...dialect.raise(written(call, subject), call.awaits, raised)],
  };
}

/** A block that calls: its value is no concern of the assertion. */
export const lambda = (call: string, awaits: boolean) => `${awaits ? 'async ' : ''}() => { ${call}; }`;
