import { z } from 'zod';
import { Verdict } from '../gate';
import { Slug } from '../text';
import { Offenders } from './offenders';
import { METRICS, TASK_TYPES, TaskType } from './task';
import { TypeTrend } from './trend';

/** The tasks that a report is about where nobody names any. */
const ALL_TASKS = TASK_TYPES.filter((type) => type !== 'other');

/** What a report over quality results is to be about. */
export const ReportRequest = z
  .strictObject({
    task_types: z.array(TaskType).min(1).max(TASK_TYPES.length).default(ALL_TASKS),
    date_range: z
      .strictObject({ from: z.iso.datetime(), to: z.iso.datetime() })
      .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { error: '`from` comes before `to`' })
      .meta({ description: 'RFC 3339, UTC; `from` is within, `to` is not' }),
    agents: z.array(Slug).max(20).default([]).meta({ description: 'Whose newest run in the range is told, too' }),
    stale_after_days: z.number().positive().max(3650).default(7).meta({
      description: 'A newest result that is so much older than `to`, or than now, is stale',
    }),
  })
  .meta({ description: 'What a report over quality results is to be about' });
export type ReportRequest = z.infer<typeof ReportRequest>;

const LatestResult = z.strictObject({
  id: z.string(),
  name: z.string(),
  branch: z.string().nullable(),
  commit: z.string().nullable(),
  created_at: z.iso.datetime(),
  age_days: z.number().nonnegative().meta({ description: 'At the end of the range, or now where that is earlier' }),
  url: z.string(),
});

const ReportMetric = z.strictObject({
  key: z.string(),
  title: z.string(),
  better: z.enum(['higher', 'lower']),
  unit: z.enum(['percent', 'count', 'score', 'ms', 'ratio']),
  value: z.number().nullable().meta({ description: 'Of the newest result; null: not measured' }),
});

const ReportSection = z.strictObject({
  task_type: TaskType,
  state: z.enum(['fresh', 'stale', 'missing']).meta({ description: 'missing: there is no result in the range' }),
  latest: LatestResult.nullable(),
  metrics: z.array(ReportMetric),
  trend: TypeTrend.nullable().meta({ description: 'As cron computed it last; null: not yet' }),
  offenders: Offenders.nullable().meta({ description: 'null: this task has none, or the files were deleted' }),
});
export type ReportSection = z.infer<typeof ReportSection>;

const AgentRun = z.strictObject({
  run_id: z.string(),
  timestamp: z.iso.datetime(),
  verdict: Verdict,
  overall_score: z.number().nullable(),
});

/** What the quality results of a project say, task by task. */
export const QualityReport = z
  .strictObject({
    created_at: z.iso.datetime(),
    date_range: z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() }),
    stale_after_days: z.number(),
    missing: z.array(TaskType),
    stale: z.array(TaskType),
    sections: z.array(ReportSection),
    agents: z.array(
      z.strictObject({
        name: z.string(),
        run: AgentRun.nullable().meta({ description: 'The newest in the range; null: none' }),
      }),
    ),
  })
  .meta({ description: 'What the quality results of a project say, task by task' });
export type QualityReport = z.infer<typeof QualityReport>;

/** What a section is made of. `metrics` null: there is no result. */
export interface SectionFacts {
  taskType: TaskType;
  latest: Omit<NonNullable<ReportSection['latest']>, 'age_days'> | null;
  metrics: Readonly<Record<string, number | null>> | null;
  trend: TypeTrend | null;
  offenders: Offenders | null;
}

const DAY_MS = 24 * 3600 * 1000;

/** Puts a report together. `now` in milliseconds since 1970. */
export function assembleReport(
  request: ReportRequest,
  { facts, agents, now }: { facts: readonly SectionFacts[]; agents: QualityReport['agents']; now: number },
): QualityReport {
  const end = Math.min(Date.parse(request.date_range.to), now);
  const sections = facts.map((section) => assembleSection(section, { end, staleAfter: request.stale_after_days }));
  const typesIn = (state: ReportSection['state']) =>
    sections.filter((section) => section.state === state).map(({ task_type }) => task_type);
  return {
    created_at: new Date(now).toISOString(),
    date_range: request.date_range,
    stale_after_days: request.stale_after_days,
    missing: typesIn('missing'),
    stale: typesIn('stale'),
    sections,
    agents,
  };
}

function assembleSection(
  { taskType, latest, metrics, trend, offenders }: SectionFacts,
  { end, staleAfter }: { end: number; staleAfter: number },
): ReportSection {
  const ageDays = latest === null ? null : Math.max(0, (end - Date.parse(latest.created_at)) / DAY_MS);
  return {
    task_type: taskType,
    state: ageDays === null ? 'missing' : ageDays > staleAfter ? 'stale' : 'fresh',
    latest: latest === null || ageDays === null ? null : { ...latest, age_days: ageDays },
    metrics: METRICS[taskType].map((rule) => ({ ...rule, value: metrics?.[rule.key] ?? null })),
    trend,
    offenders,
  };
}
