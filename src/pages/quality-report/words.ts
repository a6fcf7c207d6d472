import type { Offender } from '../../domain/quality/offenders';
import type { QualityReport, ReportSection } from '../../domain/quality/report';
import type { MetricRule } from '../../domain/quality/task';
import type { WindowTrend } from '../../domain/quality/trend';
import { NOT_MEASURED, showCount, showDuration, showScore, showShare } from '../numbers';
import type { Standing } from '../standing';

type Unit = MetricRule['unit'] | 'severity';

/** A number of a metric, cut like every number of a report. */
export function showMetric(value: number | null, unit: Unit): string {
  if (value === null) return NOT_MEASURED;
  if (value < 0) return `−${showMetric(-value, unit)}`;
  switch (unit) {
    case 'percent':
      return showShare(value / 100);
    case 'ratio':
      return showShare(value);
    case 'ms':
      return showDuration(value);
    case 'count':
    case 'score':
    case 'severity':
      return Number.isInteger(value) ? showCount(value) : showScore(value);
  }
}

/** A change with its sign. */
export function showDelta(delta: number | null, unit: Unit): string {
  return delta !== null && delta > 0 ? `+${showMetric(delta, unit)}` : showMetric(delta, unit);
}

const STATES: Readonly<Record<ReportSection['state'], Standing>> = {
  fresh: { word: 'FRESH', symbol: '●', tone: 'good' },
  stale: { word: 'STALE', symbol: '◐', tone: 'fair' },
  missing: { word: 'MISSING', symbol: '–', tone: 'open' },
};

export const stateStanding = ({ state }: ReportSection): Standing => STATES[state];

/** Which way a metric goes; a flat one and one of too few days look the same, because nothing can be told of either. */
export function trendStanding({ improving }: WindowTrend): Standing {
  if (improving === null) return { word: 'NO TREND', symbol: '–', tone: 'open' };
  return improving
    ? { word: 'IMPROVING', symbol: '↗', tone: 'good' }
    : { word: 'WORSENING', symbol: '↘', tone: 'poor' };
}

/** The slope with its interval. */
export function showSlope({ slope, slope_low: low, slope_high: high }: WindowTrend, unit: Unit): string {
  if (slope === null) return NOT_MEASURED;
  const shown = `${showDelta(slope, unit)} a day`;
  return low === null || high === null ? shown : `${shown} (${showDelta(low, unit)} to ${showDelta(high, unit)})`;
}

export const showChangePoint = ({ at, before, after }: WindowTrend['change_points'][number], unit: Unit): string =>
  `${at}: from ${showMetric(before, unit)} to ${showMetric(after, unit)}`;

/** By which an offender is among the worst; empty where there is no number. */
export const showOffenderValue = ({ value, unit }: Offender): string =>
  value === null ? '' : showMetric(value, unit ?? 'score');

export const showAge = (days: number): string =>
  days < 1 ? 'less than a day old' : `${showCount(Math.floor(days))} days old`;

/** One sentence on what is not there. */
export function explainGaps({ sections, missing, stale, stale_after_days: days }: QualityReport): string {
  const fresh = sections.length - missing.length - stale.length;
  const parts = [
    `${fresh} of ${sections.length} tasks have a result that is no more than ${days} days old`,
    ...(stale.length === 0 ? [] : [`stale: ${stale.join(', ')}`]),
    ...(missing.length === 0 ? [] : [`missing: ${missing.join(', ')}`]),
  ];
  return `${parts.join('; ')}.`;
}
