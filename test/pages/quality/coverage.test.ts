import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CoveragePayload } from '../../../src/domain/quality/coverage';
import { coverageDocuments } from '../../../src/pages/quality/coverage';
import { anyText, HOSTILE_TEXTS } from '../hostile';
import { parsePage, skeletonOf, textOfPage } from '../structure';
import { isVisible, kindsOf } from './markdown-kinds';

const LINES: [number, number][] = [
  [1, 3],
  [2, 0],
  [3, 0],
  [5, 0],
  [7, 1],
  [9, 0],
];

/** Made as it is kept: foreign names are of no form. */
const payloadOf = (text: string, more: Partial<CoveragePayload> = {}): CoveragePayload => ({
  ...CoveragePayload.parse({ files: [] }),
  method: text,
  files: [
    {
      ...{ file: text, lines: LINES, functions: [[text, 1, 3]], branches: [[1, text, text, 2]], mcdc: [] },
      declared: null,
    },
  ],
  ...more,
});

function documentOf(format: string, payload: CoveragePayload, name = 'nightly'): string {
  const about = { name, created_at: '2026-01-10T15:30:00Z', task: 'analyze-coverage' };
  const found = coverageDocuments(payload, about).find((document) => document.format === format);
  if (!found) throw new Error(`no ${format}`);
  return found.text;
}

const pageOf = (text: string) => documentOf('html', payloadOf(text), text);
const gapsOf = (text: string) => documentOf('markdown', payloadOf(text), text);

test('coverage is LCOV and JSON for tools, a page and a list of gaps for people', () => {
  const about = { name: 'x', created_at: '2026-01-10T15:30:00Z', task: 'analyze-coverage' };
  expect(coverageDocuments(payloadOf('a.ts'), about).map(({ role, ending }) => [role, ending])).toEqual([
    ['primary', '_coverage.lcov'],
    ['primary', '_coverage.json'],
    ['secondary', '_coverage.html'],
    ['secondary', '_gaps.md'],
  ]);
});

test('an estimate is no LCOV, and every page says what it is', () => {
  const payload = payloadOf('a.ts', { estimated: true });
  expect(() => documentOf('lcov', payload)).toThrow('no lcov');
  expect(documentOf('html', payload)).toContain('estimates');
  expect(documentOf('markdown', payload)).toContain('estimates');
  expect(JSON.parse(documentOf('json', payload))).toMatchObject({ line_coverage: null, meets_threshold: null });
});

test('the gaps are ranges of uncovered lines by file, with the risk by size', () => {
  const text = gapsOf('a.ts');
  expect(text).toContain('## `a.ts`');
  expect(text).toContain('Lines 2–5, 9');
  expect(text).toContain('4 uncovered, risk by size: low');
});

test('nothing measured is told as nothing measured', () => {
  const payload = payloadOf('a.ts', { files: [], method: null });
  expect(documentOf('markdown', payload)).toContain('not measured');
  expect(textOfPage(documentOf('html', payload))).not.toMatch(/\d %(?! of lines)/);
});

test('the page has each file with its numbers and its gaps', () => {
  const rows = parsePage(pageOf('src/a.ts')).filter(({ tag, text }) => tag === 'tr' && text.includes('src/a.ts'));
  expect(rows.map(({ text }) => text)).toEqual([expect.stringMatching(/33.33 %.*2 of 6.*100 %.*2–5, 9/)]);
});

const harmlessPage = skeletonOf(pageOf('harmless'));
const harmlessGaps = kindsOf(gapsOf('harmless'));

test.each(Object.entries(HOSTILE_TEXTS))('%s in every text of coverage is inert', (_, text) => {
  expect(skeletonOf(pageOf(text))).toEqual(harmlessPage);
  expect(kindsOf(gapsOf(text))).toEqual(harmlessGaps);
});

test('no text at all adds markup to coverage', () => {
  fc.assert(
    fc.property(anyText.filter(isVisible), (text) => {
      expect(skeletonOf(pageOf(text))).toEqual(harmlessPage);
      expect(kindsOf(gapsOf(text))).toEqual(harmlessGaps);
    }),
    { numRuns: 60 },
  );
});
