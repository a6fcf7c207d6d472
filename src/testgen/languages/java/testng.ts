import { quote } from './java';
import { defineFramework, writeRow } from './test-class';

export const testng = defineFramework({
  framework: 'testng',
  access: 'public ',
  imports: ({ cases }) => [
    'static org.testng.Assert.*',
    'org.testng.annotations.Test',
    ...(cases.some(({ pending }) => pending !== null) ? ['org.testng.SkipException'] : []),
    ...(cases.some(({ table, pending }) => table && pending === null) ? ['org.testng.annotations.DataProvider'] : []),
  ],
  equal: (assertion, expected, actual) => `${assertion}(${actual}, ${expected})`,
  throws: 'expectThrows',
  instanceOf: (type) => `assertTrue(error instanceof ${type})`,
  annotations({ title, pending, table }) {
    const source = table && pending === null ? `dataProvider = ${quote(table.name)}, ` : '';
    return [`@Test(${source}description = ${quote(title)})`];
  },
  // `enabled = false` would not be reported at all.
  pendingBody: (reason) => [`throw new SkipException(${quote(reason)});`],
  rows: (table) => [
    '@DataProvider',
    `public Object[][] ${table.name}() {`,
    '    return new Object[][] {',
    ...table.rows.map((row) => `        {${writeRow(row, table)}},`),
    '    };',
    '}',
  ],
});
