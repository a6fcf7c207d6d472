import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SectionIndex, type SectionWindow } from '../../../src/domain/coverage/section-index';
import type { CoverageSection } from '../../../src/domain/evidence/coverage';

const aSection = (file: string, lines: number): CoverageSection => ({
  file,
  test: null,
  lines: Array.from({ length: lines }, (_, i) => [i + 1, 1]),
  functions: [],
  branches: [],
  mcdc: [],
  declared: null,
});

const section = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd/e', 'ä', 'z'.repeat(300)), fc.nat(30));
const sources = fc.array(fc.array(section, { maxLength: 12 }), { minLength: 1, maxLength: 3 });

test('windows give each section once, all of a source file together, in the order of names, however few are indexed', () => {
  fc.assert(
    fc.property(sources, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 60 }), (all, most, size) => {
      const given: string[][] = [];
      for (let from: string | null = ''; from !== null;) {
        const index: SectionIndex = new SectionIndex(from, most);
        all.forEach((sections, source) => {
          sections.forEach(([file, lines], position) => index.add(aSection(file, lines), { source, position }));
        });
        while (from !== null && index.covers(from)) {
          const { positions, next }: SectionWindow = index.window(from, size, all.length);
          given.push(positions.flatMap((list, source) => list.map((position) => all[source]?.[position]?.[0] ?? '')));
          expect(positions).toEqual(positions.map((list) => list.toSorted((a, b) => a - b)));
          from = next;
        }
      }
      const names = all.flat().map(([file]) => file);
      expect(given.flat().toSorted()).toEqual(names.toSorted());
      const windows = given.map((files) => [...new Set(files)].sort());
      expect(windows.flat()).toEqual([...new Set(names)].sort());
    }),
  );
});

test('a window is no larger than it may be, unless of one source file alone', () => {
  const index = new SectionIndex('');
  [5, 5, 50, 5].forEach((lines, position) => index.add(aSection(`f${position}`, lines), { source: 0, position }));
  const windows = ['', 'f2', 'f3'].map((from) => index.window(from, 20, 1));
  expect(windows).toEqual([
    { positions: [[0, 1]], next: 'f2' },
    { positions: [[2]], next: 'f3' },
    { positions: [[3]], next: null },
  ]);
});
