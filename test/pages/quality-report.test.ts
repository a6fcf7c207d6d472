import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assembleReport, type QualityReport, ReportRequest } from '../../src/domain/quality/report';
import { computeTypeTrend } from '../../src/domain/quality/trend';
import { qualityReportHtml } from '../../src/pages/quality-report/html';
import { qualityReportMarkdown } from '../../src/pages/quality-report/markdown';
import { anyText, HOSTILE_TEXTS, replaceTexts } from './hostile';
import { parsePage, skeletonOf } from './structure';

const DAY_MS = 24 * 3600 * 1000;
const NOW = Date.UTC(2026, 10, 21, 12);
const daysAgo = (days: number) => new Date(NOW - days * DAY_MS).toISOString();

/** Coverage that falls from 80 to 70 ten days ago, with a gap before it; a scan that is old; nothing else. */
function aReport(): QualityReport {
  const request = ReportRequest.parse({
    task_types: ['analyze-coverage', 'scan-security', 'run-chaos'],
    date_range: { from: daysAgo(60), to: daysAgo(-1) },
    agents: ['support', 'nobody'],
  });
  const days = Array.from({ length: 40 }, (_, i) => i).filter((day) => day < 15 || day > 20);
  const results = days.map((day) => ({
    created_at: daysAgo(day),
    name: 'web',
    branch: 'main',
    metrics: { line_coverage: day < 10 ? 70 : 80, branch_coverage: null, function_coverage: null },
  }));
  const latest = { id: 'res_1', name: 'web', branch: 'main', commit: 'abcdef0', url: '/v1/results/res_1' };
  return assembleReport(request, {
    now: NOW,
    agents: [
      { name: 'support', run: { run_id: 'run_1', timestamp: daysAgo(1), verdict: 'passed', overall_score: 8.5 } },
      { name: 'nobody', run: null },
    ],
    facts: [
      {
        taskType: 'analyze-coverage',
        latest: { ...latest, created_at: daysAgo(0) },
        metrics: results[0]?.metrics ?? null,
        trend: computeTypeTrend('analyze-coverage', results, NOW),
        offenders: {
          count: 3,
          listed: [{ title: 'src/cart.ts', place: 'src/cart.ts:1', value: 12.345, unit: 'percent', detail: '9 of 10' }],
        },
      },
      {
        taskType: 'scan-security',
        latest: { ...latest, created_at: daysAgo(20) },
        metrics: { findings: 3, critical: null, high: 0 },
        trend: null,
        offenders: null,
      },
      { taskType: 'run-chaos', latest: null, metrics: null, trend: null, offenders: null },
    ],
  });
}

/** Fields with a closed set of values, which the schemas check. */
const CLOSED = new Set([
  ...['task_type', 'state', 'missing', 'stale', 'key', 'metric', 'title', 'better', 'unit', 'verdict', 'day', 'at'],
  ...['created_at', 'computed_at', 'timestamp', 'from', 'to', 'since'],
]);

function hostileReport(text: string): QualityReport {
  const report = aReport();
  const hostile = replaceTexts(report, text, CLOSED);
  const sections = hostile.sections.map((section) => ({
    ...section,
    // The title of a metric is ours, that of an offender is not.
    offenders: section.offenders && replaceTexts(section.offenders, text, new Set(['unit'])),
  }));
  return { ...hostile, sections, missing: report.missing, stale: report.stale };
}

describe.each([
  ['page', (report: QualityReport) => parsePage(qualityReportHtml(report)).map(({ text }) => text)[0] ?? ''],
  ['Markdown', qualityReportMarkdown],
])('the %s of a quality report', (_, textOf) => {
  const text = textOf(aReport());

  test('shows what was not measured as such, and never as 0', () => {
    expect(text).toMatch(/branch coverage\W*not measured/i);
    expect(
      text.match(/critical findings\W*not measured/i) ?? text.match(/not measured\W*critical findings/i),
    ).not.toBeNull();
  });

  test('tells what is fresh, stale and missing', () => {
    expect(text).toContain('1 of 3 tasks have a result that is no more than 7 days old');
    for (const word of ['● FRESH', '◐ STALE', '– MISSING', 'stale: scan-security', 'missing: run-chaos']) {
      expect(text).toContain(word);
    }
  });

  test('tells the trend, the day on which the level changed, and how many offenders are not listed', () => {
    expect(text).toContain('↘ WORSENING');
    expect(text).toContain(`${daysAgo(9).slice(0, 10)}: from 80 % to 70 %`);
    expect(text).toContain('and 2 more');
    expect(text).toContain('12.34 %');
  });
});

test('a chart has a dot for each day that was measured, and no line over a gap', () => {
  const tags = parsePage(qualityReportHtml(aReport())).map(({ tag }) => tag);
  expect(tags.filter((tag) => tag === 'circle')).toHaveLength(34);
  expect(tags.filter((tag) => tag === 'line')).toHaveLength(32);
});

const harmless = skeletonOf(qualityReportHtml(hostileReport('harmless')));

test.each(Object.entries(HOSTILE_TEXTS))('%s in every text of a quality report changes no element of it', (_, text) => {
  expect(skeletonOf(qualityReportHtml(hostileReport(text)))).toEqual(harmless);
});

test('no text at all changes an element of a quality report or makes it invalid', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(skeletonOf(qualityReportHtml(hostileReport(text)))).toEqual(harmless);
    }),
    { numRuns: 40 },
  );
});

test('a quality report has no script, no handler, no style attribute, and leads nowhere', () => {
  const elements = parsePage(qualityReportHtml(hostileReport('"><script src=//e.example>')));
  expect(elements.map(({ tag }) => tag)).not.toContain('script');
  const names = new Set(elements.flatMap(({ attributes }) => Object.keys(attributes)));
  expect([...names].filter((name) => name.startsWith('on') || ['style', 'src'].includes(name))).toEqual([]);
  expect(new Set(elements.flatMap(({ attributes }) => attributes.href ?? []))).toEqual(new Set(['data:,']));
});
