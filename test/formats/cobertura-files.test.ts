import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CoverageRatio } from '../../src/domain/evidence/coverage';
import { coberturaReader } from '../../src/formats/cobertura/reader';
import { lcovReader } from '../../src/formats/lcov/reader';
import { writeLcovSection } from '../../src/formats/lcov/writer';
import { absent, merged, readPieces, readText, realFiles, sourceOf, taken, totalsOf } from './coverage-files';

interface Facts {
  rootAttrs: Record<string, string>;
  packages: number;
  classes: number;
  methods: number;
  files: number;
  sources: string[];
  classLineElements: number;
  linesUnion: number;
  linesHitUnion: number;
  branchesUnion: number;
  branchesHitUnion: number;
}

const FILES = realFiles<Facts>('cobertura');
const numbers = (ratio: CoverageRatio | null) => [ratio?.found ?? 0, ratio?.hit ?? 0];

test.skipIf(absent !== null)('the files to hold the reader against are there', () => {
  expect(FILES.length).toBeGreaterThan(10);
});
if (absent !== null) process.stdout.write(`skipped: ${absent}\n`);

describe.each(FILES)('$name', ({ bytes, facts }) => {
  const read = () => taken(readPieces(coberturaReader, bytes));
  const mergedFiles = async () => (await merged([sourceOf(read().sections, 'repeated')])).files;

  test('has the totals that an independent parser finds', async () => {
    const totals = totalsOf(await mergedFiles());
    expect(totals.files).toBe(facts.files);
    expect(numbers(totals.lines)).toEqual([facts.linesUnion, facts.linesHitUnion]);
    expect(numbers(totals.branches)).toEqual([facts.branchesUnion, facts.branchesHitUnion]);
  });

  test('says of itself what an independent parser says of it', () => {
    const { summary, warnings } = read();
    expect(summary).toMatchObject({
      producer: facts.rootAttrs.version ?? null,
      packages: facts.packages,
      classes: facts.classes,
      methods: facts.methods,
      lines: facts.classLineElements,
      sources: facts.sources,
    });
    const declared = facts.rootAttrs['lines-valid'];
    expect(summary.declared.lines?.found).toBe(declared === undefined ? undefined : Number(declared));
    expect(warnings).toEqual([]);
  });

  test('is the same in pieces of any size', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 });
    // As text: comparing some hundred thousand tuples one by one takes seconds.
    const whole = JSON.stringify(read());
    fc.assert(
      fc.property(sizes, (pieces) => {
        expect(JSON.stringify(readPieces(coberturaReader, bytes, pieces)) === whole).toBe(true);
      }),
      { numRuns: bytes.length > 100_000 ? 2 : 10 },
    );
    if (bytes.length < 20_000) expect(JSON.stringify(readPieces(coberturaReader, bytes, [1]))).toBe(whole);
  });

  test('written as LCOV and read again, has the same coverage', async () => {
    const files = await mergedFiles();
    const again = taken(readText(lcovReader, files.map(writeLcovSection).join('')));
    expect((await merged([sourceOf(again.sections, 'added')])).files).toEqual(files);
  });
});

const document = (classes: string) =>
  `<?xml version="1.0"?><!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage version="1"><packages><package name="p"><classes>${classes}</classes></package></packages></coverage>`;
const aClass = (lines: string, methods = '') =>
  `<class name="C" filename="c.py"><methods>${methods}</methods><lines>${lines}</lines></class>`;
const read = (classes: string) => taken(readText(coberturaReader, document(classes)));

test('classes of one file that repeat a line do not add its hits, and two files of it do', async () => {
  const { sections } = read(aClass('<line number="1" hits="3"/>') + aClass('<line number="1" hits="2"/>'));
  const once = sourceOf(sections, 'repeated');
  expect((await merged([once])).files[0]?.lines).toEqual([[1, 3]]);
  expect((await merged([once, once])).files[0]?.lines).toEqual([[1, 6]]);
});

test('branches come from the counts of a line, never from its percentage', () => {
  const { sections, warnings } = read(
    aClass(
      `<line number="1" hits="2" branch="true" condition-coverage="99% (1/2)"/>
       <line number="2" hits="0" branch="true" condition-coverage="0% (0/1)"/>
       <line number="3" hits="1" branch="true"/>
       <line number="4" hits="1" branch="true" condition-coverage="200% (2/1)"/>
       <line number="5" hits="1" branch="true" condition-coverage="0% (0/999999999)"/>
       <line number="six" hits="1"/>`,
    ),
  );
  expect(sections[0]?.branches).toEqual([
    [1, '0', '0', 1],
    [1, '0', '1', 0],
    [2, '0', '0', null],
  ]);
  expect(sections[0]?.lines.map(([line]) => line)).toEqual([1, 2, 3, 4, 5]);
  expect(warnings.map(({ code, count }) => [code, count])).toEqual([
    ['malformed_conditions', 2],
    ['malformed_line', 1],
  ]);
});

test('a method ran as often as its busiest line; without lines its rate says only whether it ran', () => {
  const method = (name: string, attributes: string, lines = '') =>
    `<method name="${name}" signature="()" ${attributes}><lines>${lines}</lines></method>`;
  const { sections } = read(
    aClass(
      '<line number="5" hits="1"/>',
      method('a', 'line-rate="0.5" hits="9"', '<line number="6" hits="0"/><line number="5" hits="4"/>') +
        method('b', 'line-rate="0.5"') +
        method('c', 'line-rate="0"') +
        method('d', ''),
    ),
  );
  expect(sections[0]?.functions).toEqual(
    expect.arrayContaining([
      ['C.a()', 5, 4],
      ['C.b()', null, 1],
      ['C.c()', null, 0],
      ['C.d()', null, null],
    ]),
  );
});

test.each([
  ['<report name="jacoco"><package/></report>', 'unrecognised'],
  ['<coverage clover="3"><project/></coverage>', 'invalid'],
  ['<!DOCTYPE coverage [<!ENTITY a "b">]><coverage><packages/></coverage>', 'entities'],
  [document(aClass('<line number="1" hits="1"/>')).slice(0, -5), 'truncated'],
  ['', 'empty'],
])('%s is refused: %s', (text, fault) => {
  expect(readText(coberturaReader, text)).toMatchObject({ fault });
});

test('a small file that claims a great many branches is refused before it fills the memory', () => {
  const line = '<line number="1" hits="1" condition-coverage="(0/1000)"/>';
  const open = coberturaReader(() => undefined);
  const piece = new TextEncoder().encode(line.repeat(100));
  let fault = open.write(new TextEncoder().encode(document('').split('</classes>')[0] + '<class filename="a"><lines>'));
  for (let i = 0; i < 101 && !fault; i++) fault = open.write(piece);
  expect(fault).toMatchObject({ fault: 'too_many' });
}, 30_000);

test('a class of any length comes in parts that lose nothing', async () => {
  const most = 70_000;
  const lines = Array.from({ length: most }, (_, i) => `<line number="${i + 1}" hits="1"/>`).join('');
  const { sections, summary } = read(aClass(lines));
  expect(summary.sections).toBeGreaterThan(1);
  expect((await merged([sourceOf(sections, 'repeated')])).files[0]?.lines).toHaveLength(most);
});
