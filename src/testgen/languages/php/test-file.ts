import { writeCall } from '../../body';
import type { Subject } from '../../case';
import type { Call, Plan, PlannedCase } from '../../language';
import { writeOperand, writeValue } from '../../source';
import { php } from './php';

/** The head of a test file. Composer's autoloader finds the code under test. */
export function headLines(plan: Plan, uses: readonly string[]): string[] {
  const { class: holder, module } = plan.subject;
  const within = (name: string) => (module === '' ? name : `${module}\\${name}`);
  const running = plan.cases.some(({ pending }) => pending === null);
  // A use of what stands in the global namespace has no effect, and PHP warns of it.
  const own =
    !running || module === ''
      ? []
      : holder === undefined
        ? plan.functions.map((name) => `function ${within(name)}`)
        : [within(holder)];
  const lines = [...uses, ...own].map((name) => `use ${name};`);
  return [
    '<?php',
    '',
    '// Written by Assay from test cases of no language.',
    'declare(strict_types=1);',
    ...(lines.length === 0 ? [] : ['', ...lines]),
  ];
}

export const construct = ({ class: holder = '', construct: args = [] }: Subject) =>
  `$subject = new ${holder}(${args.map((value) => writeOperand(value, php)).join(', ')});`;

export const bind = ({ name, value }: PlannedCase['arrange'][number]) =>
  `${name} = ${writeValue(value, php.literals)};`;

export const called = (call: Call, subject: Subject) =>
  writeCall(call, subject, php, { instance: '$subject->', member: '::' });

export const act =
  ({ checks }: PlannedCase) =>
  (call: Call, subject: Subject) => [`${checks.length > 0 ? '$result = ' : ''}${called(call, subject)};`];

/** The values of a row, in order. */
export const rowOf = (row: NonNullable<PlannedCase['table']>['rows'][number]) =>
  `[${row.map((value) => writeValue(value, php.literals)).join(', ')}],`;

/** The type of an error from the root, so that no namespace changes it. */
export const rooted = (type: string) => (type.startsWith('\\') ? type : `\\${type}`);
