import { z } from 'zod';
import { Verdict } from '../gate';
import { label, prose } from '../text';
import { diffGroup } from './diff';
import type { DiffGroup } from './diff';
import type { TaskForm } from './form';
import { matchItems } from './matching';

const MOST_CONDITIONS = 2000;
const MOST_EXPERIMENTS = 500;

const count = z.int().nonnegative().nullable().default(null);
const amount = z.number().nonnegative().nullable().default(null);

/** What is told of the distribution of latencies, from the fastest to the slowest. */
export const LATENCIES = ['min', 'p50', 'p75', 'p90', 'p95', 'p97_5', 'p99', 'p99_9', 'max', 'mean'] as const;
export type LatencyName = (typeof LATENCIES)[number];

export const Latencies = z
  .strictObject({
    ...{ min: amount, p50: amount, p75: amount, p90: amount, p95: amount },
    ...{ p97_5: amount, p99: amount, p99_9: amount, max: amount, mean: amount },
  })
  .meta({ description: 'Milliseconds; null: the tool does not tell, and nothing is interpolated' });
export type Latencies = z.infer<typeof Latencies>;

/** What a load did to the system, over its whole duration. */
export const LoadSummary = z.strictObject({
  connections: count.meta({ description: 'Connections or virtual users at most' }),
  duration_ms: amount,
  requests: count,
  requests_per_second: amount,
  bytes_per_second: amount,
  errors: count,
  error_rate: z.number().min(0).max(1).nullable().default(null),
  error_rate_of: prose(1).nullable().default(null).meta({ description: 'What counts as an error, and among what' }),
  latency_ms: Latencies.prefault({}),
});
export type LoadSummary = z.infer<typeof LoadSummary>;

/** Whether a load tells anything of how the system bore it. */
function hasMeasured(load: LoadSummary | null): boolean {
  if (load === null) return false;
  const { requests, error_rate, latency_ms } = load;
  return [requests, error_rate, ...Object.values(latency_ms)].some((value) => value !== null);
}

/** A condition of the steady state, such as a threshold. */
export const SteadyStateCondition = z.strictObject({
  name: prose(2).meta({ description: 'As `http_req_duration: p(95)<500`; unique' }),
  held: z.boolean().nullable().meta({ description: 'null: not measured' }),
  measured: z.number().nullable().default(null),
});
export type SteadyStateCondition = z.infer<typeof SteadyStateCondition>;

/** Something that the load's script checked of each answer. */
export const LoadCheck = z.strictObject({
  name: prose(2),
  passes: z.int().nonnegative(),
  fails: z.int().nonnegative(),
});

/** A fault was injected, and the steady state looked at before and after. */
export const ChaosExperiment = z
  .strictObject({
    name: prose(1).meta({ description: 'Unique' }),
    hypothesis: prose(4).nullable().default(null),
    fault: prose(4).nullable().default(null).meta({ description: 'What was injected' }),
    steady_state_before: z.boolean().nullable(),
    steady_state_after: z.boolean().nullable(),
    recovery_ms: amount,
    verdict: Verdict,
    detail: prose(8).nullable().default(null),
  })
  .refine((experiment) => experiment.verdict === judgeExperiment(experiment), {
    path: ['verdict'],
    error: 'not what the steady state before and after says',
    params: { code: 'contradiction' },
  });
export type ChaosExperiment = z.infer<typeof ChaosExperiment>;

/** The only verdict that an experiment can have: one that did not begin in the steady state shows nothing. */
export function judgeExperiment({
  steady_state_before: before,
  steady_state_after: after,
}: {
  steady_state_before: boolean | null;
  steady_state_after: boolean | null;
}): Verdict {
  if (before !== true || after === null) return 'inconclusive';
  return after ? 'passed' : 'failed';
}

/** What a load test or chaos experiments measured. */
export const ChaosPayload = z
  .strictObject({
    tool: z
      .strictObject({ name: label(128), version: label(128).nullable().default(null) })
      .nullable()
      .default(null),
    target: prose(4).nullable().default(null),
    load: LoadSummary.nullable().default(null),
    steady_state: z.array(SteadyStateCondition).max(MOST_CONDITIONS).default([]),
    checks: z.array(LoadCheck).max(MOST_CONDITIONS).default([]),
    experiments: z.array(ChaosExperiment).max(MOST_EXPERIMENTS).default([]),
  })
  .superRefine(({ load, steady_state, experiments }, ctx) => {
    const tell = (path: string[], code: string, message: string) =>
      ctx.addIssue({ code: 'custom', path, message, params: { code } });
    if (!hasMeasured(load) && steady_state.length === 0 && experiments.length === 0)
      tell([], 'nothing_measured', 'a load, conditions of the steady state or experiments');
    for (const [key, list] of Object.entries({ steady_state, experiments }))
      if (new Set(list.map(({ name }) => name)).size < list.length) tell([key], 'duplicate', 'a name stands here once');
  });
export type ChaosPayload = z.infer<typeof ChaosPayload>;

/**
 * What the conditions and experiments say together: failed where any did, and passed only where all were measured.
 * Null: there are none.
 */
