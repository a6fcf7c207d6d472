import { writeCall } from '../../body';
import type { Subject } from '../../case';
import type { Call, PlannedCase } from '../../language';
import { commentText } from '../../layout';
import { writeOperand, writeValue } from '../../source';
import { kotlin, typeName } from './kotlin';

/** A test stands in the package of what it tests: nothing of it is imported. */
export const packageLines = ({ module }: Subject) => (module === '' ? [] : [`package ${module}`]);

export const folderOf = ({ module }: Subject) => ['src/test/kotlin', ...module.split('.').filter(Boolean)].join('/');

export const construct = ({ class: holder = '', construct: args = [] }: Subject) =>
  `val subject = ${holder}(${args.map((value) => writeOperand(value, kotlin)).join(', ')})`;

export const bind = ({ name, type, value }: PlannedCase['arrange'][number]) =>
  `val ${name}: ${typeName(type)} = ${writeValue(value, kotlin.literals, type)}`;

export const called = (call: Call, subject: Subject) => writeCall(call, subject, kotlin);

export const about = ({ description }: PlannedCase) =>
  description === null ? [] : [`// About: ${commentText(description)}`];

/** The values of a row, each of its column's type. */
export function writeRow(row: NonNullable<PlannedCase['table']>['rows'][number], table: PlannedCase['table']): string {
  return row.map((value, i) => writeValue(value, kotlin.literals, table?.columns[i]?.type)).join(', ');
}
