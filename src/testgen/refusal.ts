import { type FaultItem, pointerTo } from '../domain/fault';
import type { Assertion, Subject, TestCase } from './case';
import type { Language } from './language';
import { commonType, type Type, typeOf } from './type';
import type { Operand, Value } from './value';

type Called = (neutral: string) => string;
type At = readonly PropertyKey[];

/** Everything about a subject and its cases that a language can't say, or that points nowhere. */
export function refusalsOf(
  language: Language,
  subject: Subject,
  cases: readonly TestCase[],
  called: Called,
): FaultItem[] {
  return [
    ...subjectRefusals(language, subject),
    ...cases.flatMap((testCase, i) => [
      ...functionRefusals(language, subject, called(testCase.act.function), ['cases', i, 'act', 'function']),
      ...caseRefusals(language, testCase, ['cases', i], called),
    ]),
  ];
}

const refuse = (at: At, code: string, detail: string): FaultItem => ({ pointer: pointerTo(at), code, detail });

function subjectRefusals(language: Language, subject: Subject): FaultItem[] {
  const { name, module, identifier, needsClass, reserved } = language;
  const items: FaultItem[] = [];
  if (!module.test(subject.module)) {
    items.push(refuse(['subject', 'module'], 'invalid_name', `not what ${name} imports: ${module.source}`));
  }
  if (subject.class === undefined && needsClass) {
    items.push(refuse(['subject', 'class'], 'required', `in ${name} functions stand in a class`));
  }
  if (subject.class === undefined && subject.construct !== undefined) {
    items.push(refuse(['subject', 'construct'], 'superfluous', 'without a class there is nothing to construct'));
  }
  if (subject.class !== undefined && (!identifier.test(subject.class) || reserved.has(subject.class))) {
    items.push(refuse(['subject', 'class'], 'invalid_name', `no name of a class in ${name}`));
  }
  for (const [i, value] of (subject.construct ?? []).entries()) {
    items.push(...valueRefusals(language, value, ['subject', 'construct', i]));
  }
  return items;
}

function caseRefusals(language: Language, testCase: TestCase, at: At, called: Called): FaultItem[] {
  const { act, arrange, assert, table } = testCase;
  const items: FaultItem[] = [];
  arrange.forEach(({ value }, i) => items.push(...valueRefusals(language, value, [...at, 'arrange', i, 'value'])));
  items.push(...tableRefusals(language, table, at));
  assert.forEach((assertion, i) => items.push(...assertionRefusals(language, assertion, [...at, 'assert', i], called)));
  act.args.forEach((arg, i) => items.push(...operandRefusals(language, arg, [...at, 'act', 'args', i])));
  return [...items, ...nameRefusals(testCase, at)];
}

/** A function that stands alone must not hide what the generated file uses itself. */
function functionRefusals(
  { name, identifier, reserved }: Language,
  subject: Subject,
  actual: string,
  at: At,
): FaultItem[] {
  const isHidden = subject.class === undefined && reserved.has(actual);
  // In JavaScript it is more than a name.
  if (identifier.test(actual) && actual !== '__proto__' && !isHidden) return [];
  return [refuse(at, 'invalid_name', `no function of ${name}: say its name in subject.names`)];
}

function tableRefusals(language: Language, table: TestCase['table'], at: At): FaultItem[] {
  if (!table) return [];
  return table.columns.flatMap((_, column) => {
    const values = table.rows.flatMap((row) => row.slice(column, column + 1));
    const inside = table.rows.flatMap((row, i) => {
      const value = row[column];
      return value ? valueRefusals(language, value, [...at, 'table', 'rows', i, column]) : [];
    });
    return inside.length > 0 ? inside : typeRefusals(language, commonType(values), [...at, 'table', 'columns', column]);
  });
}

function operandRefusals(language: Language, operand: Operand, at: At): FaultItem[] {
  return operand.kind === 'name' ? [] : valueRefusals(language, operand, at);
}

