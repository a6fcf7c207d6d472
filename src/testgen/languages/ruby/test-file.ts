import { writeCall } from '../../body';
import type { Subject } from '../../case';
import type { Call, Plan, PlannedCase } from '../../language';
import { commentText } from '../../layout';
import { writeOperand, writeValue } from '../../source';
import { quote, ruby } from './ruby';

export function headLines(plan: Plan, libraries: readonly string[]): string[] {
  const running = plan.cases.filter(({ pending }) => pending === null);
  const readsJson = running.some(({ checks }) =>
    checks.some((check) => check.kind === 'is_json' || ('at' in check && check.at !== undefined)),
  );
  const { module } = plan.subject;
  const own = module.startsWith('.') ? `require_relative ${quote(module)}` : `require ${quote(module)}`;
  return [
    '# frozen_string_literal: true',
    '',
    '# Written by Assay from test cases of no language.',
    ...[...libraries, ...(readsJson ? ['json'] : [])].map((name) => `require ${quote(name)}`),
    ...(running.length === 0 ? [] : [own]),
  ];
}

export const construct = ({ class: holder = '', construct: args = [] }: Subject) =>
  `subject = ${holder}.new(${args.map((value) => writeOperand(value, ruby)).join(', ')})`;

export const bind = ({ name, value }: PlannedCase['arrange'][number]) =>
  `${name} = ${writeValue(value, ruby.literals)}`;

export const called = (call: Call, subject: Subject) => writeCall(call, subject, ruby);

export const act =
  ({ checks }: PlannedCase) =>
  (call: Call, subject: Subject) => [`${checks.length > 0 ? 'result = ' : ''}${called(call, subject)}`];

export const about = ({ description }: PlannedCase) =>
  description === null ? [] : [`# About: ${commentText(description)}`];

/** The head of a loop over the rows of a table. */
export function rowLines({ columns, rows }: NonNullable<PlannedCase['table']>): string[] {
  return [
    '[',
    ...rows.map((row) => `  [${row.map((value) => writeValue(value, ruby.literals)).join(', ')}],`),
    `].each_with_index do |(${columns.map(({ name }) => name).join(', ')}), index|`,
  ];
}
