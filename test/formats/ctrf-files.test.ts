import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TestEvidence, TestFileSummary } from '../../src/domain/evidence/test';
import { ctrfReader } from '../../src/formats/ctrf/reader';
import type { FileFault, FileWarning } from '../../src/formats/reading';

const DATA = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'ci');
const present = existsSync(join(DATA, 'expected.json'));
if (!present) process.stdout.write('skipped: the shared CTRF files are not here\n');

interface Read {
  tests: TestEvidence[];
  summary: TestFileSummary;
  warnings: FileWarning[];
}

function read(bytes: Uint8Array, size = bytes.length): Read | FileFault {
  const tests: TestEvidence[] = [];
  const reader = ctrfReader((evidence) => tests.push(evidence));
  for (let from = 0; from < bytes.length; from += size) {
    const fault = reader.write(bytes.subarray(from, from + size));
    if (fault) return fault;
  }
  const closed = reader.close();
  return 'fault' in closed ? closed : { tests, ...closed };
}

const readReport = (report: unknown) => read(new TextEncoder().encode(JSON.stringify(report)));

function readWell(report: unknown): Read {
  const outcome = readReport(report);
  if ('fault' in outcome) throw new Error(`${outcome.fault}: ${outcome.detail}`);
  return outcome;
}

const reportOf = (tests: unknown[], summary: object = {}) => ({
  reportFormat: 'CTRF',
  specVersion: '1.0.0',
  results: { tool: { name: 'runner' }, summary, tests },
});

const passing = { name: 'a', status: 'passed', duration: 1 };

interface Facts {
  tests: number;
  byStatus: Record<string, number>;
  flaky: number;
  withRetries: number;
  durationSumMs: number;
  tool: string;
  schemaValid: boolean;
}

describe.skipIf(!present)('real CTRF files', () => {
  const expected = present
    ? (JSON.parse(readFileSync(join(DATA, 'expected.json'), 'utf8')) as { files: Record<string, { facts: Facts }> })
        .files
    : {};
  const files = Object.entries(expected).filter(([path]) => path.startsWith('ctrf/'));
  const reports = files.filter(([, { facts }]) => facts.schemaValid);

  test.each(reports)('%s gives what another reader found in it, in pieces of any size', (path, { facts }) => {
    const bytes = readFileSync(join(DATA, path));
    for (const size of [1, 7, bytes.length]) {
      const outcome = read(bytes, size);
      if ('fault' in outcome) throw new Error(outcome.detail);
      const { tests, summary, warnings } = outcome;
      expect(summary).toMatchObject({
        tests: facts.tests,
        passed: facts.byStatus['passed'] ?? 0,
        failed: facts.byStatus['failed'] ?? 0,
        skipped: (facts.byStatus['skipped'] ?? 0) + (facts.byStatus['pending'] ?? 0),
        errored: facts.byStatus['other'] ?? 0,
        flaky: facts.flaky,
        duration: facts.durationSumMs / 1000,
        tool: facts.tool,
        incomplete: false,
      });
      expect(TestFileSummary.parse(summary)).toEqual(summary);
      expect(warnings).toEqual([]);
      expect(tests.filter(({ attempts }) => attempts.length > 0)).toHaveLength(facts.withRetries);
      for (const evidence of tests) {
        expect(TestEvidence.parse(evidence)).toEqual(evidence);
        const { offset, length } = evidence.ref;
        expect(JSON.parse(bytes.toString('utf8', offset, offset + length))).toMatchObject({ name: evidence.name });
      }
    }
  });

  test('a JSON file that is no report is refused', () => {
    const others = files.filter(([, { facts }]) => !facts.schemaValid);
    expect(others.length).toBeGreaterThan(0);
    for (const [path] of others) expect(read(readFileSync(join(DATA, path)))).toMatchObject({ fault: 'invalid' });
  });
});

describe('statuses', () => {
  test('pending is skipped, other and unknown ones are errors and never passed', () => {
    const { tests, summary, warnings } = readWell(
      reportOf(
        ['passed', 'failed', 'skipped', 'pending', 'other', 'excellent', null].map((status) => ({
          ...passing,
          status,
        })),
      ),
    );
    expect(tests.map(({ status }) => status)).toEqual([
      'passed',
      'failed',
      'skipped',
      'skipped',
      'error',
      'error',
      'error',
    ]);
    expect(summary).toMatchObject({ passed: 1, failed: 1, skipped: 2, errored: 3 });
    expect(warnings).toMatchObject([{ code: 'bad_status', count: 2 }]);
  });

  test('a test that passed after it had failed is flaky; the attempt that decided is no earlier one', () => {
    const [failed, passed] = [{ status: 'failed', message: 'no' }, { status: 'passed' }];
    const { tests } = readWell(
      reportOf([
        {
          ...passing,
          retries: 1,
          retryAttempts: [
            { attempt: 2, ...passed },
            { attempt: 1, ...failed },
          ],
        },
        { ...passing, retries: 1, retryAttempts: [{ attempt: 1, ...failed }] },
        { ...passing, retryAttempts: [{ attempt: 1, ...failed }] },
        { ...passing, status: 'failed', flaky: true, retryAttempts: [{ attempt: 1, ...passed }] },
        { ...passing, flaky: true },
        { ...passing, retries: 0, retryAttempts: [{ attempt: 1, ...passed }] },
      ]),
    );
    expect(tests.map(({ flaky, attempts }) => [flaky, attempts.map(({ status }) => status)])).toEqual([
      [true, ['failed']],
      [true, ['failed']],
      [true, ['failed']],
      [false, ['passed']],
      [true, []],
      [false, []],
    ]);
    expect(tests[0]?.attempts[0]?.failures).toEqual([{ message: 'no', type: null, stack: null }]);
  });
});

