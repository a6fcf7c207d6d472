import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countFindings, isActiveProblem, isComplete, SecurityScan } from '../../../src/domain/quality/scan';
import { securityFromFiles } from '../../../src/formats/quality/security';
import { writeSarif } from '../../../src/formats/sarif/writer';
import { absent, realFiles } from '../coverage-files';

const SCHEMA = join(import.meta.dirname, '../../../../shared/data/ci/schemas/sarif-schema-2.1.0.json');
const hasSchema = existsSync(SCHEMA);
if (absent !== null || !hasSchema) process.stdout.write('skipped: the shared SARIF files are not here\n');

const bytesOf = (text: string) => new TextEncoder().encode(text);

function read(bytes: Uint8Array): SecurityScan {
  const scan = securityFromFiles([{ name: 'scan.sarif', bytes }]);
  if ('fault' in scan) throw new Error(JSON.stringify(scan));
  return scan;
}

/** What must not change when a scan is written and read again. */
function factsOf(scan: SecurityScan) {
  return {
    counts: countFindings(scan),
    complete: isComplete(scan),
    analyses: scan.analyses.map(({ incomplete, rules, findings, ...analysis }) => ({
      ...analysis,
      complete: incomplete.length === 0,
      rules: rules.map(({ tags, ...rule }) => ({ ...rule, tags: tags.filter((tag) => tag !== 'security') })),
      findings: findings.map((finding) => ({ ...finding, active: isActiveProblem(finding) })),
    })),
  };
}

const taken = realFiles<{ version: string | null; results: number; byLevel: Record<string, number> }>('sarif').filter(
  ({ strict }) => strict,
);

describe.skipIf(absent !== null || !hasSchema)('SARIF files of other tools', () => {
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  const validate = hasSchema ? ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8'))) : () => false;

  test('there are some', () => expect(taken.length).toBeGreaterThan(70));

  test.each(taken)('$name goes in, comes out valid, and goes in again with the same facts', ({ bytes, facts }) => {
    const scan = read(bytes);
    expect(SecurityScan.parse(scan)).toEqual(scan);
    expect(countFindings(scan)).toMatchObject({ findings: facts.results, by_level: facts.byLevel });

    const written = writeSarif(scan);
    validate(JSON.parse(written));
    expect('errors' in validate ? validate.errors : 'no schema').toBeNull();

    const again = read(bytesOf(written));
    expect(factsOf(again)).toEqual(factsOf(scan));
    expect(writeSarif(again)).toBe(writeSarif(read(bytesOf(writeSarif(again)))));
  });
});

const aRun = (results: object[] | null, more: object = {}) => ({
  tool: { driver: { name: 'lint', rules: [{ id: 'R1', shortDescription: { text: 'first' } }] } },
  ...(results && { results }),
  ...more,
});
const aResult = (more: object = {}) => ({ ruleId: 'R1', message: { text: 'm' }, ...more });
const readLogs = (...logs: object[][]) =>
  securityFromFiles(
    logs.map((runs, i) => ({ name: `${i}.sarif`, bytes: bytesOf(JSON.stringify({ version: '2.1.0', runs })) })),
  );

test('runs of one tool and category are one analysis, whatever files they stand in', () => {
  const nightly = { automationDetails: { id: 'nightly/1' } };
  const scan = readLogs(
    [aRun([aResult()]), aRun([aResult({ ruleId: 'R2' })])],
    [aRun([aResult()]), aRun([aResult()], nightly)],
  );
  expect(scan).toMatchObject({
    analyses: [
      { tool: 'lint', category: null, findings: [{}, {}, {}], rules: [{ id: 'R1' }, { id: 'R2', name: null }] },
      { tool: 'lint', category: 'nightly', findings: [{}] },
    ],
  });
});

test('a run that did not take place makes its analysis incomplete', () => {
  expect(readLogs([aRun(null)], [aRun([])])).toMatchObject({ analyses: [{ incomplete: ['not_run'], findings: [] }] });
});

test('suppressions and the fingerprints of the tool are kept', () => {
  const suppressions = [
    { kind: 'inSource', justification: 'known' },
    { kind: 'external', status: 'rejected' },
  ];
  const fingerprints = { 'a/v1': '1', 'a/v2': '2' };
  expect(readLogs([aRun([aResult({ suppressions, fingerprints })])])).toMatchObject({
    analyses: [
      {
        findings: [
          {
            fingerprints,
            older_fingerprints: [expect.stringMatching(/^fnd_/)],
            suppressions: [
              { kind: 'inSource', status: null, justification: 'known' },
              { kind: 'external', status: 'rejected', justification: null },
            ],
          },
        ],
      },
    ],
  });
});

test('a kind that nobody knows may be a problem', () => {
  expect(readLogs([aRun([aResult({ kind: 'surprise' })])])).toMatchObject({
    analyses: [{ findings: [{ kind: 'fail' }] }],
  });
});

test('a file that is no SARIF is refused by its name', () => {
  const lcov = bytesOf('SF:a\nDA:1,1\nend_of_record\n');
  expect(securityFromFiles([{ name: 'x.sarif', bytes: lcov }])).toMatchObject({
    fault: 'unrecognised',
    detail: expect.stringContaining('x.sarif: it is lcov'),
  });
  expect(securityFromFiles([{ name: 'y.sarif', bytes: bytesOf('{"version": "2.1.0", "runs": [') }])).toMatchObject({
    fault: 'truncated',
    detail: expect.stringContaining('y.sarif: '),
  });
});

test('a finding that Assay wrote is the same one, whatever of it has changed since', () => {
  const fingerprint = `fnd_${'a'.repeat(32)}`;
  const kept = aResult({ partialFingerprints: { 'assayFinding/v1': fingerprint } });
  const forged = aResult({ partialFingerprints: { 'assayFinding/v1': 'anything' } });
  const [first, second, third] = [kept, forged, aResult()].map((result) => {
    const scan = readLogs([aRun([result])]);
    return 'fault' in scan ? null : scan.analyses[0]?.findings[0];
  });
  expect(first).toMatchObject({ fingerprint, partial_fingerprints: {} });
  expect(second?.fingerprint).toBe(third?.fingerprint);
});

test('whatever bytes of a file are changed, it is read or refused', () => {
  const results = [aResult({ suppressions: [{ kind: 'inSource' }], fingerprints: { 'a/v1': 'é\\u0001' } }), aResult()];
  const whole = bytesOf(JSON.stringify({ version: '2.1.0', runs: [aRun(results)] }));
  const change = fc.tuple(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, byte] of changes) bytes[at] = byte;
      const scan = securityFromFiles([{ name: 'x', bytes }]);
      expect('fault' in scan || SecurityScan.safeParse(scan).success).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
