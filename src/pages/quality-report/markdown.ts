import type { Offender, Offenders } from '../../domain/quality/offenders';
import type { QualityReport, ReportSection } from '../../domain/quality/report';
import type { MetricTrend } from '../../domain/quality/trend';
import { escapeMarkdown, fenceInline } from '../escape-markdown';
import { showCount, showScore, showTime } from '../numbers';
import {
  explainGaps,
  showAge,
  showChangePoint,
  showDelta,
  showMetric,
  showOffenderValue,
  showSlope,
  stateStanding,
  trendStanding,
} from './words';

/** The report over quality results for a job summary or a comment: no tables, no links. */
export function qualityReportMarkdown(report: QualityReport): string {
  const { date_range: range, agents, sections } = report;
  const blocks = [
    '# Assay quality report',
    `Results from ${showTime(range.from)} to ${showTime(range.to)}. ${explainGaps(report)}`,
    ...sections.flatMap(sectionBlocks),
    ...(agents.length === 0 ? [] : ['## Agents', agents.map(agentLine).join('\n')]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function sectionBlocks(section: ReportSection): string[] {
  const { symbol, word } = stateStanding(section);
  const { latest, metrics, trend, offenders } = section;
  return [
    `## ${section.task_type}: ${symbol} ${word}`,
    latest === null ? 'There is no result in the range.' : latestLine(latest),
    ...(latest === null
      ? []
      : [metrics.map(({ title, value, unit }) => `${title}: ${showMetric(value, unit)}`).join(' · ')]),
    ...(trend?.metrics ?? []).flatMap((metric) => trendBlock(metric, section)),
    ...(offenders === null || offenders.count === 0 ? [] : [offenderBlock(offenders)]),
  ].filter((block) => block !== '');
}

function latestLine({ id, name, created_at, age_days, branch, commit }: NonNullable<ReportSection['latest']>): string {
  return [
    `${fenceInline(id)} ${escapeMarkdown(name)}`,
    showTime(created_at),
    showAge(age_days),
    ...(branch === null ? [] : [`branch ${escapeMarkdown(branch)}`]),
    ...(commit === null ? [] : [`commit ${fenceInline(commit.slice(0, 12))}`]),
  ].join(' · ');
}

function trendBlock({ metric, days, windows }: MetricTrend, { metrics }: ReportSection): string[] {
  const rule = metrics.find(({ key }) => key === metric);
  if (rule === undefined || days.length === 0) return [];
  const lines = windows.map((window) => {
    const { symbol, word } = trendStanding(window);
    const change = `change ${showDelta(window.delta, rule.unit)}, slope ${showSlope(window, rule.unit)}`;
    return `- ${window.window_days} days: ${symbol} ${word}, ${change}, ${window.days} days measured`;
  });
  const changes = (windows.at(-1)?.change_points ?? []).map(
    (change) => `- the level changed on ${showChangePoint(change, rule.unit)}`,
  );
  return [[`Trend of ${rule.title}:`, '', ...lines, ...changes].join('\n')];
}

function offenderBlock({ count, listed }: Offenders): string {
  const rest = count - listed.length;
  return [
    'Worst offenders:',
    '',
    ...listed.map(offenderLine),
    ...(rest === 0 ? [] : [`- and ${showCount(rest)} more`]),
  ].join('\n');
}

function offenderLine(offender: Offender): string {
  const { title, place, detail } = offender;
  const value = showOffenderValue(offender);
  return [
    `- **${escapeMarkdown(title)}**`,
    ...(value === '' ? [] : [value]),
    ...(place === null ? [] : [fenceInline(place)]),
    ...(detail === null ? [] : [escapeMarkdown(detail)]),
  ].join(' · ');
}

function agentLine({ name, run }: QualityReport['agents'][number]): string {
  if (run === null) return `- ${escapeMarkdown(name)}: no run in the range`;
  const score = showScore(run.overall_score);
  return `- ${escapeMarkdown(name)}: ${run.verdict}, score ${score}, ${showTime(run.timestamp)}, ${fenceInline(run.run_id)}`;
}
