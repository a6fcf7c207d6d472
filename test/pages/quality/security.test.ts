import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SecurityFinding, SecurityScan } from '../../../src/domain/quality/scan';
import { securityForm } from '../../../src/domain/quality/security';
import { securityDocuments } from '../../../src/pages/quality/security';
import { anyText, HOSTILE_TEXTS } from '../hostile';
import { isVisible, kindsOf } from './markdown-kinds';

function scanOf(text: string): SecurityScan {
  const finding: SecurityFinding = {
    ...{
      rule_id: text,
      level: 'error',
      kind: 'fail',
      message: text,
      security_severity: 9,
      cwe: ['CWE-79'],
      file: text,
    },
    ...{ start_line: 3, start_column: null, end_line: null, end_column: null, logical_location: text, snippet: text },
    ...{ baseline_state: null, suppressions: [], fingerprint: `fnd_${'1'.repeat(32)}`, older_fingerprints: [] },
    ...{ fingerprints: {}, partial_fingerprints: {} },
  };
  const suppressed: SecurityFinding = {
    ...finding,
    suppressions: [{ kind: 'inSource', status: null, justification: text }],
  };
  const rule = {
    ...{ id: text, name: text, short_description: text, full_description: text, help: text, help_markdown: text },
    ...{ help_uri: text || null, level: null, security_severity: null, cwe: [], tags: [] },
  };
  return {
    analyses: [
      {
        ...{ tool: text, version: text, category: text, incomplete: ['execution_failed'], rules: [rule] },
        findings: [finding, suppressed],
      },
    ],
    files_scanned: null,
    recommendations: [text],
  };
}

const documentsOf = (scan: SecurityScan, name = 'nightly') =>
  securityDocuments(scan, { name, created_at: '2026-01-10T15:30:00Z', task: 'scan-security' });
const markdownOf = (text: string) => documentsOf(scanOf(text), text).at(-1)?.text ?? '';
const harmless = kindsOf(markdownOf('harmless'));

test('a scan is written as SARIF and JSON for tools and as Markdown for people', () => {
  expect(documentsOf(scanOf('x')).map(({ role, ending, format }) => [role, ending, format])).toEqual([
    ['primary', '_scan.sarif', 'sarif'],
    ['primary', '_scan.json', 'json'],
    ['secondary', '_scan.md', 'markdown'],
  ]);
});

test('every finding is in every document, however many there are', () => {
  const vulnerabilities = Array.from({ length: 300 }, (_, i) => ({
    ...{ type: 'XSS', severity: 'low', description: `marker${i}x`, file: 'a.ts', line: i + 1 },
  }));
  const documents = documentsOf(securityForm.payload.parse({ vulnerabilities }));
  for (const { text } of documents) {
    expect(new Set(text.match(/marker\d+x/g)).size).toBe(300);
  }
});

test('an incomplete scan is told as one, and what was not measured is not 0', () => {
  expect(markdownOf('x')).toContain('not complete');
  expect(markdownOf('x')).toContain('| files scanned | not measured |');
});

test('the worst finding comes first', () => {
  const vulnerabilities = ['low', 'critical', 'medium'].map((severity) => ({
    ...{ type: severity, severity, description: `is ${severity}` },
  }));
  const text = documentsOf(securityForm.payload.parse({ vulnerabilities })).at(-1)?.text ?? '';
  expect([...text.matchAll(/#### (\w+)/g)].map(([, title]) => title)).toEqual(['critical', 'medium', 'low']);
});

test.each(Object.entries(HOSTILE_TEXTS))('%s in every text of a scan is inert', (_, text) => {
  expect(kindsOf(markdownOf(text))).toEqual(harmless);
});

test('no text at all adds markup to a scan', () => {
  fc.assert(
    fc.property(anyText.filter(isVisible), (text) => {
      expect(kindsOf(markdownOf(text))).toEqual(harmless);
    }),
    { numRuns: 60 },
  );
});
