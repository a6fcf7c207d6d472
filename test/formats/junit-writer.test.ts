import { expect, test } from 'vitest';
import { type JunitCase, writeJunit } from '../../src/formats/junit-writer';

const passed = (name: string): JunitCase => ({ name, classname: 'c', outcome: 'passed' });
const broken = (kind: 'failure' | 'error', message = 'why'): JunitCase => ({
  name: kind,
  classname: 'c',
  outcome: { kind, type: 't', message },
});

test('counts are those of the cases that are written, in each suite and over all', () => {
  const xml = writeJunit({
    name: 'all',
    properties: {},
    suites: [
      { name: 'one', cases: [passed('a'), broken('failure'), broken('error')] },
      { name: 'two', cases: [passed('b')] },
    ],
  });
  expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="all" tests="4" failures="1" errors="1">
  <testsuite name="one" tests="3" failures="1" errors="1" skipped="0">
    <testcase name="a" classname="c"/>
    <testcase name="failure" classname="c">
      <failure message="why" type="t"/>
    </testcase>
    <testcase name="error" classname="c">
      <error message="why" type="t"/>
    </testcase>
  </testsuite>
  <testsuite name="two" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="b" classname="c"/>
  </testsuite>
</testsuites>
`);
});

test('a skipped test is counted as skipped, and a time or a file is written where it is known', () => {
  const cases: JunitCase[] = [
    { name: 'a', classname: 'c', outcome: 'skipped' },
    { name: 'b', classname: 'c', file: 'b.py', time: 0.25, outcome: 'passed' },
  ];
  expect(writeJunit({ name: 'all', properties: {}, suites: [{ name: 'one', cases }] })).toContain(
    `  <testsuite name="one" tests="2" failures="0" errors="0" skipped="1">
    <testcase name="a" classname="c">
      <skipped/>
    </testcase>
    <testcase name="b" classname="c" file="b.py" time="0.25"/>
`,
  );
});

test('properties stand in every suite', () => {
  const suites = ['one', 'two'].map((name) => ({ name, cases: [passed('a')] }));
  const xml = writeJunit({ name: 'all', properties: { 'assay.x': 'y' }, suites });
  expect(xml.match(/<property name="assay.x" value="y"\/>/g)).toHaveLength(2);
});

test('no text gets out of its attribute, and what XML can not carry is replaced', () => {
  const hostile = "\"><script a='&lt;' \n\r\t]]>&amp;\u0000\u001b\ud800\ufffe\u{1f600}é";
  const xml = writeJunit({
    name: hostile,
    properties: { [hostile]: hostile },
    suites: [{ name: hostile, cases: [broken('failure', hostile)] }],
  });
  const escaped = "&quot;&gt;&lt;script a='&amp;lt;' &#10;&#13;&#9;]]&gt;&amp;amp;\ufffd\ufffd\ufffd\ufffd\u{1f600}é";
  expect(xml).toContain(`<failure message="${escaped}" type="t"/>`);
  // Without the elements that are ours, nothing that could be markup is left.
  const tags = /<\/?(testsuites|testsuite|properties|property|testcase|failure)( \w+="[^"<>]*")*\/?>/g;
  expect(xml.split('\n').slice(1).join('').replace(tags, '').trim()).toBe('');
});
