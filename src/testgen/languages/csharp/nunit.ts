import type { Check } from '../../case';
import { conditionOf, writeOperand } from '../../source';
import { csharp, quote } from './csharp';
import { defineFramework, lambda } from './test-class';

const COMPARISONS = {
  less_than: 'LessThan',
  at_most: 'LessThanOrEqualTo',
  greater_than: 'GreaterThan',
  at_least: 'GreaterThanOrEqualTo',
} as const;

function assertionOf(check: Check, result: string): string {
  const is = check.not ? 'Is.Not' : 'Is';
  const does = check.not ? 'Does.Not' : 'Does';
  const that = (constraint: string, of = result) => `Assert.That(${of}, ${constraint})`;
  switch (check.kind) {
    case 'equals':
      return that(`${is}.EqualTo(${writeOperand(check.value, csharp)})`);
    case 'close_to':
      return that(
        `${is}.EqualTo(${csharp.literals.float(check.value)}).Within(${csharp.literals.float(check.within)})`,
      );
    case 'truthy':
      return that(`${is}.True`);
    case 'falsy':
      return that(`${is}.False`);
    case 'null':
      return that(`${is}.Null`);
    case 'contains':
    case 'has_item':
      return that(`${does}.Contain(${writeOperand(check.value, csharp)})`);
    case 'starts_with':
      return that(`${does}.StartWith(${writeOperand(check.value, csharp)})`);
    case 'ends_with':
      return that(`${does}.EndWith(${writeOperand(check.value, csharp)})`);
    case 'less_than':
    case 'at_most':
    case 'greater_than':
    case 'at_least':
      return that(`${is}.${COMPARISONS[check.kind]}(${writeOperand(check.value, csharp)})`);
    case 'length':
      return that(`${is}.EqualTo(${check.equals})`, csharp.conditions.length(result, check.of));
    default:
      return that(`${is}.True`, conditionOf({ ...check, not: false }, result, csharp));
  }
}

export const nunit = defineFramework({
  framework: 'nunit',
  using: 'NUnit.Framework',
  classAttributes: ['[TestFixture]'],
  attributes({ title, pending, table }) {
    const name = `[Description(${quote(title)})]`;
    if (pending !== null) return ['[Test]', name, `[Ignore(${quote(pending)})]`];
    return [table ? `[TestCaseSource(nameof(${table.name}))]` : '[Test]', name];
  },
  assertion: assertionOf,
  raise(call, awaits, { type, message }) {
    const method = `${type === undefined ? 'Catch' : 'Throws'}${awaits ? 'Async' : ''}`;
    const assertion = `Assert.${method}<${type ?? 'Exception'}>(${lambda(call, awaits)})`;
    if (message === undefined) return [`${assertion};`];
    return [`var error = ${assertion};`, `Assert.That(error.Message, Does.Contain(${quote(message)}));`];
  },
});
