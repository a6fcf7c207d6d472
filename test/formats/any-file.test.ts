import { describe, expect, test } from 'vitest';
import { utf8Length } from '../../src/domain/text';
import { AnyReader, type AnySummary, type EvidenceSink, openReader } from '../../src/formats/any-file';
import { FORMATS, type FileFault, type FileReader, type FileWarning, type Format } from '../../src/formats/reading';
import { absent, realFiles } from './coverage-files';

interface Read {
  items: Record<'tests' | 'findings' | 'sections', number>;
  closed: { summary: AnySummary; warnings: FileWarning[] } | FileFault;
  format: Format | null;
}

function read(
  bytes: Uint8Array,
  size: number,
  open = (sink: EvidenceSink): FileReader<AnySummary> => new AnyReader(sink),
) {
  const items = { tests: 0, findings: 0, sections: 0 };
  const reader = open({
    test: () => (items.tests += 1),
    finding: () => (items.findings += 1),
    section: () => (items.sections += 1),
  });
  let fault: FileFault | null = null;
  for (let from = 0; from < bytes.length && !fault; from += size) fault = reader.write(bytes.slice(from, from + size));
  const closed = fault ?? reader.close();
  return { items, closed, format: reader instanceof AnyReader ? reader.format : null } satisfies Read;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const readText = (text: string) => read(bytesOf(text), 100);

function taken({ closed }: Pick<Read, 'closed'>) {
  if ('fault' in closed) throw new Error(`not taken: ${JSON.stringify(closed)}`);
  return closed.summary;
}

const testcase = '<testcase name="a"/>';
const SMALL: Record<Format, string> = {
  junit: `<testsuite>${testcase}</testsuite>`,
  trx: '<TestRun><Results><UnitTestResult testName="a" outcome="Passed"/></Results></TestRun>',
  xunit: '<assemblies><assembly><collection><test name="a" result="Pass"/></collection></assembly></assemblies>',
  nunit: '<test-run><test-case name="a" result="Passed"/></test-run>',
  ctrf: JSON.stringify({
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    results: {
      tool: { name: 't' },
      summary: { tests: 1, passed: 1, failed: 0, skipped: 0, pending: 0, other: 0, start: 0, stop: 1 },
      tests: [{ name: 'a', status: 'passed', duration: 1 }],
    },
  }),
  sarif: JSON.stringify({
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 't' } }, results: [{ message: { text: 'm' } }] }],
  }),
  lcov: 'SF:a.c\nDA:1,1\nend_of_record\n',
  cobertura:
    '<coverage line-rate="1"><packages><package name="p"><classes><class filename="a.c"><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>',
};

test.each(FORMATS)('%s is recognised, read and told of', (format) => {
  const { items, closed, format: recognised } = readText(SMALL[format]);
  expect(taken({ closed })).toMatchObject({ format, incomplete: false, second_pass: null });
  expect(recognised).toBe(format);
  expect(Object.values(items).toSorted()).toEqual([0, 0, 1]);
});

test.each(FORMATS)('%s is never taken where it was cut, but for what it ends in', (format) => {
  const text = SMALL[format].trimEnd();
  for (let length = 0; length < text.length; length++) {
    const { closed } = readText(text.slice(0, length));
    // LCOV has no end of its own: a file without its last end_of_record is taken, as incomplete.
    const green = !('fault' in closed) && !closed.summary.incomplete;
    expect({ length, green }).toEqual({ length, green: false });
  }
});

test('a file is recognised by 64 KiB at most, and read whole', () => {
  const comment = `<!--${' '.repeat(70_000)}-->`;
  expect(readText(`${comment}<testsuite/>`).closed).toMatchObject({ fault: 'unrecognised' });
  const long = `<testsuite>${testcase.repeat(10_000)}</testsuite>`;
  for (const size of [1000, 65_536, 1_000_000]) expect(read(bytesOf(long), size).items.tests).toBe(10_000);
});

