import { type Offenders, listOffenders } from '../../domain/quality/offenders';
import { assembleReport, type QualityReport, type ReportRequest, type SectionFacts } from '../../domain/quality/report';
import type { TaskType } from '../../domain/quality/task';
import { asCorrected, newestCorrections } from '../../store/corrections';
import { listRecords } from '../../store/history-queries';
import { listResults, type QualityRow } from '../../store/quality-results';
import { listTrends } from '../../store/quality-trends';
import { readPayload } from './payload';

/** Gathers what a report is about from D1 and the newest results' files. `now` in milliseconds since 1970. */
export async function gatherReport(
  env: Env,
  projectId: string,
  { request, now }: { request: ReportRequest; now: number },
): Promise<QualityReport> {
  const trends = new Map((await listTrends(env.DB, projectId)).map((trend) => [trend.task_type, trend]));
  const facts: SectionFacts[] = [];
  // One after the other: a payload may be large, and one at a time is enough to hold.
  for (const taskType of new Set(request.task_types)) {
    const row = await newestIn(env, projectId, { taskType, range: request.date_range });
    facts.push({
      taskType,
      latest: row && latestOf(row),
      metrics: row && JSON.parse(row.metrics),
      trend: trends.get(taskType) ?? null,
      offenders: row && (await offendersOf(env, row)),
    });
  }
  const agents = await Promise.all(
    [...new Set(request.agents)].map((name) => newestRun(env, projectId, { name, range: request.date_range })),
  );
  return assembleReport(request, { facts, agents, now });
}

async function newestIn(
  env: Env,
  projectId: string,
  { taskType, range }: { taskType: TaskType; range: ReportRequest['date_range'] },
): Promise<QualityRow | null> {
  const filter = { task_type: taskType, since: storedTime(range.from), until: storedTime(range.to) };
  const { rows } = await listResults(env.DB, projectId, { filter, before: null, limit: 1 });
  return rows[0] ?? null;
}

/** A time as the tables have it, with its milliseconds: they are compared as text. */
const storedTime = (time: string) => new Date(time).toISOString();

const latestOf = ({ id, name, branch, commit_sha: commit, created_at }: QualityRow) => ({
  ...{ id, name, branch, commit, created_at },
  url: `/v1/results/${id}`,
});

/** null where its files were deleted. */
async function offendersOf(env: Env, row: QualityRow): Promise<Offenders | null> {
  if (row.purged_at !== null) return null;
  const read = await readPayload(env.ARTIFACTS, row);
  return read && listOffenders(row.task_type, read.payload);
}

async function newestRun(
  env: Env,
  projectId: string,
  { name, range }: { name: string; range: ReportRequest['date_range'] },
): Promise<QualityReport['agents'][number]> {
  const filter = { agent: name, since: storedTime(range.from), until: storedTime(range.to) };
  const { records } = await listRecords(env.DB, projectId, { filter, before: null, limit: 20 });
  const run = records.find(({ kind, rehearsal }) => kind === 'agent' && !rehearsal);
  if (!run) return { name, run: null };
  const corrections = await newestCorrections(env.DB, projectId, [run.run_id]);
  const { run_id, timestamp, verdict, overall_score } = asCorrected(run, corrections.get(run.run_id));
  return { name, run: { run_id, timestamp, verdict, overall_score } };
}
