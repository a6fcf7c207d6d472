import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverageOf } from '../../src/domain/coverage/totals';
import type { CoverageRatio, CoverageSection } from '../../src/domain/evidence/coverage';
import { boundedName } from '../../src/domain/evidence/names';
import { lcovReader } from '../../src/formats/lcov/reader';
import { writeLcovSection } from '../../src/formats/lcov/writer';
import { absent, merged, readPieces, readText, realFiles, sourceOf, taken, totalsOf } from './coverage-files';

interface Facts {
  records: number;
  distinctFiles: number;
  testNames: string[];
  unterminatedRecords: number;
  recordsWhereDeclaredLFLHDiffers: number;
  anomalies: Record<string, number>;
  declaredSums: Partial<Record<string, number>>;
  mergedTotals: Record<'LF' | 'LH' | 'FNF' | 'FNH' | 'BRF' | 'BRH', number> & { MCF?: number; MCH?: number };
  perFile: Record<string, number[]>;
}

const FILES = realFiles<Facts>('lcov');
const numbers = (ratio: CoverageRatio | null) => [ratio?.found ?? 0, ratio?.hit ?? 0];

/** As the facts count: what is listed, never what is only declared. */
const listed = (file: CoverageSection) => coverageOf({ ...file, declared: null });

const boundedPath = (path: string) => (path.length > 4096 ? boundedName(path) : path);

async function mergeSections(sections: readonly CoverageSection[]) {
  return (await merged([sourceOf(sections, 'added')])).files;
}

test.skipIf(absent !== null)('the files to hold the reader against are there', () => {
  expect(FILES.length).toBeGreaterThan(30);
});
if (absent !== null) process.stdout.write(`skipped: ${absent}\n`);

describe.each(FILES)('$name', { timeout: 30_000 }, ({ bytes, facts }) => {
  const read = () => taken(readPieces(lcovReader, bytes));

  test('has the totals that an independent parser finds, in all and by file', async () => {
    const files = await mergeSections(read().sections);
    const { mergedTotals: expected } = facts;
    const totals = totalsOf(files.map((file) => ({ ...file, declared: null })));
    expect({
      lines: numbers(totals.lines),
      functions: numbers(totals.functions),
      branches: numbers(totals.branches),
      mcdc: numbers(totals.mcdc),
    }).toEqual({
      lines: [expected.LF, expected.LH],
      functions: [expected.FNF, expected.FNH],
      branches: [expected.BRF, expected.BRH],
      mcdc: [expected.MCF ?? 0, expected.MCH ?? 0],
    });
    const perFile = files.map(listed).map(({ file, lines, functions, branches }) => {
      return [file, [...numbers(lines), ...numbers(functions), ...numbers(branches)]] as const;
    });
    const expectedFiles = Object.entries(facts.perFile).map(([file, columns]) => [boundedPath(file), columns]);
    expect(Object.fromEntries(perFile)).toEqual(Object.fromEntries(expectedFiles));
    expect(totals.files).toBe(facts.distinctFiles);
  });

  test('says of itself what an independent parser says of it', () => {
    const { summary, warnings } = read();
    expect(summary.sections).toBe(facts.records);
    expect(summary.incomplete).toBe(facts.unterminatedRecords > 0);
    expect(summary.lines_differ).toBe(facts.recordsWhereDeclaredLFLHDiffers);
    expect(summary.tests.toSorted()).toEqual(facts.testNames.filter((name) => name !== '').toSorted());
    const { LF, LH, FNF, FNH, BRF, BRH } = facts.declaredSums;
    const pair = (found?: number, hit?: number) => (found === undefined || hit === undefined ? null : { found, hit });
    expect(summary.declared).toEqual({ lines: pair(LF, LH), functions: pair(FNF, FNH), branches: pair(BRF, BRH) });

    const count = (code: string) => warnings.find((warning) => warning.code === code)?.count ?? 0;
    const of = (...names: string[]) => names.reduce((sum, name) => sum + (facts.anomalies[name] ?? 0), 0);
    expect(count('repeated_line')).toBe(of('duplicate DA in record'));
    expect(count('repeated_branch')).toBe(of('duplicate BRDA key in record'));
    expect(count('malformed_record')).toBe(of('bad DA', 'bad BRDA', 'bad FNDA'));
    expect(count('unterminated')).toBe(facts.unterminatedRecords);
  });

  test('is the same in pieces of any size', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 8 });
    // As text: comparing some hundred thousand tuples one by one takes seconds.
    const whole = JSON.stringify(read());
    fc.assert(
      fc.property(sizes, (pieces) => {
        expect(JSON.stringify(readPieces(lcovReader, bytes, pieces)) === whole).toBe(true);
      }),
      { numRuns: bytes.length > 100_000 ? 2 : 10 },
    );
    if (bytes.length < 20_000) expect(JSON.stringify(readPieces(lcovReader, bytes, [1]))).toBe(whole);
  });

  test('written and read again, is the same', async () => {
    const files = await mergeSections(read().sections);
    const again = taken(readText(lcovReader, files.map(writeLcovSection).join('')));
    expect(again.warnings.filter(({ code }) => code !== 'line_out_of_range')).toEqual([]);
    // Where nothing is listed, the counters can not agree with it.
    expect(again.summary.lines_differ).toBe(files.filter(({ declared }) => declared?.lines).length);
    expect(await mergeSections(again.sections)).toEqual(files);
  });
});

const hasLcov = (() => {
  try {
    execFileSync('lcov', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stdout.write('skipped: lcov is not installed\n');
    return false;
  }
})();

/** What lcov 1 does not know: MC/DC, branches that are expressions; sections without a listed line it drops. */
const isForLcov1 = (file: CoverageSection) =>
  file.lines.length > 0 && file.branches.every(([, block, branch]) => /^\d+,\d+$/.test(`${block},${branch}`));

test.skipIf(!hasLcov || absent !== null)(
  'lcov finds in what is written the totals that are written',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-lcov-'));
    try {
      for (const { name, bytes, strict } of FILES) {
        const files = (await mergeSections(taken(readPieces(lcovReader, bytes)).sections)).filter(isForLcov1);
        if (!strict || files.length === 0) continue;
        const path = join(folder, name);
        writeFileSync(path, files.map(writeLcovSection).join(''));
        const options = ['--rc', 'lcov_branch_coverage=1', '--summary', path];
        const summary = execFileSync('lcov', options, { encoding: 'utf8', stdio: 'pipe' });
        const found = (kind: string) => {
          const [, hit, all] = new RegExp(`${kind}\\.*: .*\\((\\d+) of (\\d+) `).exec(summary) ?? [];
          return [Number(all ?? 0), Number(hit ?? 0)];
        };
        const totals = totalsOf(files);
        expect({ name, lines: found('lines'), functions: found('functions'), branches: found('branches') }).toEqual({
          name,
          lines: numbers(totals.lines),
          functions: numbers(totals.functions),
          branches: numbers(totals.branches),
        });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
