import { expect, test } from 'vitest';
import { TestEvidence } from '../../../src/domain/evidence/test';
import { junitReader } from '../../../src/formats/junit/reader';

const encoder = new TextEncoder();

/** A report that is taken; a fault fails the test. */
function read(source: string, size = Infinity) {
  const tests: TestEvidence[] = [];
  const reader = junitReader((evidence) => tests.push(evidence));
  const bytes = encoder.encode(source);
  for (let at = 0; at < bytes.length; at += size) expect(reader.write(bytes.subarray(at, at + size))).toBeNull();
  const closed = reader.close();
  if ('fault' in closed) throw new Error(`${closed.fault}: ${closed.detail}`);
  for (const evidence of tests) expect(TestEvidence.parse(evidence)).toEqual(evidence);
  return { tests, ...closed };
}

function faultOf(source: string) {
  const reader = junitReader(() => undefined);
  const fault = reader.write(encoder.encode(source));
  if (fault) return fault;
  const closed = reader.close();
  return 'fault' in closed ? closed : null;
}

/** The one test of a report with this element in one suite. */
function only(element: string): TestEvidence {
  const [first, second] = read(`<testsuite name="s">${element}</testsuite>`).tests;
  if (!first || second) throw new Error('not one test');
  return first;
}

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="outer" hostname="chromium" file="outer.spec.ts" tests="2">
    <properties><property name="of" value="the suite"/></properties>
    <testcase name="direct" classname="C" time="0.5" timestamp="2026-01-02T03:04:05Z" line="7"/>
    <testsuite name="inner">
      <testcase name="test_x[a-1]" class="D" file="own.py">
        <properties>
          <property name="evals.scores.accuracy" value="0.9"/>
          <property name="constructor">text</property>
        </properties>
        <failure message="&#x1b;[31mexpected&#x1b;[0m 1" type="AssertionError">at line 1</failure>
        <failure message="and 2"/>
        <system-out>before [[ATTACHMENT|../../etc/passwd]] after</system-out>
        <system-err><![CDATA[wrong]]></system-err>
      </testcase>
    </testsuite>
  </testsuite>
  <testcase name="alone"><skipped message="later"/></testcase>
