import type { Check } from '../../case';
import { conditionOf, writeOperand } from '../../source';
import { csharp, quote } from './csharp';
import { defineFramework, lambda } from './test-class';

function assertionOf(check: Check, result: string): string {
  const form = (name: string) => `Assert.${check.not ? 'Not' : ''}${name}`;
  switch (check.kind) {
    case 'equals':
      if (check.value.kind === 'bool') return `Assert.${check.value.value !== check.not ? 'True' : 'False'}(${result})`;
      return `${form('Equal')}(${writeOperand(check.value, csharp)}, ${result})`;
    case 'null':
      return `${form('Null')}(${result})`;
    case 'contains':
      return `Assert.${check.not ? 'DoesNotContain' : 'Contains'}(${writeOperand(check.value, csharp)}, ${result}, StringComparison.Ordinal)`;
    case 'has_item':
      return `Assert.${check.not ? 'DoesNotContain' : 'Contains'}(${writeOperand(check.value, csharp)}, ${result})`;
    case 'length':
      return `${form('Equal')}(${check.equals}, ${csharp.conditions.length(result, check.of)})`;
    default: {
      const condition = conditionOf({ ...check, not: false }, result, csharp);
      return `Assert.${check.not ? 'False' : 'True'}(${condition})`;
    }
  }
}

export const xunit = defineFramework({
  framework: 'xunit',
  using: 'Xunit',
  classAttributes: [],
  attributes({ title, pending, table }) {
    const name = `DisplayName = ${quote(title)}`;
    if (pending !== null) return [`[Fact(${name}, Skip = ${quote(pending)})]`];
    return table ? [`[Theory(${name})]`, `[MemberData(nameof(${table.name}))]`] : [`[Fact(${name})]`];
  },
  assertion: assertionOf,
  raise(call, awaits, { type, message }) {
    const method = `${type === undefined ? 'ThrowsAny' : 'Throws'}${awaits ? 'Async' : ''}`;
    const assertion = `${awaits ? 'await ' : ''}Assert.${method}<${type ?? 'Exception'}>(${lambda(call, awaits)})`;
    if (message === undefined) return [`${assertion};`];
    return [
      `var error = ${assertion};`,
      `Assert.Contains(${quote(message)}, error.Message, StringComparison.Ordinal);`,
    ];
  },
});
