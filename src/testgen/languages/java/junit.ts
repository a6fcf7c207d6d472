import { quote } from './java';
import { defineFramework, writeRow } from './test-class';

const ASSERTIONS = 'org.junit.jupiter.api.Assertions';

/** JUnit 5. */
export const junit = defineFramework({
  framework: 'junit',
  access: '',
  imports: ({ cases }) => [
    `static ${ASSERTIONS}.*`,
    'org.junit.jupiter.api.DisplayName',
    ...(cases.some(({ table, pending }) => !table || pending !== null) ? ['org.junit.jupiter.api.Test'] : []),
    ...(cases.some(({ pending }) => pending !== null) ? ['org.junit.jupiter.api.Disabled'] : []),
    ...(cases.some(({ table, pending }) => table && pending === null)
      ? [
          'org.junit.jupiter.params.ParameterizedTest',
          'org.junit.jupiter.params.provider.Arguments',
          'org.junit.jupiter.params.provider.MethodSource',
        ]
      : []),
  ],
  equal: (assertion, expected, actual) => `${assertion}(${expected}, ${actual})`,
  throws: 'assertThrows',
  instanceOf: (type) => `assertInstanceOf(${type}.class, error)`,
  annotations({ title, pending, table }) {
    const name = `@DisplayName(${quote(title)})`;
    if (pending !== null) return ['@Test', name, `@Disabled(${quote(pending)})`];
    return table ? ['@ParameterizedTest', `@MethodSource(${quote(table.name)})`, name] : ['@Test', name];
  },
  pendingBody: () => [],
  rows: (table) => [
    `static Stream<Arguments> ${table.name}() {`,
    '    return Stream.of(',
    ...table.rows.map((row, i) => {
      const written = writeRow(row, table);
      // A lone null would be read as the whole array of arguments.
      const only = written === 'null' ? '(Object) null' : written;
      return `            Arguments.of(${only})${i + 1 < table.rows.length ? ',' : ');'}`;
    }),
    '}',
  ],
});
