import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CoverageSource, mergeInPasses } from '../../../src/domain/coverage/merge';
import type { CoverageSection } from '../../../src/domain/evidence/coverage';

const empty: CoverageSection = {
  file: 'a',
  test: null,
  lines: [],
  functions: [],
  branches: [],
  mcdc: [],
  declared: null,
};
const aSection = (part: Partial<CoverageSection>): CoverageSection => ({ ...empty, ...part });

function aSource(
  sections: readonly CoverageSection[],
  overlap: CoverageSource['overlap'] = 'added',
  { picks = false } = {},
) {
  return {
    overlap,
    read: async function* () {
      yield* sections;
    },
    ...(picks && {
      pick: async function* (positions: readonly number[]) {
        for (const position of positions) yield sections[position] ?? empty;
      },
    }),
  };
}

async function merge(sources: readonly CoverageSource[], budget = Number.MAX_SAFE_INTEGER) {
  const files: CoverageSection[] = [];
  const end = await mergeInPasses({ sources, budget, emit: (file) => void files.push(file) });
  return { files, end };
}

const hits = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Number.MAX_SAFE_INTEGER));
const line = fc.integer({ min: 1, max: 12 });
const ratio = fc.option(fc.record({ found: fc.nat(9), hit: fc.nat(9) }));
const anySection: fc.Arbitrary<CoverageSection> = fc.record({
  file: fc.constantFrom('a', 'b/c', 'b', 'ä', 'z'.repeat(40)),
  test: fc.constantFrom(null, 'unit'),
  lines: fc.array(fc.tuple(line, hits), { maxLength: 8 }),
  functions: fc.array(fc.tuple(fc.constantFrom('f', 'g', '10', '9'), fc.option(line), fc.option(hits)), {
    maxLength: 4,
  }),
  branches: fc.array(fc.tuple(line, fc.constantFrom('0', '1', 'e'), fc.constantFrom('0', '10', '9'), fc.option(hits)), {
    maxLength: 8,
  }),
  mcdc: fc.array(
    fc.tuple(
      line,
      fc.constantFrom(1, 2),
      fc.constantFrom('t' as const, 'f' as const),
      fc.nat(1),
      fc.constant('x'),
      hits,
    ),
    { maxLength: 3 },
  ),
  declared: fc.option(fc.record({ lines: ratio, functions: ratio, branches: ratio })),
});
const sections = fc.array(anySection, { maxLength: 10 });

test('hits of shards are added, lines united, and of a function the least line is kept', async () => {
  const one = aSection({
    lines: [
      [1, 2],
      [3, 0],
    ],
    functions: [['f', 9, 1]],
    branches: [
      [1, '0', '0', null],
      [1, '0', '1', null],
    ],
  });
  const two = aSection({
    lines: [
      [3, 4],
      [2, 0],
    ],
    functions: [
      ['f', 7, 2],
      ['g', null, null],
    ],
    branches: [
      [1, '0', '0', 0],
      [1, '0', '1', null],
    ],
  });
  const { files } = await merge([aSource([one]), aSource([two])]);
  expect(files).toEqual([
    aSection({
      lines: [
        [1, 2],
        [2, 0],
        [3, 4],
      ],
      functions: [
        ['g', null, null],
        ['f', 7, 3],
      ],
      branches: [
        [1, '0', '0', 0],
        [1, '0', '1', null],
      ],
    }),
  ]);
});

test('sections that repeat each other give the largest count, and sources of such are added', async () => {
  const repeating = aSource([aSection({ lines: [[1, 2]] }), aSection({ lines: [[1, 5]] })], 'repeated');
  const { files } = await merge([repeating, repeating, aSource([aSection({ lines: [[1, 1]] })])]);
  expect(files[0]?.lines).toEqual([[1, 11]]);
});

test('counters that are only declared give way to what is listed, and are never added up', async () => {
  const declared = (found: number, hit: number) =>
    aSection({ declared: { lines: { found, hit }, functions: null, branches: null } });
  const both = await merge([aSource([declared(10, 4), declared(8, 6)])]);
  expect(both.files[0]?.declared?.lines).toEqual({ found: 10, hit: 6 });
  const listed = await merge([aSource([declared(10, 4), aSection({ lines: [[1, 1]] })])]);
  expect(listed.files[0]).toEqual(aSection({ lines: [[1, 1]] }));
});

test('the order of shards, and of sections within one, changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(sections, sections, async (a, b) => {
      const forwards = await merge([aSource(a), aSource(b)]);
      const backwards = await merge([aSource(b.toReversed()), aSource(a.toReversed())]);
      expect(backwards.files).toEqual(forwards.files);
    }),
  );
});

test('merging what was merged before is the same as merging all at once', async () => {
  await fc.assert(
    fc.asyncProperty(sections, sections, sections, async (a, b, c) => {
      const left = await merge([aSource((await merge([aSource(a), aSource(b)])).files), aSource(c)]);
      const right = await merge([aSource(a), aSource((await merge([aSource(b), aSource(c)])).files)]);
      const atOnce = await merge([aSource([...a, ...b, ...c])]);
      expect(left.files).toEqual(atOnce.files);
      expect(right.files).toEqual(atOnce.files);
    }),
  );
});

test('merging in passes gives what merging at once gives, in the same order, whatever the budget', async () => {
  const overlap = fc.constantFrom<CoverageSource['overlap']>('added', 'repeated');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(sections, overlap, fc.boolean()), { maxLength: 4 }),
      fc.integer({ min: 1, max: 80 }),
      async (all, budget) => {
        const sources = () => all.map(([some, how, picks]) => aSource(some, how, { picks }));
        const atOnce = await merge(sources());
        const inPasses = await merge(sources(), budget);
        if ('fault' in inPasses.end) {
          // Only a file that alone is too large ends it, and those before it are right.
          expect(inPasses.files).toEqual(
            atOnce.files.filter(({ file }) => inPasses.files.some((one) => one.file === file)),
          );
          return;
        }
        expect(inPasses.files).toEqual(atOnce.files);
        expect(inPasses.end.files).toBe(atOnce.files.length);
      },
    ),
    { numRuns: 500 },
  );
});

const aFile = (i: number) =>
  aSection({ file: `f${i}`, lines: Array.from({ length: 10 }, (_, n): [number, number] => [n + 1, 1]) });

test('a small budget takes more passes, of which each reads only what it merges', async () => {
  const sections = Array.from({ length: 100 }, (_, i) => aFile(i));
  let picked = 0;
  const source: CoverageSource = {
    overlap: 'added',
    read: async function* () {
      yield* sections;
    },
    pick: async function* (positions) {
      picked += positions.length;
      for (const position of positions) yield sections[position] ?? empty;
    },
  };
  const { files, end } = await merge([source], 250);
  expect(files).toEqual((await merge([aSource(sections)])).files);
  // 12 entries a file: 1,200 of them, at most 250 at a time.
  expect(end).toMatchObject({ files: 100 });
  expect('passes' in end && end.passes).toBeGreaterThan(4);
  expect('passes' in end && end.passes).toBeLessThan(12);
  expect(picked).toBeLessThan(100);
});

test('a source file that alone is larger than the budget is a fault with its name, never half a file', async () => {
  const large = aSection({ file: 'm', lines: Array.from({ length: 100 }, (_, i) => [i + 1, 1]) });
  const { files, end } = await merge([aSource([aSection({ file: 'z' }), large, aSection({ file: 'a' })])], 50);
  expect(end).toEqual({ fault: 'too_many', file: 'm' });
  expect(files.map(({ file }) => file)).not.toContain('m');
});
