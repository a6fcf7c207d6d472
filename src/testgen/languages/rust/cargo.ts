import { writeBody, type Voice } from '../../body';
import type { Check, Raised, Subject } from '../../case';
import type { Call, Framework, Plan, PlannedCase } from '../../language';
import { commentText, fileOf, indent, parted } from '../../layout';
import { conditionOf, writeOperand, writeValue } from '../../source';
import { isComposite } from '../../value';
import { pascalCase, snakeCase } from '../../words';
import { quote, rust } from './rust';

/** Texts are passed as `&str`, lists as slices, maps by reference: what a function that only reads takes. */
function written(call: Call, { class: holder, construct }: Subject): string {
  const place = construct ? 'subject.' : holder === undefined ? '' : `${holder}::`;
  const args = call.args.map((arg) => `${isComposite(arg) ? '&' : ''}${writeOperand(arg, rust)}`);
  return `${place}${call.function}(${args.join(', ')})${call.awaits ? '.await' : ''}`;
}

const voiceOf = ({ checks, table }: PlannedCase): Voice => {
  const place = table ? ', "row {index}"' : '';
  return {
    construct: ({ class: holder = '', construct = [] }) =>
      `let subject = ${holder}::new(${construct.map((value) => writeOperand(value, rust)).join(', ')});`,
    bind: ({ name, type, value }) => `let ${name} = ${writeValue(value, rust.literals, type)};`,
    act: (call, subject) => [
      `let ${checks.length > 0 ? 'result' : '_'} = ${written(call, subject)}${call.fails ? '.expect("it does not fail")' : ''};`,
    ],
    check: (check, result) => [`${assertionOf(check, result, place)};`],
    raise: (call, raised, subject) => raiseLines(written(call, subject), raised, subject),
  };
};

function assertionOf(check: Check, result: string, place: string): string {
  const equal = check.not ? 'assert_ne!' : 'assert_eq!';
  if (check.kind === 'equals' && check.value.kind !== 'bool') {
    return `${equal}(${result}, ${writeOperand(check.value, rust)}${place})`;
  }
  if (check.kind === 'length') return `${equal}(${rust.conditions.length(result, check.of)}, ${check.equals}${place})`;
  return `assert!(${conditionOf(check, result, rust)}${place})`;
}

function raiseLines(call: string, { type, message }: Raised, { module }: Subject): string[] {
  const isLookedAt = type !== undefined || message !== undefined;
  const path = type === undefined || type.includes('::') ? type : `${module}::${type}`;
  return [
    `let ${isLookedAt ? 'error' : '_'} = ${call}.expect_err("it fails");`,
    ...(path === undefined ? [] : [`assert!(matches!(error, ${path} { .. }));`]),
    ...(message === undefined ? [] : [`assert!(error.to_string().contains(${quote(message)}));`]),
  ];
}

/** A tuple of one still has its comma. */
const tupleOf = (items: readonly string[]) => `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;

function testLines(testCase: PlannedCase, plan: Plan): string[] {
  const { title, description, name, pending, table, call } = testCase;
  const said = [
    `// Case: ${commentText(title)}`,
    ...(description === null ? [] : [`// About: ${commentText(description)}`]),
  ];
  if (pending !== null) {
    // Run all the same with --ignored, it must not pass.
    return [
      ...said,
      '#[test]',
      `#[ignore = ${quote(pending)}]`,
      `fn ${name}() {`,
      `    panic!("{}", ${quote(pending)});`,
      '}',
    ];
  }
  const body = writeBody(testCase, plan.subject, voiceOf(testCase));
  const head = call.awaits ? ['#[tokio::test]', `async fn ${name}() {`] : ['#[test]', `fn ${name}() {`];
  if (!table) return [...said, ...head, ...indent(body), '}'];
  const columns = tupleOf(table.columns.map((column) => column.name));
  const rows = table.rows.map((row) => {
    const values = row.map((value, i) => writeValue(value, rust.literals, table.columns[i]?.type));
    return `    ${tupleOf(values)},`;
  });
  return [
    ...said,
    ...head,
    ...indent(['let rows = [', ...rows, '];', `for (index, ${columns}) in rows.into_iter().enumerate() {`]),
    ...indent(body, '        '),
    '    }',
    '}',
  ];
}

function importLines(plan: Plan): string[] {
  const { class: holder, module } = plan.subject;
  const running = plan.cases.filter(({ pending }) => pending === null);
  if (running.length === 0) return [];
  const names = holder ?? `{${plan.functions.join(', ')}}`;
  const usesMaps = running.some(({ arrange, call, checks, table }) =>
    [
      ...arrange.map(({ value }) => value),
      ...call.args,
      ...checks.flatMap((check) => ('value' in check && typeof check.value === 'object' ? [check.value] : [])),
      ...(table?.rows.flat() ?? []),
    ].some((value) => writeOperand(value, rust).includes('HashMap::from(')),
  );
  return [...(usesMaps ? ['use std::collections::HashMap;', ''] : []), `use ${module}::${names};`];
}

export const cargo: Framework = {
  language: rust,
  name: 'cargo',
  testName: snakeCase,
  className: pascalCase,
  folder: () => 'tests',
  fileName: (words) => `${snakeCase(words)}_test.rs`,
  discovery: 'cargo test builds each file of tests/ as a crate of its own; the code under test is a library crate',
  needs({ cases }) {
    const running = cases.filter(({ pending }) => pending === null);
    const matches = running.some(({ checks }) => checks.some(({ kind }) => kind === 'matches'));
    return [
      ...(running.some(({ call }) => call.awaits) ? ['tokio with macros and rt among the dev-dependencies'] : []),
      ...(matches ? ['regex among the dev-dependencies'] : []),
    ];
  },
  write: (plan) =>
    fileOf(
      parted(
        ['//! Written by Assay from test cases of no language.'],
        // A row's index stands in messages, of which a case that fails has none.
        plan.cases.some(({ table, raised }) => table && raised) ? ['#![allow(unused_variables)]'] : [],
        importLines(plan),
        ...plan.cases.map((testCase) => testLines(testCase, plan)),
      ),
    ),
};
