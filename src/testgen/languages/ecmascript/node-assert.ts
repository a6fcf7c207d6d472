import type { Check, Raised } from '../../case';
import type { Framework, Language, Plan } from '../../language';
import { isComposite } from '../../value';
import { actualOf, conditionOf, writeOperand } from '../../source';
import { javascript, regex, typescript } from './ecmascript';
import { defineFramework, type Dialect, hasRows, isRun } from './test-file';

/** What mocha and node:test share: Node's own assertions, and a loop over rows. */
const shared: Pick<Dialect, 'check' | 'raise' | 'requires'> & { rows: (test: 'it' | 'test') => Dialect['eachRow'] } = {
  check: (check, result, language) => [`assert.${assertionOf(check, result, language)};`],
  raise: (call, raised, awaits, language) => {
    const wanted = errorOf(raised, language);
    return [awaits ? `await assert.rejects(async () => ${call}${wanted});` : `assert.throws(() => ${call}${wanted});`];
  },
  rows: (test) => (columns, modifier) => ({
    before: [
      '',
      `for (const [index, { ${columns} }] of rows.entries()) {`,
      `  ${test}(\`row \${index}\`, ${modifier}() => {`,
    ],
    after: ['  });', '}'],
    depth: 3,
  }),
  requires: ({ subject }) => subject.require === true,
};

function assertionOf(check: Check, result: string, language: Language): string {
  const actual = actualOf(check, result, language);
  const not = (positive: string, negative: string) => (check.not ? negative : positive);
  switch (check.kind) {
    case 'equals': {
      const deep = isComposite(check.value);
      const form = deep ? not('deepEqual', 'notDeepEqual') : not('equal', 'notEqual');
      return `${form}(${actual}, ${writeOperand(check.value, language)})`;
    }
    case 'null':
      return `${not('equal', 'notEqual')}(${actual}, null)`;
    case 'matches':
      return `${not('match', 'doesNotMatch')}(${actual}, ${regex(check.pattern, check.flags)})`;
    case 'length':
      return `${not('equal', 'notEqual')}(${language.conditions.length(actual, check.of)}, ${check.equals})`;
    case 'is_json':
      return `${not('doesNotThrow', 'throws')}(() => JSON.parse(${actual}))`;
    default:
      return `ok(${conditionOf(check, result, language)})`;
  }
}

function errorOf({ type, message }: Raised, { name, literals }: Language): string {
  const wanted = [
    ...(type === undefined ? [] : [`error.name === ${literals.text(type, 'whole')}`]),
    ...(message === undefined ? [] : [`error.message.includes(${literals.text(message, 'whole')})`]),
  ];
  if (wanted.length === 0) return '';
  const parameter = name === 'typescript' ? '(error: unknown)' : '(error)';
  return `, ${parameter} => ${['error instanceof Error', ...wanted].join(' && ')}`;
}

function assertImports(plan: Plan) {
  const comparesDeeply = plan.cases.some(
    ({ pending, checks }) => pending === null && checks.some(({ kind }) => kind === 'has_item'),
  );
  return [
    ...(isRun(plan) ? [{ what: 'assert', from: 'node:assert/strict', isDefault: true }] : []),
    ...(comparesDeeply ? [{ what: 'isDeepStrictEqual', from: 'node:util' }] : []),
  ];
}

const mocha: Dialect = {
  ...shared,
  eachRow: shared.rows('it'),
  framework: 'mocha',
  test: 'it',
  imports: assertImports,
  // Without a body mocha reports it as pending.
  pending: (title, reason) => `it(${title}); // Pending: ${reason.slice(1, -1)}`,
  ending: 'spec',
  folder: 'test',
  discovery: (extension) =>
    extension === 'js'
      ? 'spec: ./test/*.{js,cjs,mjs}: by its folder, whatever its ending'
      : 'not by default, which is ./test/*.{js,cjs,mjs}: needs `spec: test/*.spec.ts` in .mocharc',
  needs: ({ name }) => (name === 'typescript' ? ['a loader for TypeScript, such as tsx'] : []),
};

const nodeTest: Dialect = {
  ...shared,
  eachRow: shared.rows('test'),
  framework: 'node:test',
  test: 'test',
  imports: (plan) => [
    ...assertImports(plan),
    { what: [...(hasRows(plan) ? ['describe'] : []), 'test'].join(', '), from: 'node:test' },
  ],
  pending: (title, reason) => `test(${title}, { todo: ${reason} });`,
  ending: 'test',
  folder: 'test',
  discovery: (extension) =>
    `node --test runs **/*.test.{js,cjs,mjs}, and .ts where Node strips types: *.test.${extension}`,
};

export const assertFrameworks: readonly Framework[] = [
  defineFramework(typescript, mocha),
  defineFramework(typescript, nodeTest),
  defineFramework(javascript, mocha),
  defineFramework(javascript, nodeTest),
];
