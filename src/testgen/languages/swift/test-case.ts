import { writeCall } from '../../body';
import type { Subject } from '../../case';
import type { Call, Plan, PlannedCase } from '../../language';
import { commentText } from '../../layout';
import { writeOperand, writeValue } from '../../source';
import { swift, typeName } from './swift';

export const folderOf = ({ module }: Subject) => `Tests/${module}Tests`;

export const headLines = ({ subject }: Plan, library: string) => [
  '// Written by Assay from test cases of no language.',
  '',
  'import Foundation',
  `import ${library}`,
  `@testable import ${subject.module}`,
];

export const construct = ({ class: holder = '', construct: args = [] }: Subject) =>
  `let subject = ${holder}(${args.map((value) => writeOperand(value, swift)).join(', ')})`;

export const bind = ({ name, type, value }: PlannedCase['arrange'][number]) =>
  `let ${name}: ${typeName(type)} = ${writeValue(value, swift.literals, type)}`;

/** With `try` and `await` where the function wants them. */
export const called = (call: Call, subject: Subject) =>
  `${call.fails ? 'try ' : ''}${call.awaits ? 'await ' : ''}${writeCall(call, subject, swift)}`;

export const effectsOf = ({ awaits, fails }: Call) => `${awaits ? ' async' : ''}${fails ? ' throws' : ''}`;

export const about = ({ title, description }: PlannedCase, withTitle: boolean) => [
  ...(withTitle ? [`// Case: ${commentText(title)}`] : []),
  ...(description === null ? [] : [`// About: ${commentText(description)}`]),
];

/** The rows of a table as a list of tuples, or of values where there is one column. */
export function rowLines(table: NonNullable<PlannedCase['table']>): { lines: string[]; type: string } {
  const types = table.columns.map(({ type }) => typeName(type));
  const isTuple = types.length > 1;
  const lines = table.rows.map((row) => {
    const values = row.map((value, i) => writeValue(value, swift.literals, table.columns[i]?.type)).join(', ');
    return `    ${isTuple ? `(${values})` : values},`;
  });
  return { lines, type: isTuple ? `[(${types.join(', ')})]` : `[${types.join('')}]` };
}
