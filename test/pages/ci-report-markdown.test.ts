import fc from 'fast-check';
import { lexer, type Token, walkTokens } from 'marked';
import { expect, test } from 'vitest';
import type { CiRun } from '../../src/domain/ci-run/view';
import { ciReportMarkdown } from '../../src/pages/ci-report/markdown';
import { writeSections } from '../../src/pages/ci-report/sections';
import { aCause, aCiRun, aFailingTest, anOpenRun, aPart } from './ci-sample';
import { anyText, HOSTILE_TEXTS, replaceTexts } from './hostile';

/** Fields with a closed set of values, which the schemas check. */
const CLOSED = new Set(['status', 'ended_by', 'verdict', 'rule', 'class_of_failure', 'diagnosed_by']);

/** A run small enough that nothing of it is cut, whatever its texts grow to when they are escaped. */
function smallRun(text: string): CiRun {
  const { failing, diagnoses, parts, ...run } = aCiRun();
  const small = { ...run, failing: failing.slice(0, 1), diagnoses: diagnoses.slice(0, 1), parts: parts.slice(2, 3) };
  const failures = { new_failure: 1, still_failing: 1, known_flaky: 1, quarantined: 1 };
  return replaceTexts({ ...small, failures }, text, CLOSED);
}

const reportOf = (text: string) => ciReportMarkdown(smallRun(text));

/** The kinds of tokens a report is made of, in order; running text and its escapes count as one kind of thing. */
function kindsOf(markdown: string): string[] {
  const kinds: string[] = [];
  walkTokens(lexer(markdown, { gfm: true }), (token: Token) => {
    if (token.type !== 'text' && token.type !== 'escape' && token.type !== 'space') kinds.push(token.type);
  });
  return kinds;
}

const harmless = kindsOf(reportOf('harmless'));

test('a CI report uses plain Markdown only: no HTML, no link, no image, no table', () => {
  expect(new Set(harmless)).toEqual(
    new Set(['heading', 'paragraph', 'strong', 'list', 'list_item', 'code', 'codespan']),
  );
});

test.each(Object.entries(HOSTILE_TEXTS))('%s in every text of a CI report in Markdown is inert', (_, text) => {
  expect(kindsOf(reportOf(text))).toEqual(harmless);
});

test('no text at all adds markup to a CI report in Markdown', () => {
  // A text of nothing but white space is said to be empty, with emphasis: that is ours.
  const visible = anyText.filter((text) => text.trim() !== '');
  fc.assert(
    fc.property(visible, (text) => {
      expect(kindsOf(reportOf(text))).toEqual(harmless);
    }),
    { numRuns: 60 },
  );
});

