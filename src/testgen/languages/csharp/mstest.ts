import type { Check } from '../../case';
import { conditionOf, writeOperand } from '../../source';
import { isComposite } from '../../value';
import { csharp, quote } from './csharp';
import { defineFramework } from './test-class';

function assertionOf(check: Check, result: string): string {
  const form = (name: string) => `Assert.${check.not ? name.replace('Are', 'AreNot').replace('Is', 'IsNot') : name}`;
  const truth = (condition: string, negated = check.not) => `Assert.${negated ? 'IsFalse' : 'IsTrue'}(${condition})`;
  switch (check.kind) {
    case 'equals':
      if (isComposite(check.value)) return truth(`SameValues(${writeOperand(check.value, csharp)}, ${result})`);
      return `${form('AreEqual')}(${writeOperand(check.value, csharp)}, ${result})`;
    case 'null':
      return `${form('IsNull')}(${result})`;
    case 'length':
      return `${form('AreEqual')}(${check.equals}, ${csharp.conditions.length(result, check.of)})`;
    case 'falsy':
      return truth(result, !check.not);
    default:
      return truth(conditionOf({ ...check, not: false }, result, csharp));
  }
}

/** CollectionAssert looks at one level only, and not into dictionaries. */
const SAME_VALUES = [
  'private static bool SameValues(object a, object b)',
  '{',
  '    if (a is IDictionary x && b is IDictionary y)',
  '    {',
  '        return x.Count == y.Count && x.Keys.Cast<object>().All(key => y.Contains(key) && SameValues(x[key], y[key]));',
  '    }',
  '    if (a is string || b is string || !(a is IEnumerable left) || !(b is IEnumerable right)) return Equals(a, b);',
  '    var (items, others) = (left.Cast<object>().ToList(), right.Cast<object>().ToList());',
  '    return items.Count == others.Count && items.Zip(others, SameValues).All(same => same);',
  '}',
];

export const mstest = defineFramework({
  framework: 'mstest',
  using: 'Microsoft.VisualStudio.TestTools.UnitTesting',
  classAttributes: ['[TestClass]'],
  attributes({ title, pending, table }) {
    const name = `[Description(${quote(title)})]`;
    if (pending !== null) return ['[TestMethod]', name, `[Ignore(${quote(pending)})]`];
    return table ? ['[DataTestMethod]', `[DynamicData(nameof(${table.name}))]`, name] : ['[TestMethod]', name];
  },
  assertion: assertionOf,
  // Its own assertions of exceptions have other names in each major version.
  raise: (call, _, { type = 'Exception', message }) => [
    'Exception error = null;',
    'try',
    '{',
    `    ${call};`,
    '}',
    'catch (Exception caught)',
    '{',
    '    error = caught;',
    '}',
    `Assert.IsInstanceOfType(error, typeof(${type}));`,
    ...(message === undefined ? [] : [`StringAssert.Contains(error.Message, ${quote(message)});`]),
  ],
  helper: { sign: 'SameValues(', lines: SAME_VALUES },
});
