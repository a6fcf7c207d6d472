import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countFindings, type SecurityScan } from '../../../src/domain/quality/scan';
import { securityFromFiles } from '../../../src/formats/quality/security';
import { fileOf } from '../../../src/formats/sarif/location';
import { absoluteUri, uriOfFile } from '../../../src/formats/sarif/uri';
import { writeSarif } from '../../../src/formats/sarif/writer';
import { anyText, HOSTILE_TEXTS } from '../../pages/hostile';

const SCHEMA = join(import.meta.dirname, '../../../../shared/data/ci/schemas/sarif-schema-2.1.0.json');
const hasSchema = existsSync(SCHEMA);
if (!hasSchema) process.stdout.write('skipped: the schema of SARIF is not here\n');

const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
const validate = hasSchema ? ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8'))) : null;

/** A scan that uses all there is, with one text everywhere. */
function scanWith(text: string): SecurityScan {
  const rule = {
    ...{ id: text, name: text, short_description: text, full_description: text, help: text, help_markdown: text },
    ...{ help_uri: text, level: 'note' as const, security_severity: 7.8, cwe: ['CWE-79', 'CWE-89'], tags: [text] },
  };
  const finding = {
    ...{ rule_id: text, level: 'error' as const, kind: 'fail' as const, message: text, security_severity: 9.81 },
    ...{ cwe: ['CWE-79'], file: text, start_line: 3, start_column: 1, end_line: 4, end_column: 9 },
    ...{ logical_location: text, snippet: text, baseline_state: 'new' as const },
    ...{ fingerprint: `fnd_${'1'.repeat(32)}`, older_fingerprints: [], fingerprints: {} },
    partial_fingerprints: { [`a${text}`]: text },
    suppressions: [
      { kind: 'external' as const, status: 'rejected' as const, justification: text },
      { kind: 'external' as const, status: 'rejected' as const, justification: text },
    ],
  };
  const bare = {
    ...{ ...finding, rule_id: null, message: '', security_severity: null, cwe: [], file: null, start_line: null },
    ...{ start_column: null, end_line: null, end_column: null, logical_location: null, suppressions: [] },
    ...{ baseline_state: null, partial_fingerprints: {}, fingerprint: `fnd_${'2'.repeat(32)}` },
  };
  return {
    analyses: [
      {
        ...{ tool: text, version: text, category: text, incomplete: [] },
        rules: [rule],
        findings: [finding, bare, { ...bare, snippet: null }],
      },
      { tool: 'silent', version: null, category: null, incomplete: ['not_run'], rules: [], findings: [] },
    ],
    files_scanned: 3,
    recommendations: [text],
  };
}

function expectValid(written: string): void {
  validate?.(JSON.parse(written));
  expect(validate?.errors).toBeNull();
}

test.skipIf(!hasSchema).each(Object.entries(HOSTILE_TEXTS))('%s in every text leaves a log valid', (_, text) => {
  expectValid(writeSarif(scanWith(text)));
});

test.skipIf(!hasSchema)('no text at all makes a log invalid, or changes what is read of it', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const scan = scanWith(text);
      const written = writeSarif(scan);
      expectValid(written);
      const again = securityFromFiles([{ name: 'scan.sarif', bytes: new TextEncoder().encode(written) }]);
      if ('fault' in again) throw new Error(JSON.stringify(again));
      expect(countFindings(again)).toEqual(countFindings(scan));
      expect(again.analyses.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint))).toEqual(
        scan.analyses.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint)),
      );
    }),
    { numRuns: 200 },
  );
});

test('a rule has its weaknesses as taxa of the CWE, its help, and a severity that is a text', () => {
  const [run] = JSON.parse(writeSarif(scanWith('x'))).runs;
  expect(run.taxonomies).toMatchObject([{ name: 'CWE', taxa: [{ id: '79' }, { id: '89' }] }]);
  expect(run.tool.driver.supportedTaxonomies).toEqual([{ name: 'CWE', index: 0 }]);
  expect(run.tool.driver.rules).toMatchObject([
    {
      id: 'x',
      help: { text: 'x', markdown: 'x' },
      relationships: [{ target: { id: '79', toolComponent: { name: 'CWE' } } }, { target: { id: '89' } }],
      properties: {
        'security-severity': '7.8',
        tags: ['x', 'security', 'external/cwe/cwe-079', 'external/cwe/cwe-089'],
      },
    },
  ]);
  expect(run.results[0]).toMatchObject({
    ruleId: 'x',
    ruleIndex: 0,
    taxa: [{ id: '79' }],
    properties: { 'security-severity': '9.81' },
    locations: [{ physicalLocation: { region: { startLine: 3, snippet: { text: 'x' } } } }],
  });
});

test('an analysis that did not run has no results, not even none, and says that it failed', () => {
  const [, silent] = JSON.parse(writeSarif(scanWith('x'))).runs;
  expect(silent).not.toHaveProperty('results');
  expect(silent.invocations).toMatchObject([{ executionSuccessful: false }]);
});

const NO_BASES = { artifact: () => null, base: () => null, roots: () => [] };
const read = (uri: string) => fileOf(Object.assign(Object.create(null), { uri }), NO_BASES);

test.each([
  ['src/a.ts', 'src/a.ts'],
  ['a b/ü%20#?.ts', 'a%20b/%C3%BC%2520%23%3F.ts'],
  ['../up.ts', '../up.ts'],
  ['/etc/passwd', 'file:///etc/passwd'],
  ['C:/work/a.ts', 'file:///C:/work/a.ts'],
  ['//host/share/a.ts', 'file://host/share/a.ts'],
  ['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
])('the file %s is the URI %s, and the same file again', (file, uri) => {
  expect(uriOfFile(file)).toBe(uri);
  expect(read(uri)).toBe(file);
});

test('a relative path of any characters is the same again', () => {
  const part = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    .filter((text) => !/[/\\\p{Cc}\ud800-\udfff]/u.test(text) && text.trim() === text && !/^\.{1,2}$/.test(text));
  fc.assert(
    fc.property(fc.array(part, { minLength: 2, maxLength: 4 }), (parts) => {
      const file = ['src', ...parts].join('/');
      expect(read(uriOfFile(file))).toBe(file);
    }),
  );
});

test('what is no absolute URI is none', () => {
  expect(['https://e.example/a#b', 'urn:x:y', 'mailto:a@b.example'].map(absoluteUri)).not.toContain(null);
  expect([null, '', ')', 'a/b', 'https://e.example/a b', 'https://e.example/%zz', 'a:#b#c'].map(absoluteUri)).toEqual(
    Array(7).fill(null),
  );
});
