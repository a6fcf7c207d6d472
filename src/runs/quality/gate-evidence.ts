import { compareResults, differenceInKind } from '../../domain/quality/compare';
import { formOf } from '../../domain/quality/forms';
import type { Baseline, GateEvidence, ResultEvidence } from '../../domain/quality/gate';
import {
  AREA_TASKS,
  BASELINE_RULES,
  type QualityGate,
  RESULT_AREAS,
  type ResultArea,
} from '../../domain/quality/gate-rules';
import { ciRunsOf, findBaseline, newestResultsOf } from '../../store/gate-evidence';
import { type QualityRow, resultOf } from '../../store/quality-results';
import { readPayload } from './payload';

/** Gathers what the rules of a gate are about, and nothing more. */
export async function gatherEvidence(env: Env, projectId: string, gate: QualityGate): Promise<GateEvidence> {
  const tests = gate.rules.tests ? await ciRunsOf(env.DB, projectId, gate.commit) : [];
  const results: Partial<Record<ResultArea, ResultEvidence[]>> = {};
  for (const area of RESULT_AREAS) {
    if (gate.rules[area] === undefined) continue;
    const key = { taskType: AREA_TASKS[area], commit: gate.commit };
    const evidence: ResultEvidence[] = [];
    // One after the other: a comparison holds two payloads, which may be large.
    for (const row of await newestResultsOf(env.DB, projectId, key)) {
      evidence.push(await resultEvidence(env, row, asksForBaseline(gate, area) ? gate.baseline_branch : null));
    }
    results[area] = evidence;
  }
  return { tests, results };
}

function asksForBaseline({ rules }: QualityGate, area: ResultArea): boolean {
  return Object.entries(rules[area] ?? {}).some(([rule, value]) => BASELINE_RULES.has(rule) && value === true);
}

/** @param branch of the baseline; null where no rule asks for one */
async function resultEvidence(env: Env, row: QualityRow, branch: string | null): Promise<ResultEvidence> {
  const baseline = branch === null ? null : await findBaseline(env.DB, row, branch);
  return {
    id: row.id,
    name: row.name,
    created_at: row.created_at,
    metrics: JSON.parse(row.metrics),
    baseline: baseline && (await compareWith(env, baseline, row)),
  };
}

async function compareWith(env: Env, before: QualityRow, after: QualityRow): Promise<Baseline> {
  const { id, metrics } = resultOf(before);
  return { id, metrics, new_items: await countNew(env, before, after) };
}

/** How much has come up that is worse; a text says why the two can't be compared. */
async function countNew(env: Env, before: QualityRow, after: QualityRow): Promise<number | string> {
  const [first, second] = [resultOf(before), resultOf(after)];
  const difference = differenceInKind(first, second);
  if (difference !== null) return difference;
  const [then, now] = [await readPayload(env.ARTIFACTS, before), await readPayload(env.ARTIFACTS, after)];
  if (!then || !now) return 'the files of one of them were deleted';
  const diff = compareResults(formOf(after.task_type), {
    before: { result: first, ...then },
    after: { result: second, ...now },
  });
  if (!diff.comparable) return diff.reason ?? 'they are not of one kind';
  return diff.groups.reduce((sum, { effect, count }) => sum + (effect === 'worse' ? count : 0), 0);
}
