import { type Voice, writeBody } from '../../body';
import type { Framework, Plan, PlannedCase } from '../../language';
import { fileOf, indent, parted } from '../../layout';
import { conditionOf } from '../../source';
import { camelCase, pascalCase } from '../../words';
import { quote, swift, typeName } from './swift';
import { about, bind, called, construct, effectsOf, folderOf, headLines, rowLines } from './test-case';

const voiceOf = ({ checks }: PlannedCase): Voice => ({
  construct,
  bind,
  act: (call, subject) => [`${checks.length > 0 ? 'let result' : '_'} = ${called(call, subject)}`],
  check: (check, result) => [`#expect(${conditionOf(check, result, swift)})`],
  raise(call, { type, message }, subject) {
    const written = called(call, subject);
    if (message === undefined) {
      const wanted = type ?? '(any Error)';
      return [`${call.awaits ? 'await ' : ''}#expect(throws: ${wanted}.self) {`, `    _ = ${written}`, '}'];
    }
    return [
      'do {',
      `    _ = ${written}`,
      '    Issue.record("It does not fail")',
      '} catch {',
      ...(type === undefined ? [] : [`    #expect(error is ${type})`]),
      `    #expect(String(describing: error).contains(${quote(message)}))`,
      '}',
    ];
  },
});

function testLines(testCase: PlannedCase, plan: Plan): string[] {
  const { name, title, pending, table, call } = testCase;
  const said = about(testCase, false);
  if (pending !== null)
    return [...said, `@Test(${quote(title)}, .disabled(${quote(pending)}))`, `func ${name}() {`, '}'];
  const body = indent(writeBody(testCase, plan.subject, voiceOf(testCase)));
  if (!table) return [...said, `@Test(${quote(title)})`, `func ${name}()${effectsOf(call)} {`, ...body, '}'];
  const { lines, type } = rowLines(table);
  const parameters = table.columns.map((column) => `${column.name}: ${typeName(column.type)}`).join(', ');
  return [
    ...said,
    `@Test(${quote(title)}, arguments: [`,
    ...lines,
    `] as ${type})`,
    `func ${name}(${parameters})${effectsOf(call)} {`,
    ...body,
    '}',
  ];
}

export const swiftTesting: Framework = {
  language: swift,
  name: 'swift-testing',
  testName: camelCase,
  className: (words) => `${pascalCase(words)}Tests`,
  folder: folderOf,
  fileName: (_, className) => `${className}.swift`,
  discovery: 'swift test takes each @Test in the test target',
  needs: () => ['Swift 6, or the package swift-testing'],
  reportsTitles: true,
  write: (plan) =>
    fileOf(
      parted(headLines(plan, 'Testing'), [
        `@Suite(${quote(plan.subject.name)})`,
        `struct ${plan.className} {`,
        ...indent(parted(...plan.cases.map((testCase) => testLines(testCase, plan)))),
        '}',
      ]),
    ),
};
