import { type Voice, writeBody } from '../../body';
import type { Check } from '../../case';
import type { Framework, Plan, PlannedCase } from '../../language';
import { fileOf, indent, parted } from '../../layout';
import { conditionOf, writeOperand } from '../../source';
import { camelCase, pascalCase } from '../../words';
import { kotlin, quote, regex } from './kotlin';
import { about, bind, called, construct, folderOf, packageLines, writeRow } from './test-class';

const voiceOf = ({ checks }: PlannedCase): Voice => ({
  construct,
  bind,
  // The body of a test suspends by itself.
  act: (call, subject) => [`${checks.length > 0 ? 'val result = ' : ''}${called(call, subject)}`],
  check: (check, result) => [matcherOf(check, result)],
  raise(call, { type, message }, subject) {
    const assertion = `${type === undefined ? 'shouldThrowAny' : `shouldThrow<${type}>`} { ${called(call, subject)} }`;
    if (message === undefined) return [assertion];
    return [`val error = ${assertion}`, `error.message.orEmpty().contains(${quote(message)}) shouldBe true`];
  },
});

function matcherOf(check: Check, result: string): string {
  const should = check.not ? 'shouldNot' : 'should';
  switch (check.kind) {
    case 'equals':
      return `${result} ${should}Be ${writeOperand(check.value, kotlin)}`;
    case 'null':
      return `${result} ${should}Be null`;
    case 'contains':
      return `${result} ${should}Contain ${writeOperand(check.value, kotlin)}`;
    case 'starts_with':
      return `${result} ${should}StartWith ${writeOperand(check.value, kotlin)}`;
    case 'ends_with':
      return `${result} ${should}EndWith ${writeOperand(check.value, kotlin)}`;
    case 'matches':
      return `${result} ${should}Contain ${regex(check.pattern, check.flags)}`;
    case 'length':
      return `${kotlin.conditions.length(result, check.of)} ${should}Be ${check.equals}`;
    default:
      return `(${conditionOf({ ...check, not: false }, result, kotlin)}) shouldBe ${!check.not}`;
  }
}

/** A name that starts so would be switched off, or would switch off all others. */
const plainName = (title: string) => quote(/^(?:!|f:)/.test(title) ? `case ${title}` : title);

function testLines(testCase: PlannedCase, plan: Plan): string[] {
  const { title, pending, table } = testCase;
  if (pending !== null) return [...about(testCase), `xtest(${plainName(`${title} (${pending})`)}) {`, '}'];
  const body = writeBody(testCase, plan.subject, voiceOf(testCase));
  if (!table) return [...about(testCase), `test(${plainName(title)}) {`, ...indent(body), '}'];
  const columns = table.columns.map(({ name }) => name).join(', ');
  const last = table.rows.length - 1;
  return [
    ...about(testCase),
    `context(${plainName(title)}) {`,
    '    listOf(',
    ...table.rows.map((row, i) => `        row(${writeRow(row, table)})${i === last ? '' : ','}`),
    `    ).forEachIndexed { index, (${columns}) ->`,
    '        test("row $index") {',
    ...indent(body, '            '),
    '        }',
    '    }',
    '}',
  ];
}

function importLines(cases: readonly PlannedCase[]): string[] {
  const running = cases.filter(({ pending }) => pending === null);
  const checks = running.flatMap((testCase) => testCase.checks);
  const negated = (kinds: readonly Check['kind'][], not: boolean) =>
    checks.some((check) => kinds.includes(check.kind) && check.not === not);
  const text = (name: string, ...kinds: Check['kind'][]) => [
    ...(negated(kinds, false) ? [`io.kotest.matchers.string.should${name}`] : []),
    ...(negated(kinds, true) ? [`io.kotest.matchers.string.shouldNot${name}`] : []),
  ];
  const raised = running.flatMap((testCase) => testCase.raised ?? []);
  return [
    ...(raised.some(({ type }) => type !== undefined) ? ['io.kotest.assertions.throwables.shouldThrow'] : []),
    ...(raised.some(({ type }) => type === undefined) ? ['io.kotest.assertions.throwables.shouldThrowAny'] : []),
    'io.kotest.core.spec.style.FunSpec',
    ...(running.some(({ table }) => table) ? ['io.kotest.data.row'] : []),
    'io.kotest.matchers.shouldBe',
    ...(negated(['equals', 'null', 'length'], true) ? ['io.kotest.matchers.shouldNotBe'] : []),
    ...text('Contain', 'contains', 'matches'),
    ...text('StartWith', 'starts_with'),
    ...text('EndWith', 'ends_with'),
  ].map((name) => `import ${name}`);
}

export const kotest: Framework = {
  language: kotlin,
  name: 'kotest',
  testName: camelCase,
  className: (words) => `${pascalCase(words)}Spec`,
  folder: folderOf,
  fileName: (_, className) => `${className}.kt`,
  discovery: 'its JUnit engine finds each spec by its class; by convention *Spec, in a file of that name',
  needs: () => ['kotest-runner-junit5 and useJUnitPlatform()'],
  reportsTitles: true,
  write: (plan) =>
    fileOf(
      parted(packageLines(plan.subject), importLines(plan.cases), [
        '/** Written by Assay from test cases of no language. */',
        `class ${plan.className} : FunSpec({`,
        ...indent(parted(...plan.cases.map((testCase) => testLines(testCase, plan)))),
        '})',
      ]),
    ),
};
