import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TestEvidence, TestFileSummary } from '../../src/domain/evidence/test';
import { junitReader } from '../../src/formats/junit/reader';
import type { FileFault, FileWarning } from '../../src/formats/reading';

const DATA = join(import.meta.dirname, '../../../shared/data/ci');

const Facts = z.object({
  wellFormed: z.boolean(),
  bytes: z.number(),
  root: z.string().optional(),
  suites: z.number().default(0),
  maxSuiteDepth: z.number().default(0),
  tests: z.number().default(0),
  passed: z.number().default(0),
  failed: z.number().default(0),
  errored: z.number().default(0),
  skipped: z.number().default(0),
  casesWithMultipleFailureOrError: z.number().default(0),
  flakyPassed: z.number().default(0),
  rerunStillFailed: z.number().default(0),
  timeSumSeconds: z.number().default(0),
  timeMissing: z.number().default(0),
  timeUnparseable: z.number().default(0),
  timeNegative: z.number().default(0),
  duplicateIds: z.number().default(0),
  emptyNames: z.number().default(0),
  noClassname: z.number().default(0),
  casesWithFileAttr: z.number().default(0),
  suiteLevel: z.record(z.string(), z.number()).default({}),
  declaredMatchesTests: z.boolean().optional(),
  failing: z
    .array(
      z.object({
        classname: z.string(),
        kind: z.string(),
        type: z.string().nullable(),
        message: z.string().nullable(),
      }),
    )
    .default([]),
});
const Expected = z.object({
  files: z.record(
    z.string(),
    z.object({ format: z.string(), facts: z.unknown(), oracles: z.object({ strict: z.boolean() }).optional() }),
  ),
});

interface Read {
  tests: TestEvidence[];
  fault: FileFault | null;
  summary: TestFileSummary | null;
  warnings: FileWarning[];
}

function read(bytes: Uint8Array, sizes: readonly number[]): Read {
  const tests: TestEvidence[] = [];
  const reader = junitReader((evidence) => tests.push(evidence));
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? bytes.length;
    const fault = reader.write(bytes.subarray(at, at + size));
    if (fault) return { tests, fault, summary: null, warnings: [] };
    at += size;
  }
  const closed = reader.close();
  if ('fault' in closed) return { tests, fault: closed, summary: null, warnings: [] };
  return { tests, fault: null, ...closed };
}

function corpus() {
  if (!existsSync(join(DATA, 'expected.json'))) return [];
  const { files } = Expected.parse(JSON.parse(readFileSync(join(DATA, 'expected.json'), 'utf8')));
  return Object.entries(files)
    .filter(([, { format }]) => format === 'junit')
    .map(([path, { facts }]) => ({ path, facts: Facts.parse(facts) }));
}

const FILES = corpus();

/** Pseudo-random and the same at every run: what one run finds, the next one finds. */
function pieceSizes(seed: number): number[] {
  let state = seed;
  return Array.from({ length: 50 }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return 1 + (state % 400);
  });
}

const isRead = ({ facts: { wellFormed, root } }: (typeof FILES)[number]) => wellFormed && root !== 'suites';

describe.skipIf(FILES.length === 0)('real files, skipped where the folder shared/data/ci is absent', () => {
  test.each(FILES.filter(isRead))('$path: its facts are found', ({ path, facts }) => {
    const { tests, fault, summary, warnings } = read(readFileSync(join(DATA, path)), [65_536]);
    expect(fault).toBeNull();
    expect(TestFileSummary.parse(summary)).toEqual(summary);
    const found = {
      suites: summary?.suites,
      maxSuiteDepth: summary?.suite_depth,
      tests: summary?.tests,
      passed: summary?.passed,
      failed: summary?.failed,
      errored: summary?.errored,
      skipped: summary?.skipped,
      casesWithMultipleFailureOrError: summary?.several_failures,
      flakyPassed: summary?.flaky,
      rerunStillFailed: summary?.rerun_failed,
      timeNotRead: summary?.untimed,
      timeNegative: warnings.find(({ code }) => code === 'time_negative')?.count ?? 0,
      duplicateIds: summary?.duplicates,
      emptyNames: summary?.unnamed,
      suiteFailures: summary?.suite_failures,
      failing: tests.filter(({ status }) => status === 'failed' || status === 'error').length,
    };
    const { suiteLevel, timeMissing, timeUnparseable } = facts;
    const known: Record<string, unknown> = {
      ...facts,
      timeNotRead: timeMissing + timeUnparseable,
      suiteFailures: (suiteLevel['suite-level error'] ?? 0) + (suiteLevel['suite-level failure'] ?? 0),
      failing: facts.failed + facts.errored,
    };
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((fact) => [fact, known[fact]])));
    // A negative time counts as 0 here, and as what it is in the facts.
    if (facts.timeNegative === 0) expect(summary?.duration ?? 0).toBeCloseTo(facts.timeSumSeconds, 5);
    if (facts.declaredMatchesTests === false)
      expect(warnings.map(({ code }) => code)).toContain('declared_counts_differ');
    expect(tests.filter(({ file }) => file !== null).length).toBeGreaterThanOrEqual(facts.casesWithFileAttr);
    // The facts tell an absent attribute from an empty one; evidence does not.
    expect(tests.filter((evidence) => evidence.class === null).length).toBeGreaterThanOrEqual(facts.noClassname);
    const failing = tests.filter(({ status }) => status === 'failed' || status === 'error');
    facts.failing.forEach(({ classname, kind, type }, i) => {
      const bare = type === '' ? null : type;
      expect(failing[i]?.class).toBe(classname === '' ? null : classname);
      expect(failing[i]?.status).toBe(kind === 'error' ? 'error' : 'failed');
      expect(failing[i]?.failures.map((failure) => failure.type)).toContain(bare);
    });
  });

  test.each(FILES.filter(isRead))('$path: each test is valid and knows its bytes', ({ path }) => {
    const bytes = readFileSync(join(DATA, path));
    const { tests } = read(bytes, [65_536]);
    const sample = tests.length > 500 ? tests.filter((_, i) => i % 50 === 0) : tests;
    for (const evidence of sample) {
      expect(TestEvidence.parse(evidence)).toEqual(evidence);
      const element = bytes.subarray(evidence.ref.offset, evidence.ref.offset + evidence.ref.length).toString('latin1');
      expect(element).toMatch(/^<testcase\s[^]*(?:<\/testcase\s*>|\/>)$/);
    }
  });

  test.each(FILES)('$path: the same however its bytes are cut', ({ path, facts }) => {
    const bytes = readFileSync(join(DATA, path));
    const whole = read(bytes, [65_536]);
    expect(read(bytes, pieceSizes(facts.bytes))).toEqual(whole);
    if (bytes.length < 20_000) expect(read(bytes, [1])).toEqual(whole);
  });

  test.each(FILES.filter((file) => !isRead(file)))('$path: is refused, or read with a warning', ({ path, facts }) => {
    const { fault, warnings, summary } = read(readFileSync(join(DATA, path)), [65_536]);
    if (!fault) {
      expect(warnings.map(({ code }) => code)).toContain('control_characters');
      expect(summary?.tests).toBeGreaterThan(0);
    } else {
      expect(['entities', 'not_well_formed', 'unrecognised']).toContain(fault.fault);
      expect(fault.offset).toBeLessThanOrEqual(facts.bytes);
    }
  });
});
