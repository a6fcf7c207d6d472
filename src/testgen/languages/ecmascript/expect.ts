import type { Check, Raised } from '../../case';
import type { Framework, Language } from '../../language';
import { isComposite } from '../../value';
import { actualOf, conditionOf, writeOperand } from '../../source';
import { javascript, regex, typescript } from './ecmascript';
import { defineFramework, type Dialect, hasRows, isRun } from './test-file';

const COMPARISONS = {
  less_than: 'toBeLessThan',
  at_most: 'toBeLessThanOrEqual',
  greater_than: 'toBeGreaterThan',
  at_least: 'toBeGreaterThanOrEqual',
} as const;

/** What jest and vitest share: `expect`, `test.each`, `test.todo`. */
const shared: Pick<Dialect, 'test' | 'check' | 'raise' | 'pending' | 'eachRow' | 'ending' | 'folder'> = {
  test: 'test',
  check: (check, result, language) => [`expect(${matcherOf(check, result, language)};`],
  raise: (call, raised, awaits, language) => {
    const wanted = errorOf(raised, language);
    return [awaits ? `await expect(${call}).rejects.toThrow(${wanted});` : `expect(() => ${call}).toThrow(${wanted});`];
  },
  // A todo takes no body, and no reason either.
  pending: (title, reason) => `test.todo(${title}); // Pending: ${reason.slice(1, -1)}`,
  // The title stands in describe, because each() reads % and $ in its own.
  eachRow: (columns, modifier) => ({
    before: ['', `test.each(rows)('row %#', ${modifier}({ ${columns} }) => {`],
    after: ['});'],
    depth: 2,
  }),
  ending: 'test',
  folder: 'test',
};

function matcherOf(check: Check, result: string, language: Language): string {
  const actual = actualOf(check, result, language);
  const not = check.not ? '.not' : '';
  const whole = (matcher: string, of = actual) => `${of})${not}.${matcher}`;
  switch (check.kind) {
    case 'equals': {
      const deep = isComposite(check.value);
      return whole(`${deep ? 'toEqual' : 'toBe'}(${writeOperand(check.value, language)})`);
    }
    case 'close_to':
      return whole(
        `toBeLessThanOrEqual(${check.within})`,
        `Math.abs(${actual} - ${language.literals.float(check.value)})`,
      );
    case 'truthy':
      return whole('toBeTruthy()');
    case 'falsy':
      return whole('toBeFalsy()');
    case 'null':
      return whole('toBeNull()');
    case 'contains':
      return whole(`toContain(${writeOperand(check.value, language)})`);
    case 'has_item':
      return whole(`toContainEqual(${writeOperand(check.value, language)})`);
    case 'matches':
      return whole(`toMatch(${regex(check.pattern, check.flags)})`);
    case 'less_than':
    case 'at_most':
    case 'greater_than':
    case 'at_least':
      return whole(`${COMPARISONS[check.kind]}(${writeOperand(check.value, language)})`);
    case 'length':
      return whole(`toBe(${check.equals})`, language.conditions.length(actual, check.of));
    case 'is_json':
      return `() => JSON.parse(${actual}))${check.not ? '' : '.not'}.toThrow()`;
    default:
      return `${conditionOf({ ...check, not: false }, result, language)}).toBe(${!check.not})`;
  }
}

function errorOf({ type, message }: Raised, { literals }: Language): string {
  const wanted = [
    ...(type === undefined ? [] : [`name: ${literals.text(type, 'whole')}`]),
    ...(message === undefined ? [] : [`message: expect.stringContaining(${literals.text(message, 'whole')})`]),
  ];
  return wanted.length === 0 ? '' : `expect.objectContaining({ ${wanted.join(', ')} })`;
}

const globals = (plan: Parameters<Dialect['imports']>[0]) =>
  [...(hasRows(plan) ? ['describe'] : []), ...(isRun(plan) ? ['expect'] : []), 'test'].join(', ');

const jest: Dialect = {
  ...shared,
  framework: 'jest',
  imports: (plan) => [{ what: globals(plan), from: '@jest/globals' }],
  // Without a transform jest reads a .js file as CommonJS.
  requires: ({ subject }, { name }) => subject.require ?? name === 'javascript',
  discovery: (extension) => `testMatch: **/?(*.)+(spec|test).[jt]s?(x), so *.test.${extension} in any folder`,
  needs: ({ name }) => (name === 'typescript' ? ['a transform for TypeScript, such as ts-jest'] : []),
};

const vitest: Dialect = {
  ...shared,
  framework: 'vitest',
  imports: (plan) => [{ what: globals(plan), from: 'vitest' }],
  requires: () => false,
  discovery: (extension) => `include: **/*.{test,spec}.?(c|m)[jt]s?(x), so *.test.${extension} in any folder`,
};

export const expectFrameworks: readonly Framework[] = [
  defineFramework(typescript, vitest),
  defineFramework(typescript, jest),
  defineFramework(javascript, jest),
  defineFramework(javascript, vitest),
];
