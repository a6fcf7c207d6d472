import { type Voice, writeBody } from '../../body';
import type { Check, Raised } from '../../case';
import type { Framework, Plan, PlannedCase } from '../../language';
import { fileOf, indent, parted } from '../../layout';
import { conditionOf, writeOperand } from '../../source';
import { pascalCase } from '../../words';
import { quote, swift } from './swift';
import { about, bind, called, construct, effectsOf, folderOf, headLines, rowLines } from './test-case';

const voiceOf = ({ checks, table }: PlannedCase): Voice => {
  const place = table ? ', "row \\(index)"' : '';
  return {
    construct,
    bind,
    act: (call, subject) => [`${checks.length > 0 ? 'let result' : '_'} = ${called(call, subject)}`],
    check: (check, result) => [assertionOf(check, result, place)],
    raise(call, raised, subject) {
      const written = called(call, subject);
      const looks = errorLines(raised);
      if (!call.awaits) {
        const assertion = `XCTAssertThrowsError(${written}${place})`;
        return looks.length === 0 ? [assertion] : [`${assertion} { error in`, ...indent(looks), '}'];
      }
      // The assertion takes nothing that is awaited.
      return ['do {', `    _ = ${written}`, '    XCTFail("It does not fail")', '} catch {', ...indent(looks), '}'];
    },
  };
};

const errorLines = ({ type, message }: Raised) => [
  ...(type === undefined ? [] : [`XCTAssertTrue(error is ${type})`]),
  ...(message === undefined ? [] : [`XCTAssertTrue(String(describing: error).contains(${quote(message)}))`]),
];

function assertionOf(check: Check, result: string, place: string): string {
  const form = (name: string) => (check.not ? `XCTAssertNot${name}` : `XCTAssert${name}`);
  switch (check.kind) {
    case 'equals':
      return `${form('Equal')}(${result}, ${writeOperand(check.value, swift)}${place})`;
    case 'close_to': {
      const values = `${swift.literals.float(check.value)}, accuracy: ${swift.literals.float(check.within)}`;
      return `${form('Equal')}(${result}, ${values}${place})`;
    }
    case 'null':
      return `XCTAssert${check.not ? 'NotNil' : 'Nil'}(${result}${place})`;
    case 'length':
      return `${form('Equal')}(${swift.conditions.length(result, check.of)}, ${check.equals}${place})`;
    default: {
      const isPositive = check.not === (check.kind === 'falsy');
      const positive = check.kind === 'falsy' ? result : conditionOf({ ...check, not: false }, result, swift);
      return `${isPositive ? 'XCTAssertTrue' : 'XCTAssertFalse'}(${positive}${place})`;
    }
  }
}

function methodLines(testCase: PlannedCase, plan: Plan): string[] {
  const { name, pending, table, call } = testCase;
  const said = about(testCase, true);
  if (pending !== null) return [...said, `func ${name}() throws {`, `    throw XCTSkip(${quote(pending)})`, '}'];
  const head = `func ${name}()${effectsOf(call)} {`;
  const body = writeBody(testCase, plan.subject, voiceOf(testCase));
  if (!table) return [...said, head, ...indent(body), '}'];
  const { lines, type } = rowLines(table);
  const names = table.columns.map((column) => column.name).join(', ');
  const columns = table.columns.length > 1 ? `(${names})` : names;
  return [
    ...said,
    head,
    ...indent([`let rows: ${type} = [`, ...lines, ']', `for (index, ${columns}) in rows.enumerated() {`]),
    ...indent(body, '        '),
    '    }',
    '}',
  ];
}

export const xctest: Framework = {
  language: swift,
  name: 'xctest',
  testName: (words) => `test${pascalCase(words)}`,
  className: (words) => `${pascalCase(words)}Tests`,
  folder: folderOf,
  fileName: (_, className) => `${className}.swift`,
  discovery: 'swift test takes methods test* of each XCTestCase in the test target',
  write: (plan) =>
    fileOf(
      parted(headLines(plan, 'XCTest'), [
        `final class ${plan.className}: XCTestCase {`,
        ...indent(parted(...plan.cases.map((testCase) => methodLines(testCase, plan)))),
        '}',
      ]),
    ),
};
