import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CoverageRatio } from '../../../src/domain/evidence/coverage';
import { type CoveragePayload, CoveragePayload as Schema } from '../../../src/domain/quality/coverage';
import { fileCoverageOf, totalsOf } from '../../../src/domain/quality/line-coverage';
import { coverageFromFiles } from '../../../src/formats/quality/coverage';
import { coverageDocuments } from '../../../src/pages/quality/coverage';
import { absent, realFiles } from '../coverage-files';

const ABOUT = { name: 'nightly', created_at: '2026-01-10T15:30:00Z', task: 'analyze-coverage' };

const bytesOf = (text: string) => new TextEncoder().encode(text);

function read(...texts: (string | Uint8Array)[]): CoveragePayload {
  const files = texts.map((text, i) => ({ name: `file ${i}`, bytes: typeof text === 'string' ? bytesOf(text) : text }));
  const payload = coverageFromFiles(files);
  if ('fault' in payload) throw new Error(JSON.stringify(payload));
  return payload;
}

function lcovOf(payload: CoveragePayload): string {
  const lcov = coverageDocuments(payload, ABOUT).find(({ format }) => format === 'lcov');
  if (!lcov) throw new Error('there is no LCOV');
  return lcov.text;
}

const isInstalled = (tool: string) => {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stdout.write(`skipped: ${tool} is not installed\n`);
    return false;
  }
};
const hasLcov = isInstalled('lcov');
const hasGenhtml = isInstalled('genhtml');
if (absent !== null) process.stdout.write(`skipped: ${absent}\n`);

interface Facts {
  mergedTotals?: Record<'LF' | 'LH', number>;
  distinctFiles?: number;
}

const ALL = [...realFiles<Facts>('lcov'), ...realFiles<Facts>('cobertura')];
const FILES = ALL.filter(({ name, bytes }) => !('fault' in coverageFromFiles([{ name, bytes }])));

describe.skipIf(absent !== null)('coverage files of other tools', () => {
  test('nearly all are taken, and the others are damaged', () => {
    expect(FILES.length).toBeGreaterThan(50);
    const refused = ALL.filter((file) => !FILES.includes(file));
    expect(refused.map(({ name, bytes }) => coverageFromFiles([{ name, bytes }]))).toMatchObject(
      refused.map(() => ({ fault: expect.stringMatching(/^(?:truncated|not_well_formed|invalid|unrecognised)$/) })),
    );
    expect(refused.filter(({ strict }) => strict)).toEqual([]);
  });

  test.each(FILES)(
    '$name goes in, comes out as LCOV, and goes in again with the same facts',
    ({ bytes, facts, strict }) => {
      const payload = read(bytes);
      expect(Schema.parse(payload)).toEqual(payload);
      // The facts tell `./a` from `a`, which are one file.
      if (strict && facts.mergedTotals && facts.distinctFiles === payload.files.length) {
        const listed = totalsOf({ ...payload, files: payload.files.map((file) => ({ ...file, declared: null })) });
        const { LF: found, LH: hit } = facts.mergedTotals;
        expect(listed.lines ?? { found: 0, hit: 0 }).toEqual({ found, hit });
      }
      const again = read(lcovOf(payload));
      expect(totalsOf(again)).toEqual(totalsOf(payload));
      expect(again.files.map(fileCoverageOf)).toEqual(payload.files.map(fileCoverageOf));
      expect(again.files.map(({ lines }) => lines)).toEqual(payload.files.map(({ lines }) => lines));
      expect(lcovOf(again)).toBe(lcovOf(payload));
    },
    60_000,
  );

  test.skipIf(!hasLcov)(
    'lcov finds in what is written the totals that are written',
    () => {
      inFolder((folder) => {
        for (const { name, bytes } of FILES) {
          const payload = forLcov1(read(bytes));
          if (payload.files.length === 0) continue;
          const path = join(folder, 'all.lcov');
          writeFileSync(path, lcovOf(payload));
          const options = ['--rc', 'lcov_branch_coverage=1', '--summary', path];
          const summary = execFileSync('lcov', options, { encoding: 'utf8', stdio: 'pipe' });
          const { lines, functions, branches } = totalsOf(payload);
          expect({ name, ...summaryOf(summary) }).toEqual({
            name,
            lines: numbers(lines),
            functions: numbers(functions),
            branches: numbers(branches),
          });
        }
      });
    },
    120_000,
  );
});

