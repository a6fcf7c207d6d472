import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lcovReader } from '../../src/formats/lcov/reader';
import { writeLcovSection } from '../../src/formats/lcov/writer';
import { merged, readPieces, readText, sourceOf, taken } from './coverage-files';

const MEBIBYTE = 1024 * 1024;
const bytesOf = (text: string) => new TextEncoder().encode(text);
const section = (...records: string[]) => ['SF:a.c', ...records, 'end_of_record', ''].join('\n');
const read = (...records: string[]) => taken(readText(lcovReader, section(...records)));

test('counts of every form become whole numbers from 0 on, each odd one with a warning', () => {
  const { sections, warnings } = read('DA:1,-3', 'DA:2,0.5', 'DA:3,1e3', 'DA:4,99999999999999999999', 'DA:5,-0');
  expect(sections[0]?.lines).toEqual([
    [1, 0],
    [2, 1],
    [3, 1000],
    [4, Number.MAX_SAFE_INTEGER],
    [5, 0],
  ]);
  expect(warnings.map(({ code, count, offset }) => [code, count, offset])).toEqual([
    ['negative_count', 1, 7],
    ['fractional_count', 1, 15],
    ['huge_count', 1, 33],
  ]);
});

test('a record that can not be read is told and left out, and the rest is kept', () => {
  const { sections, warnings } = read('DA:1', 'DA:x,1', 'DA:2,NaN', 'FN:f', 'BRDA:1,0,0,maybe', 'LF:many', 'DA:3,1');
  expect(sections[0]?.lines).toEqual([[3, 1]]);
  expect(warnings).toEqual([expect.objectContaining({ code: 'malformed_record', count: 6, offset: 7 })]);
});

test('what a section lists twice is added, and a branch never reached is not one taken 0 times', () => {
  const { sections } = read(
    'DA:2,1',
    'DA:1,1',
    'DA:2,3',
    'BRDA:1,0,0,-',
    'BRDA:1,0,0,2',
    'BRDA:1,0,1,-',
    'BRDA:1,0,2,0',
  );
  expect(sections[0]?.lines).toEqual([
    [1, 1],
    [2, 4],
  ]);
  expect(sections[0]?.branches).toEqual([
    [1, '0', '0', 2],
    [1, '0', '1', null],
    [1, '0', '2', 0],
  ]);
});

test('branches may be expressions with commas, and flags of a block do not part it', () => {
  const { branches } =
    read('BRDA:7,e0,f(a, b) > 1,5', 'BRDA:7,0,1,-', 'BRDA:8,U0,0,0', 'BRDA:9,00,0,1').sections[0] ?? {};
  expect(branches).toEqual([
    [7, '0', 'f(a, b) > 1', 5],
    [7, '0', '1', null],
    [9, '00', '0', 1],
  ]);
});

test('functions of both forms of geninfo are read, with commas in their names, and with nobody telling their hits', () => {
  const { functions } =
    read('FN:1,f(int, int)', 'FN:5,9,g', 'FNDA:2,f(int, int)', 'FNL:0,11,20', 'FNA:0,4,h<a,b>', 'FNDA:1,unknown')
      .sections[0] ?? {};
  expect(functions).toEqual([
    ['f(int, int)', 1, 2],
    ['g', 5, null],
    ['h<a,b>', 11, 4],
    ['unknown', null, 1],
  ]);
});

test('a section that lists no line has the counters that it declares, unless they contradict themselves', () => {
  expect(read('LF:14', 'LH:12', 'FNF:2', 'FNH:3', 'BRF:0', 'BRH:0').sections[0]?.declared).toEqual({
    lines: { found: 14, hit: 12 },
    functions: null,
    branches: null,
  });
  expect(read('DA:1,1', 'LF:14', 'LH:12').sections[0]?.declared).toBeNull();
});

test('line breaks of Windows, blank lines, comments and a byte order mark change nothing', () => {
  const plain = taken(readText(lcovReader, section('DA:1,1', 'FNDA:1,f')));
  const odd = '\ufeff# made by hand\r\n\r\nSF:a.c\r\nDA:1,1\r\n\r\nFNDA:1,f\r\nend_of_record\r\n';
  expect(taken(readText(lcovReader, odd))).toEqual(plain);
});

test('a section without an end is taken, and the file is incomplete', () => {
  const cut = taken(readText(lcovReader, 'SF:a.c\nDA:1,1\nSF:b.c\nDA:2,0\n'));
  expect(cut.sections.map(({ file, lines }) => [file, lines])).toEqual([
    ['a.c', [[1, 1]]],
    ['b.c', [[2, 0]]],
  ]);
  expect(cut.summary.incomplete).toBe(true);
  expect(cut.warnings).toEqual([expect.objectContaining({ code: 'unterminated', count: 2, offset: 0 })]);
});

