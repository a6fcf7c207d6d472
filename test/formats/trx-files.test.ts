import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trxReader, type TrxSummary } from '../../src/formats/trx/reader';
import { absent, firstTakenLength, readPieces, readText, realFiles, taken, tallyOf } from './dotnet-files';

interface Facts {
  tests: number;
  byResult: Partial<Record<'Passed' | 'Failed' | 'NotExecuted', number>>;
}

const ID = 'f846a1e6-0b68-2ac6-9a66-f417926e3238';
const definitions = `<TestDefinitions>
  <UnitTest name="Adds" storage="c:\\build\\shop.dll" id="${ID}">
    <TestMethod codeBase="C:\\Build\\Shop.dll" className="Shop.CartTests" name="Adds"/>
  </UnitTest>
</TestDefinitions>`;
const run = (...parts: string[]) => `<TestRun xmlns="urn:t">${parts.join('\n')}</TestRun>`;
const results = (...parts: string[]) => `<Results>${parts.join('\n')}</Results>`;
const result = (attributes: string, inside = '') =>
  `<UnitTestResult testId="${ID}" testName="Adds" ${attributes}>${inside}</UnitTestResult>`;
const summaryOf = (outcome: string, inside = '') => `<ResultSummary outcome="${outcome}">${inside}</ResultSummary>`;
const read = (...parts: string[]) => taken(readText(trxReader, run(...parts)));