test.skipIf(!hasGenhtml)('genhtml makes pages with the same totals of what is written', () => {
  const payload = read('SF:src/a.ts\nFN:1,one\nFNDA:3,one\nDA:1,3\nDA:2,0\nDA:3,1\nend_of_record\n');
  inFolder((folder) => {
    const path = join(folder, 'all.lcov');
    writeFileSync(path, lcovOf(payload));
    const options = ['--synthesize-missing', '--ignore-errors', 'source', '-o', join(folder, 'html'), path];
    const version = execFileSync('genhtml', ['--version'], { encoding: 'utf8' });
    const known = /version 1\./.test(version) ? options.slice(1) : options;
    const summary = execFileSync('genhtml', known, { encoding: 'utf8', stdio: 'pipe', cwd: folder });
    expect(summaryOf(summary)).toMatchObject({ lines: [3, 2], functions: [1, 1] });
    expect(existsSync(join(folder, 'html', 'index.html'))).toBe(true);
    expect(readFileSync(join(folder, 'html', 'index.html'), 'utf8')).toContain('66.7');
  });
});

test('hits of several files are added, and sections of one Cobertura file are not', () => {
  const lcov = 'SF:a.ts\nDA:1,2\nDA:2,0\nend_of_record\n';
  const line = '<lines><line number="1" hits="1"/></lines>';
  const aClass = `<class name="A" filename="a.ts" line-rate="1"><methods/>${line}</class>`;
  const cobertura = `<coverage line-rate="1" version="1"><packages><package name="p"><classes>${aClass}${aClass}</classes></package></packages></coverage>`;
  const { files, method } = read(lcov, lcov, cobertura);
  expect(files).toMatchObject([
    {
      file: 'a.ts',
      lines: [
        [1, 5],
        [2, 0],
      ],
    },
  ]);
  expect(method).toBe('lcov and cobertura');
});

test('a file of another format is refused by its name, whatever it is called', () => {
  const junit = bytesOf('<testsuite name="s" tests="0"></testsuite>');
  expect(coverageFromFiles([{ name: 'coverage.info', bytes: junit }])).toMatchObject({
    fault: 'unrecognised',
    detail: expect.stringContaining('coverage.info: it is junit'),
  });
});

test('a file that does not end is told, and measures nothing', () => {
  expect(read('SF:a.ts\nDA:1,1\n').incomplete).toBe(true);
});

/**
 * What lcov 1 does not know: branches that are expressions, commas in names of functions, functions without a line;
 * sections without a listed line it drops.
 */
function forLcov1(payload: CoveragePayload): CoveragePayload {
  const files = payload.files.filter(
    ({ lines, functions, branches }) =>
      lines.length > 0 &&
      functions.every(([name, line]) => line !== null && !name.includes(',')) &&
      branches.every(([, block, branch]) => /^\d+,\d+$/.test(`${block},${branch}`)),
  );
  return { ...payload, files };
}

const numbers = (ratio: CoverageRatio | null) => [ratio?.found ?? 0, ratio?.hit ?? 0];

function summaryOf(summary: string) {
  const found = (kind: string) => {
    const [, hit, all] = new RegExp(`${kind}\\.*: .*\\((\\d+) of (\\d+) `).exec(summary) ?? [];
    return [Number(all ?? 0), Number(hit ?? 0)];
  };
  return { lines: found('lines'), functions: found('functions'), branches: found('branches') };
}

function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'assay-coverage-'));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