test('a test says what the report says of it, in seconds and in RFC 3339', () => {
  const { tests, summary } = readWell(
    reportOf(
      [
        {
          ...passing,
          ...{
            status: 'failed',
            duration: 1250,
            start: 1_700_000_000_000,
            suite: ['outer', 'inner'],
            message: 'm',
            trace: 't',
          },
          ...{ filePath: 'a/b.ts', line: 7, parameters: { z: 1, a: 'x' }, stdout: ['1', '2'], tags: ['slow', 'e2e'] },
          ...{ labels: { owner: 'me', priority: 1, many: ['a', 2] }, browser: 'firefox' },
          attachments: [{ name: 'shot', contentType: 'image/png', path: '../../etc/passwd' }],
        },
      ],
      { tests: 2, passed: 0, failed: 1, skipped: 0, pending: 0, other: 0, start: 1_600_000_000_000 },
    ),
  );
  expect(tests).toMatchObject([
    {
      suite: 'outer > inner',
      ...{ file: 'a/b.ts', line: 7, name: 'a', parameters: '{"a":"x","z":1}', status: 'failed', duration: 1.25 },
      started_at: '2023-11-14T22:13:20.000Z',
      failures: [{ message: 'm', type: null, stack: 't' }],
      ...{ stdout: '1\n2', stderr: null },
      attachments: [{ name: 'shot', path: '../../etc/passwd' }],
      properties: { browser: 'firefox', tags: 'slow, e2e', owner: 'me', priority: '1', many: 'a, 2' },
    },
  ]);
  expect(summary).toMatchObject({
    started_at: '2020-09-13T12:26:40.000Z',
    declared: { tests: 2, failures: 1, errors: 0, skipped: 0 },
  });
});

describe('what cannot be believed', () => {
  test('a summary that differs from the tests is told, and not taken', () => {
    const { summary, warnings } = readWell(reportOf([{ ...passing, status: 'failed' }], { tests: 5, failed: 0 }));
    expect(summary).toMatchObject({ tests: 1, failed: 1, incomplete: false });
    expect(warnings).toMatchObject([{ code: 'declared_counts_differ', count: 2 }]);
  });

  test('a report that announces tests and holds none is incomplete', () => {
    expect(readWell(reportOf([], { tests: 3 })).summary).toMatchObject({ tests: 0, incomplete: true });
    expect(readWell(reportOf([], { tests: 0 })).summary).toMatchObject({ tests: 0, incomplete: false });
  });

  test('a test that is no object is left out alone, and the report is incomplete', () => {
    const { tests, summary, warnings } = readWell(reportOf([passing, null, 'x', passing]));
    expect(tests).toHaveLength(2);
    expect(summary).toMatchObject({ tests: 2, duplicates: 1, incomplete: true });
    expect(warnings).toMatchObject([{ code: 'bad_test', count: 2 }]);
  });

  test('a duration that is none is not measured; one below zero is zero', () => {
    const durations = [undefined, null, '5', -3, 2000].map((duration) => ({ ...passing, duration }));
    const { tests, summary, warnings } = readWell(reportOf(durations));
    expect(tests.map(({ duration }) => duration)).toEqual([null, null, null, 0, 2]);
    expect(summary).toMatchObject({ untimed: 3, duration: 2 });
    expect(warnings).toMatchObject([{ code: 'bad_duration', count: 3 }]);
  });

  test.each([
    [{ specVersion: '1.0.0', reportFormat: 'CTRF', results: {} }, 'invalid'],
    [{ ...reportOf([passing]), reportFormat: 'OTHER' }, 'invalid'],
    [{ ...reportOf([passing]), specVersion: 'v1.0' }, 'invalid'],
    [{ ...reportOf([passing]), specVersion: '2.0.0' }, 'wrong_version'],
    [{ results: { tests: { a: passing } } }, 'invalid'],
    [[], 'invalid'],
  ])('%j is %s', (report, fault) => {
    expect(readReport(report)).toMatchObject({ fault });
  });

  test('a report of before version 1 is taken with a warning', () => {
    expect(readWell({ results: { tests: [{ ...passing, suite: 'a > b' }] } })).toMatchObject({
      tests: [{ suite: 'a > b', status: 'passed' }],
      warnings: [{ code: 'no_report_format' }, { code: 'no_spec_version' }],
    });
  });

  test('a report that was cut off anywhere is never taken', () => {
    const bytes = new TextEncoder().encode(JSON.stringify(reportOf([passing], { tests: 1 })));
    for (let end = 0; end < bytes.length; end++) expect(read(bytes.subarray(0, end))).toHaveProperty('fault');
  });
});
