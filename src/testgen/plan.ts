import type { FaultItem } from '../domain/fault';
import type { Check, Raised, Subject, TestCase } from './case';
import type { Bound, Framework, Language, Plan, PlannedCase, PlannedTable } from './language';
import { refusalsOf } from './refusal';
import { commonType, type Type, typeOf } from './type';
import type { Operand, Value } from './value';
import { NameGiver, wordsOf } from './words';

const NO_ASSERTION = 'No assertion yet';

const SAME_CLASS: FaultItem = {
  pointer: '/subject/name',
  code: 'duplicate',
  detail: 'the test class would have the name of the class under test',
};

/**
 * Resolves cases for one framework: every name is made legal and unique, every operand points at something.
 *
 * @returns the plan, or everything that this language can't say, with pointers into `{subject, cases}`
 */
export function planTests(framework: Framework, subject: Subject, cases: readonly TestCase[]): Plan | FaultItem[] {
  const { language } = framework;
  const called = (neutral: string) =>
    (Object.hasOwn(subject.names, neutral) ? subject.names[neutral] : undefined) ?? neutral;
  const refusals = refusalsOf(language, subject, cases, called);
  if (refusals.length > 0) return refusals;

  const words = wordsOf(subject.name);
  const className = framework.className(words);
  if (className === subject.class) return [SAME_CLASS];
  const functions = [...new Set(cases.map(({ act }) => called(act.function)))];
  const testNames = new NameGiver([...language.reserved, ...functions, className]);
  const awaited = new Set(cases.filter(({ act }) => act.await).map(({ act }) => act.function));
  const failing = new Set(cases.filter(canFail).map(({ act }) => act.function));
  const planned = cases.map((testCase): PlannedCase => {
    const scope = scopeOf(testCase, language, functions);
    const { act } = testCase;
    const name = testNames.give(framework.testName(wordsOf(testCase.name), words));
    return {
      title: testCase.name,
      description: testCase.description ?? null,
      name,
      arrange: scope.arrange,
      call: {
        function: called(act.function),
        args: act.args.map(scope.resolve),
        awaits: language.hasAwait && awaited.has(act.function),
        fails: failing.has(act.function),
      },
      checks: checksOf(testCase).map((check) => normalise(resolveCheck(check, scope.resolve), language)),
      raised: raisedIn(testCase, called),
      table: scope.table ? { ...scope.table, name: testNames.give(`${name}Rows`) } : null,
      pending: testCase.pending ?? (testCase.assert.length === 0 ? NO_ASSERTION : null),
    };
  });
  return { subject, className, functions, cases: planned, awaits: awaited.size > 0 };
}

const canFail = ({ act, assert }: TestCase) => act.can_fail || assert.some(({ kind }) => kind === 'raises');
const checksOf = ({ assert }: TestCase) =>
  assert.filter((assertion): assertion is Check => assertion.kind !== 'raises');

function raisedIn({ assert }: TestCase, called: (neutral: string) => string): Raised | null {
  const raised = assert.find((assertion): assertion is Raised => assertion.kind === 'raises');
  if (!raised) return null;
  return raised.type === undefined ? raised : { ...raised, type: called(raised.type) };
}

interface Scope {
  arrange: readonly Bound[];
  table: Omit<PlannedTable, 'name'> | null;
  resolve: (operand: Operand) => Operand;
}

/** The names of one case. A value whose type only its use can tell is written where it is used. */
function scopeOf({ arrange, table }: TestCase, language: Language, functions: readonly string[]): Scope {
  const names = new NameGiver([...language.reserved, ...functions]);
  const known = new Map<string, Operand>();
  const declare = (neutral: string, { kind }: Type) => {
    const name = names.give(language.valueName(wordsOf(neutral)));
    known.set(neutral, { kind: 'name', name, isComposite: kind === 'list' || kind === 'map' });
    return name;
  };
  const bounds: Bound[] = [];
  for (const { name, value } of arrange) {
    const type = typeOf(value);
    if (language.isStatic && lacksType(value)) known.set(name, value);
    else bounds.push({ name: declare(name, type), type, value });
  }
  const columns = (table?.columns ?? []).map((name, i) => {
    const type = commonType((table?.rows ?? []).flatMap((row) => row.slice(i, i + 1)));
    return { name: declare(name, type), type };
  });
  return {
    arrange: bounds,
    table: table ? { columns, rows: table.rows } : null,
    resolve: (operand) => (operand.kind === 'name' ? (known.get(operand.name) ?? operand) : operand),
  };
}

const lacksType = (value: Value) => value.kind === 'null' || isEmpty(value);

function isEmpty(value: Operand): boolean {
  return (value.kind === 'list' && value.items.length === 0) || (value.kind === 'map' && value.entries.length === 0);
}

function resolveCheck(check: Check, resolve: (operand: Operand) => Operand): Check {
  switch (check.kind) {
    case 'equals':
    case 'has_item':
      return { ...check, value: resolve(check.value) };
    case 'contains':
    case 'starts_with':
    case 'ends_with':
      return { ...check, value: resolve(check.value) };
    case 'less_than':
    case 'at_most':
    case 'greater_than':
    case 'at_least':
      return { ...check, value: resolve(check.value) };
    default:
      return check;
  }
}

/** Null is asked for by its own check, and so is emptiness where an empty literal would have no type. */
function normalise(check: Check, language: Language): Check {
  if (check.kind !== 'equals') return check;
  const { value, not, at } = check;
  const where = at === undefined ? {} : { at };
  if (value.kind === 'null') return { kind: 'null', not, ...where };
  if (language.isStatic && isEmpty(value)) {
    return { kind: 'length', of: value.kind === 'map' ? 'map' : 'list', equals: 0, not, ...where };
  }
  return check;
}
