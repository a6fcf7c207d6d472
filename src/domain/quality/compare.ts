import type { ResultDiff } from './diff';
import type { TaskForm } from './form';
import type { QualityResult } from './result';
import { METRICS, type MetricRule } from './task';

/** A result with what it was saved with. */
export interface ComparedResult {
  result: Pick<QualityResult, 'id' | 'task_type' | 'task' | 'tool' | 'metrics'>;
  payload: unknown;
}

/** What changed from one result to a later one; or why nothing can be said of that. */
export function compareResults(
  form: TaskForm<unknown>,
  { before, after }: { before: ComparedResult; after: ComparedResult },
): ResultDiff {
  const head = { task_type: after.result.task_type, before: before.result.id, after: after.result.id };
  const reason = differenceInKind(before.result, after.result);
  if (reason !== null) return { ...head, comparable: false, reason, metrics: [], groups: [] };
  const compared = form.compare(before.payload, after.payload);
  if ('incomparable' in compared) {
    return { ...head, comparable: false, reason: compared.incomparable, metrics: [], groups: [] };
  }
  const metrics = METRICS[head.task_type].map((rule) =>
    compareMetric(rule, before.result.metrics[rule.key] ?? null, after.result.metrics[rule.key] ?? null),
  );
  return { ...head, comparable: true, reason: null, metrics, groups: compared.groups };
}

/** Why two results can't be compared whatever they hold; null: they may be. Versions of one tool are compared. */
export function differenceInKind(before: ComparedResult['result'], after: ComparedResult['result']): string | null {
  if (before.task_type !== after.task_type) {
    return `they are of different tasks: ${before.task_type} and ${after.task_type}`;
  }
  if (before.task !== after.task) return `they are of different tasks: ${before.task} and ${after.task}`;
  const [first, second] = [before.tool?.name, after.tool?.name];
  if (first !== undefined && second !== undefined && first !== second) {
    return `different tools measured them: ${first} and ${second}`;
  }
  return null;
}

function compareMetric(
  { key, better }: MetricRule,
  before: number | null,
  after: number | null,
): ResultDiff['metrics'][number] {
  if (before === null || after === null) return { key, before, after, delta: null, effect: null };
  const delta = after - before;
  const isBetter = better === 'higher' ? delta > 0 : delta < 0;
  return { key, before, after, delta, effect: delta === 0 ? 'neutral' : isBetter ? 'better' : 'worse' };
}
