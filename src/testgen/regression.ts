import type { CellResult } from '../domain/cell';
import type { Expectation, Grade } from '../domain/expectations/expectation';
import { type Fault, invalid } from '../domain/fault';
import { isMapping } from '../domain/json';
import { segmentsOf } from '../domain/path';
import type { Case } from '../domain/suite';
import type { AssertionInput, TestCaseInput } from './case';
import { checkPattern } from './pattern';
import { languageOf } from './frameworks';

export interface Regression {
  case: TestCaseInput;
  /** Expectations that a test of one answer can't say, and why. */
  notes: string[];
}

/**
 * A failed cell as a test case of no language: the case's input is sent to `answer(input)`, which the subject supplies and
 * which gives the agent's answer as a text, and each expectation of the answer is asserted. What can't be said is told in
 * the notes; where nothing can, the test is pending.
 *
 * @param cell the cell as it was measured; one that passed, or could not be measured, is no failure and is refused
 * @param language whose tests are to be written: some read no JSON without a library
 */
export function regressionCase(
  { id, name, input, expectations }: Pick<Case, 'id' | 'name' | 'input' | 'expectations'>,
  cell: Pick<CellResult, 'case_id' | 'passed' | 'grades'>,
  language: string,
): Regression | Fault<'validation_failed'> {
  if (cell.case_id !== id) return refusal('/cell/case_id', 'contradiction', 'the cell is of another case');
  if (cell.passed !== false) return refusal('/cell/passed', 'not_a_failure', 'only a cell that failed is a regression');
  const readsJson = languageOf(language)?.json !== null;
  const notes: string[] = [];
  const assert = expectations.flatMap((expectation) => {
    const told = assertionsOf(expectation, readsJson);
    if (typeof told !== 'string') return told;
    notes.push(`${expectation.id}: ${told}`);
    return [];
  });
  const testCase: TestCaseInput = {
    name: cut(`regression: ${name}`, 200),
    description: cut(`Case ${id}. ${failuresOf(cell.grades)}`, 2000),
    arrange: [{ name: 'input', value: input }],
    act: { function: 'answer', args: [{ $name: 'input' }], await: true },
    assert: assert.slice(0, 50),
    ...(assert.length === 0 ? { pending: cut(pendingReason(notes), 500) } : {}),
  };
  return { case: testCase, notes: assert.length > 50 ? [...notes, `${assert.length - 50} more are left out`] : notes };
}

const refusal = (pointer: string, code: string, detail: string) => invalid([{ pointer, code, detail }]);

/** Never in the middle of a surrogate pair. */
const cut = (text: string, most: number) => (text.length <= most ? text : text.slice(0, most - 1)).toWellFormed();

const pendingReason = (notes: readonly string[]) =>
  notes.length === 0 ? 'The case has no expectations: only a judge can tell' : `No test can say: ${notes.join('; ')}`;

function failuresOf(grades: readonly Grade[]): string {
  const failed = grades.filter(({ passed }) => !passed).map(({ id, reason }) => `${id} (${reason ?? 'failed'})`);
  return failed.length === 0 ? 'It failed by its score.' : `It failed by ${failed.join(', ')}.`;
}

/** What an expectation says of the answer, or why that can't be said. */
function assertionsOf(expectation: Expectation, readsJson: boolean): AssertionInput[] | string {
  const [first, second, ...rest] = segmentsOf(expectation.path) ?? [];
  if (first !== 'output' || (second !== 'text' && second !== 'json')) return 'it looks at more than the answer';
  if (second === 'text') return rest.length > 0 ? 'it looks into a text' : sayOp(expectation, null);
  if (!readsJson) return 'the language reads no JSON without a library';
  // A transcript's path does not tell an index from a key of digits; an answer's lists are far more common.
  return sayOp(
    expectation,
    rest.map((step) => (/^(?:0|[1-9]\d{0,8})$/.test(step) ? Number(step) : step)),
  );
}

function sayOp({ op, expected, not }: Expectation, at: (string | number)[] | null): AssertionInput[] | string {
  const where = { not, ...(at === null ? {} : { at }) };
  const bounded = (kind: 'contains' | 'starts_with' | 'ends_with'): AssertionInput[] | string =>
    typeof expected === 'string' ? [{ kind, value: expected, ...where }] : `${op} with options`;
  switch (op) {
    case 'eq':
      return [{ kind: 'equals', value: literal(expected), ...where }];
    case 'ne':
      return [{ kind: 'equals', value: literal(expected), ...where, not: !not }];
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      if (typeof expected !== 'number' || at === null) return `${op} of anything but numbers`;
      return [{ kind: COMPARISONS[op], value: literal(expected), ...where }];
    case 'contains':
      return bounded('contains');
    case 'starts_with':
      return bounded('starts_with');
    case 'ends_with':
      return bounded('ends_with');
    case 'matches':
      return sayPattern(expected, where);
    case 'length':
      if (typeof expected !== 'number') return 'a length between bounds';
      return [{ kind: 'length', of: at === null ? 'text' : 'list', equals: expected, ...where }];
    case 'is_json':
      return expected === undefined && at === null ? [{ kind: 'is_json', not }] : 'JSON in a fence';
    default:
      return `no test says ${op}`;
  }
}

const COMPARISONS = { gt: 'greater_than', gte: 'at_least', lt: 'less_than', lte: 'at_most' } as const;

function sayPattern(expected: unknown, where: { not: boolean }): AssertionInput[] | string {
  const { pattern, flags = '' } = isMapping(expected) ? expected : { pattern: expected };
  if (typeof pattern !== 'string' || typeof flags !== 'string') return 'its pattern';
  const fault = checkPattern(pattern, flags);
  return fault ? `its pattern: ${fault.detail}` : [{ kind: 'matches', pattern, flags, ...where }];
}

/** A mapping of an expectation is data: a key `$int` in it means nothing. */
function literal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return { $float: String(value) };
  if (typeof value !== 'object' || value === null) return value;
  return { $map: Object.fromEntries(Object.entries(value).map(([key, member]) => [key, literal(member)])) };
}