test('a file that is cut anywhere is never taken for whole', () => {
  const text = section('FN:1,ä', 'FNDA:12,ä', 'BRDA:10,0,0,12', 'DA:10,12', 'LF:1', 'LH:1');
  const bytes = bytesOf(text);
  // The line break behind the last record is not missed.
  for (let length = 0; length < bytes.length - 1; length++) {
    const cut = readPieces(lcovReader, bytes.subarray(0, length));
    // Before there is a path nobody can tell what begins.
    if ('fault' in cut) expect(length < 4 ? ['empty', 'unrecognised', 'invalid'] : ['truncated']).toContain(cut.fault);
    else expect(cut.summary.incomplete).toBe(true);
  }
  expect(taken(readPieces(lcovReader, bytes.subarray(0, -1))).summary.incomplete).toBe(false);
});

test.each([
  ['', 'empty', null],
  ['\n \n', 'empty', null],
  ['TN:\n', 'invalid', null],
  ['<?xml version="1.0"?>\n', 'unrecognised', 0],
  ['hello\nSF:a\nend_of_record\n', 'unrecognised', 0],
  ['XY:1\nSF:a\nend_of_record\n', 'unrecognised', 0],
  ['SF:a\nDA:1,1\nhello\nend_of_record\n', 'not_well_formed', 12],
  ['SF:a\nDA:1,1\nDA:2,\0\nend_of_record\n', 'nul', 17],
  ['SF:a\nDA:1,1', 'truncated', 5],
])('%j is refused: %s', (text, fault, offset) => {
  expect(readText(lcovReader, text)).toMatchObject({ fault, offset });
});

test('bytes that are not UTF-8 are refused with the offset of the first, wherever they stand', () => {
  const of = (...tail: number[]) => readPieces(lcovReader, Uint8Array.from([...bytesOf('SF:a\n'), ...tail]));
  expect(of(...bytesOf('FN:1,'), 0xff, 0x0a)).toMatchObject({ fault: 'encoding', offset: 10 });
  expect(of(...bytesOf('DA:1,1,'), 0xc3, 0x0a)).toMatchObject({ fault: 'encoding', offset: 12 });
});

test('unknown records and line breaks within names are told, and do not end the reading', () => {
  const { sections, warnings } = taken(
    readText(lcovReader, 'SF:data:,function() {\n  call("x:y");\n}\nDA:1,1\nZZ:9\nend_of_record\nDA:5,5\n'),
  );
  expect(sections[0]).toMatchObject({ file: 'data:,function() {', lines: [[1, 1]] });
  expect(warnings.map(({ code, count }) => [code, count])).toEqual([
    ['broken_name', 2],
    ['unknown_record', 1],
    ['outside_section', 1],
  ]);
});

test('a line of 1 MiB is taken, one byte more is not, also in pieces', () => {
  const line = (length: number) => `TN:${'t'.repeat(length - 3)}\n${section('DA:1,1')}`;
  expect(taken(readText(lcovReader, line(MEBIBYTE))).sections[0]?.test).toHaveLength(1000);
  expect(readText(lcovReader, line(MEBIBYTE + 1))).toMatchObject({ fault: 'too_long', offset: 0 });
  expect(readPieces(lcovReader, bytesOf(line(MEBIBYTE + 1)), [4000])).toMatchObject({ fault: 'too_long', offset: 0 });
});

test('a section of any length comes in parts that are no larger than some 50,000 entries, and loses nothing', async () => {
  const most = 120_000;
  const records = Array.from({ length: most }, (_, i) => `DA:${most - i},${i % 2}`);
  const { sections, summary } = read(records.join('\n'), records.join('\n'), `LF:${most}`);
  expect(summary.sections).toBe(1);
  expect(Math.max(...sections.map(({ lines }) => lines.length))).toBeLessThanOrEqual(50_000);
  const { files } = await merged([sourceOf(sections, 'added')]);
  expect(files[0]?.lines).toHaveLength(most);
  expect(files[0]?.lines[0]).toEqual([1, 2 * ((most - 1) % 2)]);
});

test('whatever names hold, what is written is one section a file and reads back with the same coverage', () => {
  const unit = fc.constantFrom(...'aZ09,:;#-_<>"\' ä😀\t\r\n');
  const name = fc.oneof(
    fc.string({ minLength: 1, maxLength: 12, unit }),
    fc.constantFrom('a\nend_of_record\nSF:b', '12,f', '-1,2,g'),
  );
  const hits = fc.integer({ min: 0, max: 9 });
  const line = fc.integer({ min: 1, max: 99 });
  const onOneLine = (text: string) => text.replace(/[\r\n]/g, '\ufffd');
  const functions = fc.uniqueArray(fc.tuple(name, line, hits), { selector: ([fn]) => onOneLine(fn), maxLength: 5 });
  const lines = fc.uniqueArray(fc.tuple(line, hits), { selector: ([number]) => number, maxLength: 9 });
  const path = name.filter((text) => text.trim() !== '');
  fc.assert(
    fc.property(path, lines, functions, (file, measured, named) => {
      const written = { file, test: null, lines: measured, functions: named, branches: [], mcdc: [], declared: null };
      const { sections } = taken(readText(lcovReader, writeLcovSection(written)));
      expect(sections).toHaveLength(1);
      expect(sections[0]?.file).toBe(onOneLine(file));
      expect(sections[0]?.lines).toEqual(measured.toSorted(([a], [b]) => a - b));
      expect(sections[0]?.functions).toEqual(named.map(([fn, ...rest]) => [onOneLine(fn), ...rest]));
    }),
  );
});