export function judgeSteadyState({ steady_state, experiments }: ChaosPayload): Verdict | null {
  const verdicts = [
    ...steady_state.map(({ held }): Verdict => (held === null ? 'inconclusive' : held ? 'passed' : 'failed')),
    ...experiments.map(({ verdict }) => verdict),
  ];
  if (verdicts.length === 0) return null;
  if (verdicts.includes('failed')) return 'failed';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'passed';
}

export const chaosForm: TaskForm<ChaosPayload> = {
  type: 'run-chaos',
  payload: ChaosPayload,
  summarise: (payload) => ({
    steady_state: judgeSteadyState(payload),
    conditions_failed: payload.steady_state.filter(({ held }) => held === false).length,
    experiments: payload.experiments.length,
    requests: payload.load?.requests ?? null,
    requests_per_second: payload.load?.requests_per_second ?? null,
    ...measureLoad(payload),
  }),
  measure: measureLoad,
  compare: (before, after) => {
    const reason = whyIncomparable(before, after);
    if (reason !== null) return { incomparable: reason };
    return { groups: [...compareLoads(before, after), ...compareVerdicts(before, after)] };
  },
};

function measureLoad({ load }: ChaosPayload) {
  const { p95 = null, p99 = null } = load?.latency_ms ?? {};
  return { error_rate: load?.error_rate ?? null, p95_ms: p95, p99_ms: p99 };
}

/** Percentiles of two tools, of two loads or of two systems are not about the same thing. */
function whyIncomparable(before: ChaosPayload, after: ChaosPayload): string | null {
  const differ = <T>(one: T | null | undefined, other: T | null | undefined) =>
    one != null && other != null && one !== other;
  if (differ(before.tool?.name, after.tool?.name)) return 'different tools measured them';
  if (differ(before.target, after.target)) return 'the targets differ';
  if (differ(before.load?.connections, after.load?.connections)) return 'the number of connections differs';
  if (differ(before.load?.error_rate_of, after.load?.error_rate_of)) return 'errors are counted differently';
  return null;
}

type Item = DiffGroup['items'][number];

function compareLoads({ load: before }: ChaosPayload, { load: after }: ChaosPayload): DiffGroup[] {
  const latencies = LATENCIES.flatMap((name) =>
    shiftOf(name, before?.latency_ms[name] ?? null, after?.latency_ms[name] ?? null),
  );
  const errors = shiftOf('error_rate', before?.error_rate ?? null, after?.error_rate ?? null);
  const throughput = shiftOf(
    'requests_per_second',
    before?.requests_per_second ?? null,
    after?.requests_per_second ?? null,
  );
  const risen = (shifts: readonly Shift[]): Item[] => shifts.filter(({ delta }) => delta > 0);
  const fallen = (shifts: readonly Shift[]): Item[] => shifts.filter(({ delta }) => delta < 0);
  return [
    diffGroup('Slower, in milliseconds', 'worse', risen(latencies)),
    diffGroup('Faster, in milliseconds', 'better', fallen(latencies)),
    diffGroup('More errors', 'worse', risen(errors)),
    diffGroup('Fewer errors', 'better', fallen(errors)),
    diffGroup('Throughput', 'neutral', throughput),
  ];
}

interface Shift extends Record<string, string | number | null> {
  measure: string;
  before: number;
  after: number;
  delta: number;
  /** After by before; null where nothing can be divided by it. */
  ratio: number | null;
}

/** Nothing where either was not measured: that is no change of what was. */
function shiftOf(measure: string, before: number | null, after: number | null): Shift[] {
  if (before === null || after === null || before === after) return [];
  return [{ measure, before, after, delta: after - before, ratio: before === 0 ? null : after / before }];
}

function compareVerdicts(before: ChaosPayload, after: ChaosPayload): DiffGroup[] {
  const conditions = matchItems(before.steady_state, after.steady_state, ({ name }) => name);
  const experiments = matchItems(before.experiments, after.experiments, ({ name }) => name);
  const turned = conditions.kept.filter((pair) => pair.before.held !== pair.after.held);
  const decided = experiments.kept.filter((pair) => pair.before.verdict !== pair.after.verdict);
  return [
    diffGroup(
      'Conditions that hold no longer',
      'worse',
      turned.filter((pair) => pair.after.held === false),
    ),
    diffGroup(
      'Conditions that hold now',
      'better',
      turned.filter((pair) => pair.after.held === true),
    ),
    diffGroup(
      'Conditions no longer measured',
      'worse',
      turned.filter((pair) => pair.after.held === null),
    ),
    diffGroup('Conditions gone', 'neutral', conditions.gone),
    diffGroup('Conditions added', 'neutral', conditions.fresh),
    diffGroup(
      'Experiments that pass no longer',
      'worse',
      decided.filter((pair) => pair.before.verdict === 'passed' || pair.after.verdict === 'failed'),
    ),
    diffGroup(
      'Experiments that pass now',
      'better',
      decided.filter((pair) => pair.after.verdict === 'passed'),
    ),
    diffGroup(
      'Experiments that fail no longer, and show nothing',
      'neutral',
      decided.filter((pair) => pair.before.verdict === 'failed' && pair.after.verdict === 'inconclusive'),
    ),
    diffGroup('Experiments gone', 'neutral', experiments.gone),
    diffGroup('Experiments added', 'neutral', experiments.fresh),
  ];
}
