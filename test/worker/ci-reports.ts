export type Outcome = 'pass' | 'fail' | 'error' | 'skip';

const CHILDREN: Record<Outcome, (message: string) => string> = {
  pass: () => '',
  fail: (message) => `<failure message="${message}" type="AssertionError">at cart.ts:3</failure>`,
  error: () => '<error message="boom" type="TypeError"/>',
  skip: () => '<skipped/>',
};

/** A JUnit report with one case a name. */
export function junit(outcomes: Record<string, Outcome>, { message = 'expected 3 to be 4' } = {}): string {
  const cases = Object.entries(outcomes).map(
    ([name, outcome]) =>
      `<testcase classname="cart" name="${name}" time="0.5">${CHILDREN[outcome](message)}</testcase>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><testsuites><testsuite name="cart">${cases.join('')}</testsuite></testsuites>`;
}

/** A SARIF log of one analysis, with a finding a rule and file. */
export function sarif(findings: [rule: string, file: string][]): string {
  const results = findings.map(([ruleId, uri]) => ({
    ruleId,
    message: { text: `${ruleId} in ${uri}` },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 3 } } }],
  }));
  return JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'scanner' } }, results }] });
}

/** An LCOV section of a source file: hits by line. */
export function lcov(file: string, hits: Record<number, number>): string {
  const lines = Object.entries(hits).map(([line, count]) => `DA:${line},${count}`);
  return [`SF:${file}`, ...lines, 'end_of_record', ''].join('\n');
}