test('what is not recognised is a fault and has no format', () => {
  expect(readText('hello')).toMatchObject({ closed: { fault: 'unrecognised' }, format: null });
  expect(readText('')).toMatchObject({ closed: { fault: 'empty' }, format: null });
});

test('facts are bounded however long the lists of a file are', () => {
  const sources = '<source>a/long/path/that/is/repeated</source>'.repeat(3000);
  const text = SMALL.cobertura.replace('<packages>', `<sources>${sources}</sources><packages>`);
  const { closed } = readText(text);
  expect(utf8Length(JSON.stringify(taken({ closed }).facts))).toBeLessThanOrEqual(64 * 1024);
  const many = `${'TN:'.padEnd(900, 'x')}\nSF:a.c\nDA:1,1\nend_of_record\n`;
  const long = readText(Array.from({ length: 500 }, (_, i) => many.replace('TN:', `TN:${i}`)).join(''));
  expect(utf8Length(JSON.stringify(taken(long).facts))).toBeLessThanOrEqual(64 * 1024);
  expect(long.closed).toMatchObject({
    warnings: expect.arrayContaining([expect.objectContaining({ code: 'facts_cut' })]),
  });
});

const sarifBackwards = (results: string) =>
  `{"version":"2.1.0","runs":[{"results":[${results}],"tool":{"driver":{"name":"t"}}}]}`;
const sarifForwards = (results: string) =>
  `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},"results":[${results}]}]}`;
const result = (message: string) => JSON.stringify({ ruleId: 'r', message: { text: message } });

test.each([
  { kind: 'whose tool comes last', findings: 1, text: sarifBackwards(result('m')) },
  {
    kind: 'with more findings than are held',
    findings: 10_000,
    text: sarifForwards(Array.from({ length: 10_000 }, () => result('m'.repeat(900))).join()),
  },
])('a first pass over a SARIF file $kind gives nothing, a second one all', ({ text, findings }) => {
  const bytes = bytesOf(text);
  const first = read(bytes, 65_536);
  const skeleton = taken(first).second_pass;
  if (!skeleton) throw new Error('a second pass is needed');
  expect(first.items.findings).toBe(0);
  const second = read(bytes, 65_536, (sink) => openReader('sarif', sink, skeleton));
  expect(second.items.findings).toBe(findings);
  expect(taken(second)).toMatchObject({ second_pass: null, facts: { runs: [{ tool: 't' }] } });
});

test('an analysis that did not run is incomplete, and so is none at all', () => {
  expect(taken(readText('{"version":"2.1.0","runs":[]}')).incomplete).toBe(true);
  expect(taken(readText('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}}}]}')).incomplete).toBe(true);
  expect(taken(readText(sarifForwards(''))).incomplete).toBe(false);
});

describe.skipIf(absent !== null)(`real files${absent === null ? '' : `, skipped: ${absent}`}`, () => {
  test.each(FORMATS)('every file of %s is read to its end or refused with a reason', (format) => {
    const files = realFiles<unknown>(format);
    expect(files.length).toBeGreaterThan(0);
    for (const { bytes } of files) {
      const { closed } = read(bytes, 65_536);
      if ('fault' in closed) expect(closed.detail).not.toBe('');
      else expect(closed.summary.format).toBe(format);
    }
  });

  test('in one pass or two, a SARIF file gives the findings that an independent parser counted', () => {
    const files = realFiles<{ results?: number }>('sarif').filter(({ facts }) => facts.results !== undefined);
    const passes = new Set<number>();
    for (const { name, bytes, facts } of files) {
      const first = read(bytes, 65_536);
      const again = taken(first).second_pass;
      const last = again ? read(bytes, 65_536, (sink) => openReader('sarif', sink, again)) : first;
      expect([name, last.items.findings]).toEqual([name, facts.results]);
      passes.add(again ? 2 : 1);
    }
    expect([...passes].toSorted()).toEqual([1, 2]);
  });
});
