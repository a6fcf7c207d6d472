import { writeBody, writeCall, type Voice } from '../../body';
import type { Check, Raised } from '../../case';
import type { Call, Framework, Language, Plan, PlannedCase } from '../../language';
import { commentText, fileOf, indent, parted } from '../../layout';
import { writeOperand, writeValue } from '../../source';
import { camelCase, pascalCase } from '../../words';

/** What the four frameworks differ in. */
export interface Dialect {
  framework: string;
  /** The name of a plain test: `test` or `it`. */
  test: 'test' | 'it';
  /** `name` and `from` of what is imported, for these cases. */
  imports: (plan: Plan) => readonly { what: string; from: string; isDefault?: boolean }[];
  check: (check: Check, result: string, language: Language) => string[];
  raise: (call: string, raised: Raised, awaits: boolean, language: Language) => string[];
  /** A test that is announced and not written, in one line. */
  pending: (title: string, reason: string) => string;
  /** The head of a loop that makes a test of each row: everything up to the body. */
  eachRow: (columns: string, modifier: string) => { before: string[]; after: string[]; depth: number };
  requires: (plan: Plan, language: Language) => boolean;
  ending: 'test' | 'spec';
  folder: string;
  discovery: (ending: string) => string;
  needs?: (language: Language) => string[];
}

/** A framework of TypeScript or JavaScript: one file of tests, titles as they are. */
export function defineFramework(language: Language, dialect: Dialect): Framework {
  const extension = language.name === 'typescript' ? 'ts' : 'js';
  return {
    language,
    name: dialect.framework,
    testName: camelCase,
    className: pascalCase,
    folder: () => dialect.folder,
    fileName: (words) => `${words.join('-')}.${dialect.ending}.${extension}`,
    discovery: dialect.discovery(extension),
    reportsTitles: true,
    needs: () => dialect.needs?.(language) ?? [],
    write: (plan) =>
      fileOf(
        parted(
          ['// Written by Assay from test cases of no language.'],
          importLines(plan, language, dialect),
          ...plan.cases.map((testCase) => testLines(testCase, plan, language, dialect)),
          looksInside(plan) ? valueAtLines(language) : [],
        ),
      ),
  };
}

const looksInside = ({ cases }: Plan) =>
  cases.some(
    ({ pending, checks }) => pending === null && checks.some((check) => 'at' in check && check.at !== undefined),
  );

/** What lies inside of a JSON text; it throws where nothing is. */
function valueAtLines({ name }: Language): string[] {
  const isTyped = name === 'typescript';
  return [
    isTyped
      ? 'function valueAt(text: string, ...path: (string | number)[]): any {'
      : 'function valueAt(text, ...path) {',
    `  let value${isTyped ? ': any' : ''} = JSON.parse(text);`,
    '  for (const step of path) {',
    '    if (!Object.hasOwn(value, step)) throw new Error(`There is no ${step} in the answer`);',
    '    value = value[step];',
    '  }',
    '  return value;',
    '}',
  ];
}

function importLines(plan: Plan, language: Language, dialect: Dialect): string[] {
  const { class: holder, module } = plan.subject;
  const runs = plan.cases.some(({ pending }) => pending === null);
  const own = { what: holder ?? plan.functions.join(', '), from: module, isDefault: false };
  const quoted = (text: string) => language.literals.text(text, 'whole');
  return [...dialect.imports(plan), ...(runs ? [own] : [])].map(({ what, from, isDefault = false }) => {
    const names = isDefault ? what : `{ ${what} }`;
    if (dialect.requires(plan, language)) return `const ${names} = require(${quoted(from)});`;
    return `import ${names} from ${quoted(from)};`;
  });
}

function testLines(testCase: PlannedCase, plan: Plan, language: Language, dialect: Dialect): string[] {
  const title = language.literals.text(testCase.title, 'whole');
  const said = testCase.description === null ? [] : [`// About: ${commentText(testCase.description)}`];
  if (testCase.pending !== null) {
    return [...said, dialect.pending(title, language.literals.text(testCase.pending, 'whole'))];
  }
  const { call, raised, checks } = testCase;
  const modifier = call.awaits ? 'async ' : '';
  const body = writeBody(testCase, plan.subject, voiceOf(language, dialect, raised === null && checks.length > 0));
  if (!testCase.table) {
    return [...said, `${dialect.test}(${title}, ${modifier}() => {`, ...indent(body, '  '), '});'];
  }
  const { columns, rows } = testCase.table;
  const { before, after, depth } = dialect.eachRow(columns.map(({ name }) => name).join(', '), modifier);
  const written = rows.map((row) => {
    const members = columns.map(({ name }, i) => {
      const value = row[i];
      return value ? `${name}: ${writeValue(value, language.literals)}` : name;
    });
    return `{ ${members.join(', ')} },`;
  });
  return [
    ...said,
    `describe(${title}, () => {`,
    ...indent(['const rows = [', ...indent(written, '  '), '];', ...before], '  '),
    ...indent(body, '  '.repeat(depth)),
    ...indent(after, '  '),
    '});',
  ];
}

function voiceOf(language: Language, dialect: Dialect, usesResult: boolean): Voice {
  const written = (call: Call, subject: Plan['subject']) => writeCall(call, subject, language);
  return {
    construct: ({ class: holder = '', construct = [] }) =>
      `const subject = new ${holder}(${construct.map((value) => writeOperand(value, language)).join(', ')});`,
    bind: ({ name, value }) => `const ${name} = ${writeValue(value, language.literals)};`,
    act: (call, subject) => [
      `${usesResult ? 'const result = ' : ''}${call.awaits ? 'await ' : ''}${written(call, subject)};`,
    ],
    check: (check, result) => dialect.check(check, result, language),
    raise: (call, raised, subject) => dialect.raise(written(call, subject), raised, call.awaits, language),
  };
}

/** Whether a case has rows and runs. */
export const hasRows = ({ cases }: Plan) => cases.some(({ table, pending }) => table !== null && pending === null);
export const isRun = ({ cases }: Plan) => cases.some(({ pending }) => pending === null);
