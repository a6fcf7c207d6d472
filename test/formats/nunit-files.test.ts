import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nunitReader } from '../../src/formats/nunit/reader';
import { absent, firstTakenLength, readPieces, readText, realFiles, taken } from './dotnet-files';

interface Facts {
  tests: number;
  /** `?`: neither a result nor a success that is a word. */
  byResult: Record<string, number>;
}

/** Results of the files, and as what they count; those labelled `Error` are errors, which the facts do not tell. */
const COUNTED_AS: Record<'passed' | 'broken' | 'skipped', readonly string[]> = {
  passed: ['Passed', 'Success'],
  broken: ['Failed', 'Failure', 'Error', 'NotRunnable', '?'],
  skipped: ['Skipped', 'Ignored', 'Inconclusive'],
};

const nunit3 = (...parts: string[]) => `<test-run>${parts.join('')}</test-run>`;
const suite = (attributes: string, ...parts: string[]) => `<test-suite ${attributes}>${parts.join('')}</test-suite>`;
const one = (attributes: string, inside = '') => `<test-case name="Adds" ${attributes}>${inside}</test-case>`;
const read = (text: string) => taken(readText(nunitReader, text));

describe.skipIf(absent !== null)(`real files${absent === null ? '' : `, skipped: ${absent}`}`, () => {
  test.each(realFiles<Facts>('nunit'))('$name says what an independent parser found', ({ bytes, facts }) => {
    const whole = taken(readPieces(nunitReader, bytes));
    const sum = (results: readonly string[]) => results.reduce((all, result) => all + (facts.byResult[result] ?? 0), 0);
    expect(whole.summary).toMatchObject({ tests: facts.tests, incomplete: false });
    expect({
      passed: whole.summary.passed,
      broken: whole.summary.failed + whole.summary.errored,
      skipped: whole.summary.skipped,
    }).toEqual({
      passed: sum(COUNTED_AS.passed),
      broken: sum(COUNTED_AS.broken),
      skipped: sum(COUNTED_AS.skipped),
    });
    const unknown = facts.byResult['?'] ?? 0;
    expect(whole.warnings.filter(({ code }) => code !== 'timestamp_without_zone').map(({ code }) => code)).toEqual(
      unknown > 0 ? ['unknown_result'] : [],
    );
    expect(whole.tests.every((found) => found.class !== null && !found.name.startsWith(found.class))).toBe(true);
    for (const { ref } of whole.tests) {
      const element = new TextDecoder().decode(bytes.subarray(ref.offset, ref.offset + ref.length));
      expect(element).toMatch(/^<test-case\s[^]*(?:<\/test-case>|\/>)$/);
    }
  });

  test.each(realFiles<Facts>('nunit'))('$name says the same however it is cut', ({ bytes }) => {
    const whole = readPieces(nunitReader, bytes);
    expect(readPieces(nunitReader, bytes, [1])).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        expect(readPieces(nunitReader, bytes, sizes)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });
});

test.each([
  ['result="Passed"', 'passed'],
  ['result="Warning"', 'passed'],
  ['result="Failed"', 'failed'],
  ['result="Failed" label="Error"', 'error'],
  ['result="Failed" label="Invalid"', 'error'],
  ['result="Failed" label="Cancelled"', 'error'],
  ['result="Inconclusive"', 'skipped'],
  ['result="Skipped" label="Ignored"', 'skipped'],
  ['result="Success" executed="True"', 'passed'],
  ['result="Failure"', 'failed'],
  ['result="Error"', 'error'],
  ['result="NotRunnable" executed="False"', 'error'],
  ['result="Ignored" executed="False"', 'skipped'],
  ['executed="True" success="True"', 'passed'],
  ['executed="True" success="False"', 'failed'],
  ['executed="False"', 'skipped'],
])('%s is %s', (attributes, status) => {
  const { tests, warnings } = read(nunit3(one(attributes)));
  expect(tests).toMatchObject([{ status }]);
  expect(warnings).toEqual([]);
});

test('a failure decides, and a result that is missing or unknown never passes', () => {
  const failing = one('result="Passed"', '<failure><message>m</message></failure>');
  const { tests, warnings } = read(nunit3(failing, one(''), one('result="passed"')));
  expect(tests.map(({ status }) => status)).toEqual(['failed', 'error', 'error']);
  expect(warnings).toMatchObject([{ code: 'unknown_result', count: 2 }]);
});

test('several failing assertions are several failures, and one is one', () => {
  const assertion = (message: string, result = 'Failed') =>
    `<assertion result="${result}"><message>${message}</message><stack-trace>at ${message}</stack-trace></assertion>`;
  const failing = (...assertions: string[]) =>
    one(
      'result="Failed"',
      `<failure><message>in all</message></failure><assertions>${assertions.join('')}</assertions>`,
    );
  const messages = (text: string) => read(nunit3(text)).tests[0]?.failures.map(({ message }) => message);
  expect(messages(failing(assertion('a'), assertion('w', 'Warning'), assertion('b', 'Error')))).toEqual(['a', 'b']);
  expect(messages(failing(assertion('a')))).toEqual(['in all']);
  expect(messages(failing())).toEqual(['in all']);
});

test('what a test says is kept where it belongs', () => {
  const inside = `<properties><property name="Category" value="slow"/></properties><output>out</output>
    <attachments><attachment><filePath>../shot.png</filePath><description>a shot</description></attachment></attachments>`;
  const names = 'methodname="Adds" classname="Shop.CartTests"';
  const attributes = `${names} result="Passed" duration="0.5" start-time="2026-01-02 03:04:05Z"`;
  const text = nunit3(
    suite('type="Assembly" name="C:\\ci\\Shop.dll"', `<test-case name="Adds(1,2)" ${attributes}>${inside}</test-case>`),
  );
  expect(read(text).tests).toMatchObject([
    {
      suite: 'Shop.dll',
      class: 'Shop.CartTests',
      name: 'Adds',
      parameters: '1,2',
      duration: 0.5,
      started_at: '2026-01-02T03:04:05.000Z',
      stdout: 'out',
      properties: { Category: 'slow' },
      attachments: [{ name: 'a shot', path: '../shot.png' }],
    },
  ]);
});

test('the class of a full name is what the suites around say, however the test is called', () => {
  const within = (name: string, ...names: string[]) => {
    const inner = `<results><test-case name="${name}" result="Success"/></results>`;
    const text = names.reduceRight((inside, around) => suite(`name="${around}"`, inside), inner);
    const [found] = read(`<test-results>${text}</test-results>`).tests;
    return [found?.class, found?.name, found?.parameters];
  };
  expect(within('Shop.Cart.Adds', 'Shop', 'Cart')).toEqual(['Shop.Cart', 'Adds', null]);
  expect(within('Shop.Cart.Adds', 'Shop', 'Shop.Cart')).toEqual(['Shop.Cart', 'Adds', null]);
  expect(within('Shop.Shop.Adds(1.5)', 'Shop', 'Shop', 'Adds')).toEqual(['Shop.Shop', 'Adds', '1.5']);
  expect(within('Shop.Cart(2.5).Adds. Quickly.', 'Shop', 'Cart(2.5)')).toEqual([
    'Shop.Cart(2.5)',
    'Adds. Quickly.',
    null,
  ]);
  expect(within('Elsewhere.Adds', 'Shop', 'Cart')).toEqual([null, 'Elsewhere.Adds', null]);
});

test('a suite that failed of its own makes a file incomplete; one whose tests failed does not', () => {
  const failure = '<failure><message>down</message></failure>';
  const [passing, failing] = [one('result="Passed"'), one('result="Failed"')];
  const summaryOf = (attributes: string, test: string) => read(nunit3(suite(attributes, failure, test))).summary;
  const own = { incomplete: true, suite_failures: 1, first_suite_failures: [{ message: 'down' }] };
  expect(summaryOf('result="Failed" site="Child"', passing)).toMatchObject(own);
  expect(summaryOf('result="Failed" site="TearDown"', failing)).toMatchObject(own);
  expect(summaryOf('result="Failed" label="Invalid"', '')).toMatchObject(own);
  expect(summaryOf('result="Failed" site="Child"', failing)).toMatchObject({ incomplete: false, suite_failures: 0 });
  expect(summaryOf('result="Passed"', passing)).toMatchObject({ incomplete: false, suite_failures: 0 });
  expect(read(`<test-run result="Failed">${passing}</test-run>`).summary).toMatchObject({ incomplete: true });
});

test('counters that lie are told and not believed; one that announces more makes a file incomplete', () => {
  const declaring = (counters: string) => read(`<test-run ${counters}>${one('result="Failed"')}</test-run>`);
  const lying = declaring('total="1" failed="0"');
  expect(lying.summary).toMatchObject({ failed: 1, incomplete: false });
  expect(lying.warnings).toMatchObject([{ code: 'declared_counts_differ', count: 1 }]);
  expect(declaring('total="2" failed="1"').summary.incomplete).toBe(true);
  expect(declaring('total="1" failed="1"').warnings).toEqual([]);
});

test('a file that was cut anywhere is never taken', () => {
  const text = nunit3(suite('name="a" result="Passed"', one('result="Passed"'), one('result="Skipped"')));
  expect(firstTakenLength(nunitReader, text)).toBe(text.length);
});

test('another root is not taken', () => {
  expect(readText(nunitReader, '<testsuites/>')).toMatchObject({ fault: 'unrecognised' });
});
