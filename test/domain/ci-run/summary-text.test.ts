import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ciSummaryLines } from '../../../src/domain/ci-run/summary-text';
import type { CiRun } from '../../../src/domain/ci-run/view';
import { aCause, aCiRun, aFailingTest, anOpenRun, aPart } from '../../pages/ci-sample';
import { anyText, HOSTILE_TEXTS } from '../../pages/hostile';

/** A run with as much of everything as a run can have, and one text for all its names and messages. */
function fullRun(text: string): CiRun {
  const classes = ['new_failure', 'still_failing', 'known_flaky', 'quarantined'] as const;
  return aCiRun({
    name: text,
    rules: aCiRun().rules.map((rule) => ({ ...rule, passed: false, detail: text })),
    failing: classes.flatMap((class_of_failure) =>
      Array.from({ length: 12 }, () =>
        aFailingTest({ class_of_failure, name: text, suite: text, class: text, file: text, message: text }),
      ),
    ),
    failures: { new_failure: 120, still_failing: 40, known_flaky: 30, quarantined: 20 },
    diagnoses: Array.from({ length: 20 }, () => aCause({ root_cause: text })),
    parts: Array.from({ length: 60 }, () => aPart({ name: text, skipped: text })),
    warnings: Array.from({ length: 9 }, () => ({ code: 'x', detail: text })),
  });
}

test('the fullest run is told in at most 40 lines', () => {
  const lines = ciSummaryLines(fullRun('a text'));
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(lines.length).toBeGreaterThan(35);
});

test('the verdict comes first, then why, then the tests', () => {
  const lines = ciSummaryLines(aCiRun());
  expect(lines[0]).toBe('FAILED: shop, feature/discounts, 9f8e7d6c5b4a');
  expect(lines.slice(1, 6).every((line) => line.startsWith('  not met: '))).toBe(true);
  expect(lines[6]).toBe(
    'Tests: 1215 in 754.3 s: 983 passed, 215 failed, 5 in error, 12 skipped; 61 of the passed had failed before',
  );
});

test('lists are cut with exact counts', () => {
  const lines = ciSummaryLines(fullRun('t'));
  const at = lines.indexOf('New failures: 120');
  expect(lines.slice(at, at + 10).filter((line) => line.startsWith('  t > t > t'))).toHaveLength(4);
  expect(lines).toContain('  and 116 more');
  expect(lines).toContain('  and 37 more');
  expect(lines).toContain('  and 28 more');
  expect(lines).toContain('In quarantine: 20');
  expect(lines).toContain('Further failures, of the same tests in other parts or too many to be looked up: 10');
  expect(lines).toContain('Causes: 20');
  expect(lines).toContain('  and 18 more');
  expect(lines).toContain('Parts in error, skipped or not complete: 58 more');
  expect(lines).toContain('Note: t (and 8 more)');
});

test('a run that passed in every way is a few lines without a word of trouble', () => {
  const lines = ciSummaryLines({
    ...anOpenRun(),
    status: 'finished',
    verdict: 'passed',
    tests: { tests: 4, passed: 4, failed: 0, errored: 0, skipped: 0, flaky: 0, duration: 1 },
    parts: [aPart({ exit_code: 0 })],
  });
  expect(lines).toEqual([
    'PASSED: shop, feature/discounts, 9f8e7d6c5b4a',
    'Tests: 4 in 1.0 s: 4 passed, 0 failed, 0 in error, 0 skipped',
  ]);
});

test('what was not measured says so', () => {
  expect(ciSummaryLines(anOpenRun())).toEqual([
    'NOT FINISHED: shop, feature/discounts, 9f8e7d6c5b4a',
    'Tests: not measured',
  ]);
  const lines = { found: 3, hit: 2 };
  const coverage = { files: 1, lines, functions: null, branches: { found: 0, hit: 0 }, mcdc: null, declared_files: 0 };
  expect(ciSummaryLines(aCiRun({ coverage }))).toContain(
    'Coverage: lines 66.66 % (2 of 3), functions not measured, branches not measured',
  );
});

test.each([
  [99_999, 100_000, '99.99 %'],
  [57, 100, '57 %'],
  [1, 1, '100 %'],
])('%i of %i lines are %s: a share is cut, never rounded', (hit, found, shown) => {
  const coverage = { files: 1, lines: { found, hit }, functions: null, branches: null, mcdc: null, declared_files: 0 };
  expect(ciSummaryLines(aCiRun({ coverage })).join('\n')).toContain(`lines ${shown} (`);
});

test('no text of a test, a tool or a person steers a terminal or makes another line', () => {
  const harmless = ciSummaryLines(fullRun('harmless')).length;
  const check = (text: string) => {
    const lines = ciSummaryLines(fullRun(text));
    expect(lines).toHaveLength(harmless);
    for (const line of lines) {
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(line.length).toBeLessThan(2000);
    }
  };
  Object.values(HOSTILE_TEXTS).forEach(check);
  fc.assert(fc.property(anyText, check), { numRuns: 60 });
});
