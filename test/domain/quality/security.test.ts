import { expect, test } from 'vitest';
import { isSuppressed, type SecurityFinding, type SecurityScan } from '../../../src/domain/quality/scan';
import { securityForm } from '../../../src/domain/quality/security';

const anIssue = (more: object = {}) => ({
  type: 'SQL injection',
  severity: 'high',
  description: 'user input reaches a query',
  file: 'src/db.ts',
  line: 10,
  ...more,
});

const scanOf = (...vulnerabilities: object[]): SecurityScan => securityForm.payload.parse({ vulnerabilities });

function groupsOf(before: SecurityScan, after: SecurityScan) {
  const compared = securityForm.compare(before, after);
  if ('incomparable' in compared) throw new Error(compared.incomparable);
  return Object.fromEntries(compared.groups.map(({ title, count }) => [title, count]));
}

/** The scan with each of its findings changed. */
const withFindings = (scan: SecurityScan, change: (finding: SecurityFinding) => SecurityFinding): SecurityScan => ({
  ...scan,
  analyses: scan.analyses.map((analysis) => ({ ...analysis, findings: analysis.findings.map(change) })),
});

const incomplete = (scan: SecurityScan): SecurityScan => ({
  ...scan,
  analyses: scan.analyses.map((analysis) => ({ ...analysis, incomplete: ['execution_failed'] })),
});

test('every vulnerability is a finding, however many there are, with a rule a type', () => {
  const many = Array.from({ length: 500 }, (_, line) => anIssue({ line: line + 1 }));
  const [analysis] = scanOf(...many, anIssue({ type: 'sql_injection' }), anIssue({ type: 'XSS' })).analyses;
  expect(analysis?.findings).toHaveLength(502);
  expect(analysis?.rules.map(({ id }) => id)).toEqual(['sql-injection', 'xss']);
});

test('the severities are four levels and a kind, with the least security severity of each', () => {
  const severities = ['critical', 'high', 'medium', 'low', 'informational'];
  const [analysis] = scanOf(...severities.map((severity) => anIssue({ severity }))).analyses;
  expect(analysis?.findings.map(({ level, kind, security_severity: least }) => [level, kind, least])).toEqual([
    ['error', 'fail', 9],
    ['error', 'fail', 7],
    ['warning', 'fail', 4],
    ['note', 'fail', 0.1],
    ['none', 'informational', 0],
  ]);
});

test('one CWE or several are taken, and written in one way', () => {
  const [analysis] = scanOf(anIssue({ cwe: 'CWE-089' }), anIssue({ cwe: ['CWE-79', 'CWE-79'] })).analyses;
  expect(analysis?.findings.map(({ cwe }) => cwe)).toEqual([['CWE-89'], ['CWE-79']]);
});

test('a fingerprint stays when the line and the numbers of a message change, and alike findings have different ones', () => {
  const [before, after] = [scanOf(anIssue(), anIssue()), scanOf(anIssue({ line: 99 }), anIssue({ line: 120 }))].map(
    ({ analyses }) => analyses.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint)),
  );
  expect(after).toEqual(before);
  expect(new Set(before).size).toBe(2);
});

test('what is kept is read again as it was', () => {
  const scan = scanOf(anIssue(), anIssue({ type: 'XSS', cwe: 'CWE-79', snippet: '<b>' }));
  expect(securityForm.payload.parse(JSON.parse(JSON.stringify(scan)))).toEqual(scan);
});

test.each([
  [{ vulnerabilities: [anIssue({ severity: 'huge' })] }],
  [{ vulnerabilities: [anIssue({ line: 0 })] }],
  [{ vulnerabilities: [anIssue({ cwe: 'SQL' })] }],
  [{ vulnerabilities: [anIssue({ surprise: 1 })] }],
  [{}],
])('%j is refused', (payload) => {
  expect(securityForm.payload.safeParse(payload).success).toBe(false);
});

test('a scan that names a rule or a weakness twice is refused: it could not be written as SARIF', () => {
  const scan = scanOf(anIssue({ cwe: 'CWE-89' }));
  const [analysis] = scan.analyses;
  const rules = [...(analysis?.rules ?? []), ...(analysis?.rules ?? [])];
  expect(securityForm.payload.safeParse({ ...scan, analyses: [{ ...analysis, rules }] }).success).toBe(false);
  for (const cwe of [['CWE-89', 'CWE-89'], ['SQL']]) {
    const changed = withFindings(scan, (finding) => ({ ...finding, cwe }));
    expect(securityForm.payload.safeParse(changed).success).toBe(false);
  }
});