</testsuites>
`;

test('a report becomes evidence, whatever its nesting', () => {
  const { tests, summary } = read(REPORT);
  const [direct, failing, alone] = tests;
  expect(direct).toMatchObject({
    suite: 'outer',
    file: 'outer.spec.ts',
    line: 7,
    class: 'C',
    name: 'direct',
    parameters: null,
    status: 'passed',
    duration: 0.5,
    started_at: '2026-01-02T03:04:05.000Z',
    failures: [],
    properties: { hostname: 'chromium' },
  });
  expect(failing).toMatchObject({
    suite: 'outer > inner',
    file: 'own.py',
    class: 'D',
    name: 'test_x',
    parameters: 'a-1',
    status: 'failed',
    duration: null,
    failures: [
      { message: 'expected 1', type: 'AssertionError', stack: 'at line 1' },
      { message: 'and 2', type: null, stack: null },
    ],
    stdout: 'before [[ATTACHMENT|../../etc/passwd]] after',
    stderr: 'wrong',
    attachments: [{ name: null, path: '../../etc/passwd' }],
  });
  expect(Object.entries(failing?.properties ?? {})).toEqual([
    ['evals.scores.accuracy', '0.9'],
    ['constructor', 'text'],
    ['hostname', 'chromium'],
  ]);
  expect(alone).toMatchObject({ suite: '', name: 'alone', status: 'skipped', failures: [{ message: 'later' }] });
  expect(summary).toMatchObject({
    tests: 3,
    passed: 1,
    failed: 1,
    skipped: 1,
    suites: 2,
    suite_depth: 2,
    duration: 0.5,
  });
});

test('a report cut short is never accepted', () => {
  const bytes = encoder.encode(REPORT);
  for (let length = 0; length < bytes.length - 1; length++) {
    const reader = junitReader(() => undefined);
    const fault = length === 0 ? null : reader.write(bytes.subarray(0, length));
    expect(fault ?? reader.close()).toMatchObject({ fault: length === 0 ? 'empty' : 'truncated' });
  }
});

test.each([
  ['<error/><failure/><skipped/>', '', 'error'],
  ['<skipped/><failure/>', '', 'failed'],
  ['<failure></failure>', ' status="passed"', 'failed'],
  ['<skipped/>', ' status="failed"', 'skipped'],
  ['', ' status="run" result="skipped"', 'skipped'],
  ['', ' status="notrun" result="suppressed"', 'skipped'],
  ['', ' status="disabled"', 'skipped'],
  ['', ' status="untested"', 'skipped'],
  ['', ' status="fail"', 'failed'],
  ['', ' status="undefined"', 'failed'],
  ['', ' status="errored"', 'error'],
  ['', ' status="run" result="completed"', 'passed'],
  ['', ' status="something else"', 'passed'],
  ['<rerunFailure/>', '', 'failed'],
  ['<rerunFailure/><rerunError/>', '', 'error'],
  ['<rerunFailure/><flakyFailure/>', '', 'passed'],
])('%s with attributes%s is %s', (children, attributes, status) => {
  expect(only(`<testcase name="t"${attributes}>${children}</testcase>`).status).toBe(status);
});

test('earlier attempts of a test that passed in the end are kept, and it is flaky', () => {
  const evidence = only(`<testcase name="t" time="0.2">
    <flakyFailure message="first" type="T" time="1.5" timestamp="2026-01-02T03:04:05Z">
      <stackTrace><![CDATA[at a]]></stackTrace><system-out>out</system-out><system-err>err</system-err>
    </flakyFailure>
    <flakyError message="second">inline</flakyError>
  </testcase>`);
  expect(evidence).toMatchObject({ status: 'passed', flaky: true, duration: 0.2, failures: [], stdout: null });
  expect(evidence.attempts).toEqual([
    {
      status: 'failed',
      duration: 1.5,
      started_at: '2026-01-02T03:04:05.000Z',
      failures: [{ message: 'first', type: 'T', stack: 'at a' }],
      stdout: 'out',
      stderr: 'err',
    },
    {
      status: 'error',
      duration: null,
      started_at: null,
      failures: [{ message: 'second', type: null, stack: 'inline' }],
      stdout: null,
      stderr: null,
    },
  ]);
});

test('a test that failed in every attempt is not flaky', () => {
  const { tests, summary } = read('<testsuite><testcase name="t"><failure/><rerunFailure/></testcase></testsuite>');
  expect(tests[0]).toMatchObject({ status: 'failed', flaky: false, attempts: [{ status: 'failed' }] });
  expect(summary).toMatchObject({ flaky: 0, rerun_failed: 1 });
});

test('a testcase that comes again is another item, and is counted', () => {
  const twice = '<testcase classname="c" name="t"/><testcase classname="c" name="t"><error/></testcase>';
  const { tests, summary } = read(`<testsuite name="s">${twice}</testsuite>`);
  expect(tests).toHaveLength(2);
  expect(summary).toMatchObject({ tests: 2, passed: 1, errored: 1, duplicates: 1 });
  const apart = '<testcase classname="ct" name=""/><testcase classname="c" name="t"/>';
  expect(read(`<testsuite name="s">${apart}</testsuite>`).summary).toMatchObject({ duplicates: 0, unnamed: 1 });
});

test.each([
  ['test_x[a-1]', 'test_x', 'a-1'],
  ['test_x[a[0]-]]', 'test_x', 'a[0]-]'],
  ['test_x[]', 'test_x', ''],
  ['adds [some]', 'adds [some]', null],
  ['[1] value', '[1] value', null],
  ['[x]', '[x]', null],
  ['test_x[a] and more', 'test_x[a] and more', null],
])('the name %s is %s with the parameters %s', (written, name, parameters) => {
  expect(only(`<testcase name="${written}"/>`)).toMatchObject({ name, parameters });
});

test('a message loses its colours and nothing else', () => {
  const message = '#x1B[1;31mred#x1B[0m [32mgreen[39m #x0B rate(x[5m]) [0]';
  const { failures } = only(`<testcase name="t"><failure message="${message}"/></testcase>`);
  expect(failures[0]?.message).toBe('red green #x0B rate(x[5m]) [0]');
});

test('of an output the last 64 KiB are kept, and attachments wherever they are named', () => {
  const long = `[[ATTACHMENT|first.png]]${'\u20ac'.repeat(200_000)}[[ATTACHMENT|last.png]]end`;
  for (const size of [1000, Infinity]) {
    const { tests } = read(
      `<testsuite><testcase name="t"><system-out>${long}</system-out></testcase></testsuite>`,
      size,
    );
    const { stdout, attachments } = tests[0] ?? {};
    expect(Buffer.byteLength(stdout ?? '')).toBeLessThanOrEqual(65_536);
    expect(Buffer.byteLength(stdout ?? '')).toBeGreaterThan(65_532);
    expect(stdout?.endsWith('[[ATTACHMENT|last.png]]end')).toBe(true);
    expect(attachments?.map(({ path }) => path)).toEqual(['first.png', 'last.png']);
  }
});

test('long names are bounded, and long messages cut', () => {
  const long = 'n'.repeat(5000);
  const { tests } = read(
    `<testsuite name="${long}"><testcase name="${long}" classname="${long}" file="${long}">` +
      `<failure message="${'m'.repeat(100_000)}">${'s'.repeat(100_000)}</failure></testcase></testsuite>`,
  );
  const [evidence] = tests;
  for (const name of [evidence?.suite, evidence?.name, evidence?.class, evidence?.file]) {
    expect(name).toMatch(/^n{983}#[0-9a-f]{16}$/);
  }
  expect(evidence?.failures[0]?.message).toHaveLength(65_536);
  expect(evidence?.failures[0]?.stack).toHaveLength(65_536);
});

test('what a test holds beyond its limits is left out and told', () => {
  const { tests, warnings } = read(
    `<testsuite><testcase name="t">${'<failure/>'.repeat(101)}${'<rerunError/>'.repeat(101)}</testcase></testsuite>`,
  );
  expect(tests[0]?.failures).toHaveLength(100);
  expect(tests[0]?.attempts).toHaveLength(100);
  expect(warnings).toMatchObject([{ code: 'left_out', count: 2 }]);
});

test('a time or timestamp that is odd is told, with how often', () => {
  const { tests, summary, warnings } = read(
    '<testsuite timestamp="2026-01-02T00:00:00"><testcase name="a" time="-5"/><testcase name="b" time="x"/>' +
      '<testcase name="c" time="y" timestamp="2026-01-03T00:00:00"/></testsuite>',
  );
  expect(tests.map(({ duration }) => duration)).toEqual([0, null, null]);
  expect(summary).toMatchObject({ duration: 0, untimed: 2, started_at: '2026-01-02T00:00:00.000Z' });
  expect(Object.fromEntries(warnings.map(({ code, count }) => [code, count]))).toEqual({
    timestamp_without_zone: 2,
    time_negative: 1,
    time_unreadable: 2,
  });
});

test('declared counters are compared and never believed', () => {
  const { summary, warnings } = read('<testsuite tests="9" failures="0" skipped="1"><testcase name="t"/></testsuite>');
  expect(summary).toMatchObject({
    tests: 1,
    skipped: 0,
    declared: { tests: 9, failures: 0, errors: null, skipped: 1 },
    incomplete: false,
  });
  expect(warnings).toMatchObject([{ code: 'declared_counts_differ', count: 2 }]);
});

test('a report that announces tests and holds none is incomplete', () => {
  expect(read('<testsuites tests="5"/>').summary).toMatchObject({ tests: 0, incomplete: true, duration: null });
  expect(read('<testsuites tests="0"/>').summary).toMatchObject({ tests: 0, incomplete: false });
  expect(read('<testsuites/>').summary).toMatchObject({ tests: 0, incomplete: false });
});

test('a suite that fails outside of its tests makes the report incomplete', () => {
  const { summary } = read(
    '<testsuite name="s"><testcase name="t"/><error message="exit 255" type="E">trace</error></testsuite>',
  );
  expect(summary).toMatchObject({ tests: 1, passed: 1, errored: 0, suite_failures: 1, incomplete: true });
  expect(summary.first_suite_failures).toEqual([{ message: 'exit 255', type: 'E', stack: 'trace' }]);
});

test('what stands within unknown elements is no test', () => {
  const { summary } = read('<testsuite><x><testcase name="t"/><error/></x><testcase name="u"/></testsuite>');
  expect(summary).toMatchObject({ tests: 1, suite_failures: 0 });
});

test.each([
  ['<html/>', 'unrecognised'],
  ['<testsuite><testcase name="t"></testsuite>', 'not_well_formed'],
  ['<!DOCTYPE t [<!ENTITY a "b">]><testsuite>&a;</testsuite>', 'entities'],
  ['<testsuite>'.repeat(257), 'too_deep'],
  ['<testsuite><testcase name="t"/>', 'truncated'],
  ['<testsuite/><testsuite/>', 'not_well_formed'],
])('%s is refused as %s', (source, fault) => {
  expect(faultOf(source)?.fault).toBe(fault);
});

test('a million tests are taken, one more is too many, and memory stays flat', { timeout: 60_000 }, () => {
  let tests = 0;
  const reader = junitReader(() => (tests += 1));
  const piece = encoder.encode('<testcase/>'.repeat(50_000));
  expect(reader.write(encoder.encode('<testsuite>'))).toBeNull();
  expect(reader.write(piece)).toBeNull();
  const before = process.memoryUsage().heapUsed;
  for (let i = 1; i < 20; i++) expect(reader.write(piece)).toBeNull();
  expect(tests).toBe(1_000_000);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
  expect(reader.write(encoder.encode('<testcase/>'))).toMatchObject({ fault: 'too_many', offset: 11 + 11_000_000 });
});

test('duplicates are told of up to a million different tests', { timeout: 60_000 }, () => {
  let tests = 0;
  const reader = junitReader(() => (tests += 1));
  reader.write(encoder.encode('<testsuite>'));
  for (let i = 0; i < 20; i++) {
    const names = Array.from(
      { length: 10_000 },
      (_, j) => `<testcase classname="c" name="t${(i % 19) * 10_000 + j}"/>`,
    );
    expect(reader.write(encoder.encode(names.join('')))).toBeNull();
  }
  reader.write(encoder.encode('</testsuite>'));
  expect(reader.close()).toMatchObject({ summary: { tests: 200_000, duplicates: 10_000 } });
  expect(tests).toBe(200_000);
});