describe.skipIf(absent !== null)(`real files${absent === null ? '' : `, skipped: ${absent}`}`, () => {
  test.each(realFiles<Facts>('trx'))('$name says what an independent parser found', ({ bytes, facts }) => {
    const whole = taken(readPieces(trxReader, bytes));
    expect(whole.summary).toMatchObject({ tests: facts.tests, incomplete: false, definitions: null });
    expect(tallyOf(whole.summary)).toEqual({
      passed: facts.byResult.Passed ?? 0,
      failed: facts.byResult.Failed ?? 0,
      errored: 0,
      skipped: facts.byResult.NotExecuted ?? 0,
    });
    expect(whole.warnings).toEqual([]);
    for (const { ref } of whole.tests) {
      const element = new TextDecoder().decode(bytes.subarray(ref.offset, ref.offset + ref.length));
      expect(element).toMatch(/^<UnitTestResult\s[^]*(?:<\/UnitTestResult>|\/>)$/);
    }
  });

  test.each(realFiles<Facts>('trx'))('$name says the same however it is cut', ({ bytes }) => {
    const whole = readPieces(trxReader, bytes);
    expect(readPieces(trxReader, bytes, [1])).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        expect(readPieces(trxReader, bytes, sizes)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });
});

test('a test has the class of its definition, whether that comes before or behind', () => {
  const one = results(result('outcome="Passed" duration="00:01:02.5"'));
  const behind = read(one, definitions).tests;
  const before = read(definitions, one).tests;
  const expected = { suite: 'Shop.dll', class: 'Shop.CartTests', name: 'Adds', duration: 62.5, status: 'passed' };
  expect(behind).toMatchObject([expected]);
  expect(before).toMatchObject([expected]);
});

test('a test without a definition is kept without a class', () => {
  expect(read(results(result('outcome="Passed"'))).tests).toMatchObject([{ class: null, suite: '', name: 'Adds' }]);
});

test('arguments are parameters only behind the name of the method', () => {
  const named = (name: string) => {
    const one = `<UnitTestResult testId="${ID}" testName="${name}" outcome="Passed"/>`;
    const [found] = read(results(one), definitions).tests;
    return [found?.name, found?.parameters];
  };
  expect(named('Shop.CartTests.Adds(a: 1, b: (2))')).toEqual(['Adds', 'a: 1, b: (2)']);
  expect(named('Adds (1,2)')).toEqual(['Adds', '1,2']);
  expect(named('Adds&lt;Int32&gt;(1)')).toEqual(['Adds<Int32>', '1']);
  expect(named('Adds quickly (twice)')).toEqual(['Adds quickly (twice)', null]);
});

test.each([
  ['Passed', 'passed'],
  ['Warning', 'passed'],
  ['Failed', 'failed'],
  ['NotExecuted', 'skipped'],
  ['Inconclusive', 'skipped'],
  ['Timeout', 'error'],
  ['Aborted', 'error'],
  ['NotRunnable', 'error'],
  ['Completed', 'error'],
])('the outcome %s is %s', (outcome, status) => {
  const { tests, warnings } = read(results(result(`outcome="${outcome}"`)));
  expect(tests).toMatchObject([{ status }]);
  expect(warnings).toEqual([]);
});

test('an outcome that is missing or unknown never passes', () => {
  const { tests, warnings } = read(results(result(''), result('outcome="passed"')));
  expect(tests.map(({ status }) => status)).toEqual(['error', 'error']);
  expect(warnings).toMatchObject([{ code: 'unknown_result', count: 1 }]);
});

test('what a result says is kept where it belongs', () => {
  const inside = `<Output><StdOut>out</StdOut><StdErr>err</StdErr><ErrorInfo><Message>not equal</Message>
    <StackTrace>at X</StackTrace></ErrorInfo><TextMessages><Message> told</Message></TextMessages></Output>
    <ResultFiles><ResultFile path="..\\..\\shot.png"/></ResultFiles>`;
  expect(read(results(result('outcome="Failed" startTime="2026-01-02T03:04:05+01:00"', inside))).tests).toMatchObject([
    {
      failures: [{ message: 'not equal', type: null, stack: 'at X' }],
      stdout: 'out told',
      stderr: 'err',
      attachments: [{ name: null, path: '..\\..\\shot.png' }],
      started_at: '2026-01-02T02:04:05.000Z',
    },
  ]);
});

test('of a test with rows of data each row is a test, and the group is none', () => {
  const rows = `<InnerResults>${result('outcome="Passed"')}${result('outcome="Failed"')}</InnerResults>`;
  const counters = (total: number) => `<Counters total="${total}" executed="${total}" passed="1" failed="1"/>`;
  for (const total of [2, 3]) {
    const { tests, summary, warnings } = read(
      results(result('outcome="Failed"', rows)),
      summaryOf('Failed', counters(total)),
    );
    expect(tests.map(({ status }) => status)).toEqual(['passed', 'failed']);
    expect(summary).toMatchObject({ tests: 2, incomplete: false, suite_failures: 0 });
    expect(warnings).toEqual([]);
  }
  const lost = read(results(result('outcome="Failed"', rows)), summaryOf('Failed', counters(4)));
  expect(lost.summary.incomplete).toBe(true);
});

test('a group that failed while all its rows passed is never green', () => {
  const rows = `<InnerResults>${result('outcome="Passed"')}</InnerResults>`;
  const failure = '<Output><ErrorInfo><Message>clean-up</Message></ErrorInfo></Output>';
  const { summary } = read(results(result('outcome="Failed"', failure + rows)));
  expect(summary).toMatchObject({
    incomplete: true,
    suite_failures: 1,
    first_suite_failures: [{ message: 'clean-up' }],
  });
});

test.each([
  ['announces more tests than it holds', summaryOf('Completed', '<Counters total="2" executed="2" passed="2"/>')],
  ['failed though no test did', summaryOf('Failed')],
  ['was aborted', summaryOf('Aborted')],
  [
    'tells of an error',
    summaryOf('Completed', '<RunInfos><RunInfo outcome="Error"><Text>crash</Text></RunInfo></RunInfos>'),
  ],
])('a run that %s is incomplete', (_, summary) => {
  expect(read(results(result('outcome="Passed"')), summary).summary.incomplete).toBe(true);
  expect(read(results(result('outcome="Passed"')), summaryOf('Completed')).summary.incomplete).toBe(false);
});

test('counters that lie are told and not believed', () => {
  const { summary, warnings } = read(
    results(result('outcome="Failed"')),
    summaryOf('Failed', '<Counters total="1" executed="1" passed="1" failed="0"/>'),
  );
  expect(tallyOf(summary)).toEqual({ passed: 0, failed: 1, errored: 0, skipped: 0 });
  expect(warnings).toMatchObject([{ code: 'declared_counts_differ', count: 1 }]);
});

test('a file with more results than are held gives none at first, and all in a second pass', () => {
  const output = `<Output><StdOut>${'x'.repeat(60_000)}</StdOut></Output>`;
  const one = `<UnitTestResult testId="${ID}" testName="Adds" outcome="Passed">${output}</UnitTestResult>`;
  const bytes = new TextEncoder().encode(run(results(one.repeat(150)), definitions));
  const first = taken<TrxSummary>(readPieces(trxReader, bytes, [65_536]));
  expect(first.tests).toEqual([]);
  const found = first.summary.definitions;
  if (!found) throw new Error('a second pass is needed');
  const second = taken(readPieces((emit) => trxReader(emit, found), bytes, [65_536]));
  expect(second.summary).toMatchObject({ tests: 150, passed: 150, definitions: null });
  expect(new Set(second.tests.map((found) => found.class))).toEqual(new Set(['Shop.CartTests']));
});

test('results are nested 16 deep and no deeper', () => {
  const nested = (depth: number): string =>
    result('outcome="Passed"', depth === 1 ? '' : `<InnerResults>${nested(depth - 1)}</InnerResults>`);
  expect(read(results(nested(16))).tests).toHaveLength(1);
  expect(readText(trxReader, run(results(nested(17))))).toMatchObject({ fault: 'too_deep' });
});

test('a file that was cut anywhere is never taken', () => {
  const text = run(results(result('outcome="Passed"')), definitions, summaryOf('Completed'));
  expect(firstTakenLength(trxReader, text)).toBe(text.length);
});

test('another root is not taken', () => {
  expect(readText(trxReader, '<testsuites/>')).toMatchObject({ fault: 'unrecognised' });
});
