/** One test. A `failure` was measured; an `error` could not be. */
export interface JunitCase {
  name: string;
  classname: string;
  /** Path of the file that the test stands in. */
  file?: string;
  /** Seconds, where they were measured. */
  time?: number;
  outcome: 'passed' | 'skipped' | { kind: 'failure' | 'error'; type: string; message: string };
}

export interface JunitSuite {
  name: string;
  cases: readonly JunitCase[];
}

export interface JunitReport {
  name: string;
  properties: Readonly<Record<string, string>>;
  suites: readonly JunitSuite[];
}

/**
 * A JUnit XML document as CI systems read it: `testsuites`, `testsuite`, `testcase`, with `failure` or `error` inside.
 * There is no schema of its maker; this is the part that all readers agree on. Counts are those of the cases written,
 * and the properties stand in every suite, because readers look for them there. A time that was not measured is left out.
 *
 * @returns well-formed XML 1.0 whatever the texts hold; what XML can't carry becomes U+FFFD
 */
export function writeJunit({ name, properties, suites }: JunitReport): string {
  const cases = suites.flatMap((suite) => suite.cases);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...countsOf(cases) })}>`,
    ...suites.flatMap((suite) => suiteLines(suite, properties)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suiteLines({ name, cases }: JunitSuite, properties: JunitReport['properties']): string[] {
  const entries = Object.entries(properties);
  return [
    `  <testsuite${attributes({ name, ...countsOf(cases), skipped: skippedOf(cases) })}>`,
    ...(entries.length === 0
      ? []
      : [
          '    <properties>',
          ...entries.map(([key, value]) => `      <property${attributes({ name: key, value })}/>`),
          '    </properties>',
        ]),
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function caseLines({ outcome, ...named }: JunitCase): string[] {
  const start = `    <testcase${attributes(named)}`;
  if (outcome === 'passed') return [`${start}/>`];
  if (outcome === 'skipped') return [`${start}>`, '      <skipped/>', '    </testcase>'];
  const { kind, type, message } = outcome;
  return [`${start}>`, `      <${kind}${attributes({ message, type })}/>`, '    </testcase>'];
}

function countsOf(cases: readonly JunitCase[]) {
  const count = (kind: 'failure' | 'error') =>
    cases.filter(({ outcome }) => typeof outcome === 'object' && outcome.kind === kind).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error') };
}

const skippedOf = (cases: readonly JunitCase[]) => cases.filter(({ outcome }) => outcome === 'skipped').length;

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeAttribute(String(value))}"`)
    .join('');
}

/** What an XML 1.0 document can't hold, not even escaped (section 2.2). */
const NO_CHARACTER = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Unescaped, a parser makes each of these a blank (section 3.3.3).
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function escapeAttribute(text: string): string {
  return text.replace(NO_CHARACTER, '\ufffd').replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? character);
}
