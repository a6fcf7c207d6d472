import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { xunitReader } from '../../src/formats/xunit/reader';
import { absent, firstTakenLength, readPieces, readText, realFiles, taken, tallyOf } from './dotnet-files';

interface Facts {
  tests: number;
  byResult: Partial<Record<'Pass' | 'Fail' | 'Skip', number>>;
}

const report = (...tests: string[]) =>
  `<assemblies><assembly name="/ci/7/Shop.dll"><collection name="Carts (id: 0a9f)">${tests.join('')}</collection></assembly></assemblies>`;
const one = (attributes: string, inside = '') => `<test name="Adds" ${attributes}>${inside}</test>`;
const read = (text: string) => taken(readText(xunitReader, text));

describe.skipIf(absent !== null)(`real files${absent === null ? '' : `, skipped: ${absent}`}`, () => {
  test.each(realFiles<Facts>('xunit'))('$name says what an independent parser found', ({ bytes, facts }) => {
    const whole = taken(readPieces(xunitReader, bytes));
    expect(whole.summary).toMatchObject({ tests: facts.tests, incomplete: false });
    expect(tallyOf(whole.summary)).toEqual({
      passed: facts.byResult.Pass ?? 0,
      failed: facts.byResult.Fail ?? 0,
      errored: 0,
      skipped: facts.byResult.Skip ?? 0,
    });
    expect(whole.warnings.filter(({ code }) => code !== 'timestamp_without_zone')).toEqual([]);
    for (const { ref } of whole.tests) {
      const element = new TextDecoder().decode(bytes.subarray(ref.offset, ref.offset + ref.length));
      expect(element).toMatch(/^<test\s[^]*(?:<\/test>|\/>)$/);
    }
  });

  test.each(realFiles<Facts>('xunit'))('$name says the same however it is cut', ({ bytes }) => {
    const whole = readPieces(xunitReader, bytes);
    expect(readPieces(xunitReader, bytes, [1])).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        expect(readPieces(xunitReader, bytes, sizes)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });
});

test('a test is named the same on every machine', () => {
  const attributes = 'type="Shop.CartTests" method="Adds" result="Pass"';
  const text = report(`<test name="Shop.CartTests.Adds(a: 1)" ${attributes}/>`);
  const elsewhere = text.replace('/ci/7/', 'C:\\agent\\').replace('0a9f', 'ffff');
  const expected = { suite: 'Shop.dll > Carts', class: 'Shop.CartTests', name: 'Adds', parameters: 'a: 1' };
  expect(read(text).tests).toMatchObject([expected]);
  expect(read(elsewhere).tests).toMatchObject([expected]);
});

test('what a test says is kept where it belongs', () => {
  const inside = `<traits><trait name="Category" value="slow"/><trait name="Category" value="db"/></traits>
    <failure exception-type="Xunit.EqualException"><message>not equal</message><stack-trace>at X</stack-trace></failure>
    <output>out</output>`;
  const attributes = 'result="Fail" time="1.5" source-file="Cart.cs" source-line="12" start-rtf="2026-01-02T03:04:05Z"';
  expect(read(report(one(attributes, inside))).tests).toMatchObject([
    {
      status: 'failed',
      duration: 1.5,
      file: 'Cart.cs',
      line: 12,
      started_at: '2026-01-02T03:04:05.000Z',
      failures: [{ message: 'not equal', type: 'Xunit.EqualException', stack: 'at X' }],
      stdout: 'out',
      properties: { Category: 'slow\ndb' },
    },
  ]);
});

test('a skipped test says why, and one that nobody asked for is skipped', () => {
  const { tests } = read(report(one('result="Skip"', '<reason>flaky</reason>'), one('result="NotRun"')));
  expect(tests).toMatchObject([
    { status: 'skipped', failures: [{ message: 'flaky' }] },
    { status: 'skipped', failures: [] },
  ]);
});

test('a failure decides, and a result that is missing or unknown never passes', () => {
  const failing = one('result="Pass"', '<failure><message>m</message></failure>');
  const { tests, warnings } = read(report(failing, one(''), one('result="pass"')));
  expect(tests.map(({ status }) => status)).toEqual(['failed', 'error', 'error']);
  expect(warnings).toMatchObject([{ code: 'unknown_result', count: 2 }]);
});

test('what fails outside of tests makes a file incomplete', () => {
  const error =
    '<errors><error type="test-class-cleanup" name="C"><failure><message>m</message></failure></error></errors>';
  const text = report(one('result="Pass"')).replace('<collection', `${error}<collection`);
  expect(read(text).summary).toMatchObject({
    tests: 1,
    passed: 1,
    incomplete: true,
    suite_failures: 1,
    first_suite_failures: [{ message: 'm', type: 'test-class-cleanup' }],
  });
  expect(read(report(one('result="Pass"')).replace('.dll"', '.dll" errors="1"')).summary.incomplete).toBe(true);
});

test('counters that lie are told and not believed; one that announces more makes a file incomplete', () => {
  const declaring = (counters: string) => read(report(one('result="Fail"')).replace('.dll"', `.dll" ${counters}`));
  const lying = declaring('total="1" passed="1" failed="0" skipped="0"');
  expect(lying.summary).toMatchObject({ failed: 1, incomplete: false });
  expect(lying.warnings).toMatchObject([{ code: 'declared_counts_differ', count: 1 }]);
  expect(declaring('total="2" failed="1" skipped="0"').summary.incomplete).toBe(true);
  expect(declaring('total="1" failed="1" skipped="0"').warnings).toEqual([]);
});

test('a file that was cut anywhere is never taken', () => {
  const text = report(one('result="Pass"'), one('result="Skip"', '<reason>r</reason>'));
  expect(firstTakenLength(xunitReader, text)).toBe(text.length);
});

test('another root is not taken', () => {
  expect(readText(xunitReader, '<testsuites/>')).toMatchObject({ fault: 'unrecognised' });
});