test('active problems are measured; suppressed, absent and informational findings are none', () => {
  const scan = scanOf(anIssue(), anIssue({ severity: 'critical' }), anIssue({ severity: 'informational' }));
  expect(securityForm.measure(scan)).toEqual({ findings: 2, critical: 1, high: 1 });
  const suppressed = withFindings(scan, (finding) => ({
    ...finding,
    suppressions: [{ kind: 'inSource', status: null, justification: null }],
  }));
  expect(securityForm.measure(suppressed)).toEqual({ findings: 0, critical: 0, high: 0 });
  const absent = withFindings(scan, (finding) => ({ ...finding, baseline_state: 'absent' }));
  expect(securityForm.measure(absent)).toMatchObject({ findings: 0 });
});

test('a suppression that is not yet agreed on, or was turned down, suppresses nothing', () => {
  const suppression = { kind: 'external', justification: null } as const;
  expect(isSuppressed({ suppressions: [] })).toBe(false);
  expect(isSuppressed({ suppressions: [{ ...suppression, status: 'accepted' }] })).toBe(true);
  expect(isSuppressed({ suppressions: [{ ...suppression, status: 'rejected' }] })).toBe(false);
  expect(
    isSuppressed({
      suppressions: [
        { ...suppression, status: 'accepted' },
        { ...suppression, status: 'underReview' },
      ],
    }),
  ).toBe(false);
});

test('a scan that did not run to its end measures nothing, and so does one without an analysis', () => {
  const nothing = { findings: null, critical: null, high: null };
  expect(securityForm.measure(incomplete(scanOf()))).toEqual(nothing);
  expect(securityForm.measure({ analyses: [], files_scanned: null, recommendations: [] })).toEqual(nothing);
  expect(securityForm.summarise(incomplete(scanOf(anIssue())))).toMatchObject({ complete: false });
});

test('how many findings are critical is not known where no tool rates any', () => {
  const unrated = withFindings(scanOf(anIssue()), (finding) => ({ ...finding, security_severity: null }));
  expect(securityForm.measure(unrated)).toEqual({ findings: 1, critical: null, high: null });
  expect(securityForm.measure(scanOf())).toEqual({ findings: 0, critical: 0, high: 0 });
});

test('findings are new, fixed, unchanged or moved by their fingerprints', () => {
  const stays = anIssue({ type: 'stays' });
  const before = scanOf(stays, anIssue({ type: 'moves' }), anIssue({ type: 'goes' }));
  const after = scanOf(stays, anIssue({ type: 'moves', line: 40 }), anIssue({ type: 'comes' }));
  expect(groupsOf(before, after)).toMatchObject({
    'New findings': 1,
    'Fixed findings': 1,
    'Moved findings': 1,
    'Unchanged findings': 1,
  });
  const compared = securityForm.compare(before, after);
  expect('groups' in compared && compared.groups.find(({ title }) => title === 'Moved findings')?.items).toMatchObject([
    { rule_id: 'moves', line: 40, from_file: 'src/db.ts', from_line: 10 },
  ]);
});

test('of findings that are alike those that stayed in their places did not move', () => {
  const alike = (fingerprint: string) => (scan: SecurityScan) =>
    withFindings(scan, (finding) => ({ ...finding, fingerprint: `fnd_${fingerprint.repeat(32)}` }));
  const before = alike('a')(scanOf(anIssue({ line: 1 }), anIssue({ line: 2 })));
  const after = alike('a')(scanOf(anIssue({ line: 2 }), anIssue({ line: 3 })));
  expect(groupsOf(before, after)).toMatchObject({ 'Moved findings': 1, 'Unchanged findings': 1, 'New findings': 0 });
});

test('a finding is the same one under the earlier version of its fingerprint', () => {
  const old = `fnd_${'0'.repeat(32)}`;
  const before = withFindings(scanOf(anIssue()), (finding) => ({ ...finding, fingerprint: old }));
  const after = withFindings(scanOf(anIssue({ line: 11 })), (finding) => ({ ...finding, older_fingerprints: [old] }));
  expect(groupsOf(before, after)).toMatchObject({ 'Moved findings': 1, 'New findings': 0, 'Fixed findings': 0 });
});

test('what an incomplete scan lacks is not fixed', () => {
  expect(securityForm.compare(scanOf(anIssue()), incomplete(scanOf()))).toEqual({
    incomparable: expect.stringContaining('security-scan'),
  });
});