function valueRefusals(language: Language, value: Value, at: At): FaultItem[] {
  const own = typeRefusals(language, typeOf(value), at);
  if (own.length > 0) return own;
  if (value.kind === 'int' && language.integerBits === 64 && BigInt.asIntN(64, value.value) !== value.value) {
    return [refuse(at, 'not_expressible', `${language.name} has no literal for an integer of more than 64 bits`)];
  }
  if (value.kind === 'list') return value.items.flatMap((item, i) => valueRefusals(language, item, [...at, i]));
  if (value.kind === 'map') {
    return value.entries.flatMap(([key, member]) => valueRefusals(language, member, [...at, key]));
  }
  return [];
}

function typeRefusals(language: Language, type: Type, at: At): FaultItem[] {
  if (language.mixed === 'any') return [];
  for (let inner: Type | null = type; inner; inner = inner.of) {
    if (inner.kind !== 'any' || (language.mixed === 'without_null' && !inner.nullable)) continue;
    return [refuse(at, 'not_expressible', `in ${language.name} these values have no type in common`)];
  }
  return [];
}

function assertionRefusals(language: Language, assertion: Assertion, at: At, called: Called): FaultItem[] {
  const items: FaultItem[] = [];
  const asksJson = assertion.kind === 'is_json' || ('at' in assertion && assertion.at !== undefined);
  if (asksJson && language.json === null) {
    items.push(refuse(at, 'not_expressible', `${language.name} reads no JSON without a library`));
  }
  if (
    assertion.kind === 'raises' &&
    assertion.type !== undefined &&
    language.errorType?.test(called(assertion.type)) !== true
  ) {
    items.push(
      refuse([...at, 'type'], 'invalid_name', `no type of errors in ${language.name}: say it in subject.names`),
    );
  }
  if (assertion.kind === 'matches' && language.refusesPattern?.(assertion.pattern, assertion.flags)) {
    items.push(refuse([...at, 'pattern'], 'not_expressible', `${language.name} does not take this pattern`));
  }
  if ('value' in assertion && typeof assertion.value === 'object') {
    items.push(...operandRefusals(language, assertion.value, [...at, 'value']), ...kindRefusals(assertion, at));
  }
  return items;
}

/** A check of texts takes a text, a comparison a number: anything else could never hold. */
function kindRefusals(assertion: Assertion, at: At): FaultItem[] {
  if (!('value' in assertion) || typeof assertion.value !== 'object' || assertion.value.kind === 'name') return [];
  const { kind, value } = assertion;
  const isNumber = value.kind === 'int' || value.kind === 'float';
  if (['contains', 'starts_with', 'ends_with'].includes(kind) && !(value.kind === 'text' && value.value !== '')) {
    return [refuse([...at, 'value'], 'wrong_type', 'a text that is not empty')];
  }
  if (['less_than', 'at_most', 'greater_than', 'at_least'].includes(kind) && !isNumber) {
    return [refuse([...at, 'value'], 'wrong_type', 'a number')];
  }
  return [];
}

/** Names that are used must be there, once; names that are there must be used, or the test is not what was meant. */
function nameRefusals({ act, arrange, assert, table }: TestCase, at: At): FaultItem[] {
  const declared: [string, At][] = [
    ...arrange.map(({ name }, i): [string, At] => [name, [...at, 'arrange', i, 'name']]),
    ...(table?.columns ?? []).map((name, i): [string, At] => [name, [...at, 'table', 'columns', i]]),
  ];
  const used: [string, At][] = [
    ...act.args.flatMap((arg, i): [string, At][] => namesOf(arg, [...at, 'act', 'args', i])),
    ...assert.flatMap((assertion, i): [string, At][] =>
      'value' in assertion && typeof assertion.value === 'object'
        ? namesOf(assertion.value, [...at, 'assert', i, 'value'])
        : [],
    ),
  ];
  const known = new Set(declared.map(([name]) => name));
  const wanted = new Set(used.map(([name]) => name));
  return [
    ...declared
      .filter(([name], i) => declared.findIndex(([other]) => other === name) !== i)
      .map(([, place]) => refuse(place, 'duplicate', 'another value has this name')),
    ...declared.filter(([name]) => !wanted.has(name)).map(([, place]) => refuse(place, 'unused', 'nothing uses it')),
    ...used
      .filter(([name]) => !known.has(name))
      .map(([, place]) => refuse(place, 'unknown_name', 'no value has this name')),
  ];
}

const namesOf = (operand: Operand, at: At): [string, At][] => (operand.kind === 'name' ? [[operand.name, at]] : []);