test('a report tells verdict, rules, new failures, known flaky ones, causes, parts, measures and where it is, in this order', () => {
  const report = ciReportMarkdown(aCiRun());
  const order = [
    '**✕ FAILED** · verdict: failed',
    '- ✕ not met: parts, asked for at least 5 complete, measured 2. 2 of 5 parts came',
    '## New failures: 214',
    '## Failing before already: 1',
    '## Known as flaky: 1',
    '## In quarantine: 1',
    '## More failures: 3',
    '**Cause 1**, 7 tests, assertion',
    '## Flaky in this run',
    '## Parts in error, skipped or not complete: 3 of 4',
    '## Findings',
    'Lines: 81.25 %, 16,251 of 20,000',
    'The whole report: `/v1/runs/run_71c09d44f5/report`',
  ].map((part) => report.indexOf(part));
  expect(order).not.toContain(-1);
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test('the whole report is a link where its address is one', () => {
  const at = (report_url: string) => ciReportMarkdown(aCiRun({ report_url })).trimEnd().split('\n').at(-1);
  expect(at('https://assay.example/v1/runs/run_1/report')).toBe(
    'The whole report: <https://assay.example/v1/runs/run_1/report>',
  );
  expect(at('https://assay.example/> [x](javascript:alert(1))')).toContain('`https://assay.example/>');
});

test('what was not measured says so, and what there is none of is left out', () => {
  const report = ciReportMarkdown(anOpenRun());
  expect(report).toContain('**… NOT FINISHED**');
  expect(report).toContain('Tests: not measured');
  expect(report).toMatch(/## Findings\n\nnot measured\n\n## Coverage\n\nnot measured/);
  expect(report).not.toMatch(/New failures|Causes|Flaky|Parts in error|null|undefined|NaN/);
});

/** What a section says of its length in its title, and how many items it holds and counts. */
function countsOf(report: string, title: string): { items: number; rest: number } {
  const [, section = ''] = report.split(`## ${title}`);
  const [body = ''] = section.split('\n## ');
  const rest = /^(?:and )?([\d,]+)(?: more|, not listed here)$/m.exec(body)?.[1] ?? '0';
  return { items: (body.match(/^[✕!] \*\*/gm) ?? []).length, rest: Number(rest.replaceAll(',', '')) };
}

test('a run of the longest texts stays within 60,000 characters, keeps its end, and counts exactly what is cut', () => {
  const texts = fc.constantFrom('x', '<', '#', '&', '`', '@ ', '👋', '\n```\n');
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 1000 }), (unit, times) => {
      const text = unit.repeat(times);
      const failing = Array.from({ length: 50 }, () =>
        aFailingTest({ name: text, suite: text, class: text, message: text.slice(0, 500) }),
      );
      const report = ciReportMarkdown(
        aCiRun({
          name: text.slice(0, 256),
          summary: text,
          failing,
          failures: { new_failure: 2214, still_failing: 0, known_flaky: 0, quarantined: 0 },
          diagnoses: Array.from({ length: 20 }, () => aCause({ suggestion: text.slice(0, 600), patch: text })),
          parts: Array.from({ length: 300 }, () => aPart({ name: text.slice(0, 256), skipped: text })),
          warnings: Array.from({ length: 300 }, () => ({ code: 'x', detail: text })),
        }),
      );
      expect(report.length).toBeLessThanOrEqual(60_000);
      expect(report).toContain('## Provenance');
      expect(report.trimEnd().split('\n').at(-1)).toBe('The whole report: `/v1/runs/run_71c09d44f5/report`');
      const { items, rest } = countsOf(report, 'New failures: 2,214');
      expect(items + rest).toBe(2214);
    }),
    { numRuns: 40 },
  );
});

test('failing tests of a usual length all stand in the report', () => {
  const failing = Array.from({ length: 50 }, (_, i) => aFailingTest({ name: `test_${i}` }));
  const failures = { new_failure: 50, still_failing: 0, known_flaky: 0, quarantined: 0 };
  expect(countsOf(ciReportMarkdown(aCiRun({ failing, failures })), 'New failures: 50')).toEqual({ items: 50, rest: 0 });
});

test('sections stay within their room and lose nothing that they do not count', () => {
  const section = fc.record({
    title: fc.constant('T'),
    items: fc.array(
      fc.integer({ min: 1, max: 400 }).map((length) => 'i'.repeat(length)),
      { maxLength: 30 },
    ),
    beyond: fc.integer({ min: 0, max: 5000 }),
  });
  fc.assert(
    fc.property(fc.array(section, { maxLength: 6 }), fc.integer({ min: 1000, max: 8000 }), (sections, most) => {
      const written = writeSections(
        sections.map(({ title, items, beyond }) => ({
          ...{ title, items, total: items.length + beyond },
          ...{ between: '\n' as const, none: null },
        })),
        most,
      ).join('\n\n');
      expect(written.length).toBeLessThanOrEqual(most);
      const items = written.match(/^i+$/gm)?.length ?? 0;
      const rest = [...written.matchAll(/^(?:and )?([\d,]+)(?: more|, not listed here)$/gm)];
      const counted = rest.reduce((sum, [, count]) => sum + Number(count?.replaceAll(',', '')), 0);
      expect(items + counted).toBe(sections.reduce((sum, one) => sum + one.items.length + one.beyond, 0));
    }),
  );
});
