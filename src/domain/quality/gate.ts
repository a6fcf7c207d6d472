import { z } from 'zod';
import { Verdict } from '../gate';
import { AREA_TASKS, type QualityGate, RESULT_AREAS, type ResultArea, RULE_KINDS, type RuleKind } from './gate-rules';
import { METRICS, type MetricRule } from './task';

/** The newest CI run of one name on the commit. */
export interface TestEvidence {
  run_id: string;
  name: string;
  timestamp: string;
  verdict: Verdict;
  /** Tests that ran. */
  executed: number;
}

/** The newest result of one name of a task on the commit, and what it is held against. */
export interface ResultEvidence {
  id: string;
  name: string;
  created_at: string;
  metrics: Readonly<Record<string, number | null>>;
  baseline: Baseline | null;
}

/** An earlier result of the baseline branch. */
export interface Baseline {
  id: string;
  metrics: Readonly<Record<string, number | null>>;
  /** What has come up since that is worse; a text says why the two can't be compared. */
  new_items: number | string;
}

export interface GateEvidence {
  tests: readonly TestEvidence[];
  results: Readonly<Partial<Record<ResultArea, readonly ResultEvidence[]>>>;
}

/** One rule with the number it was held against. */
export const GateCheck = z.strictObject({
  area: z.enum(['tests', ...RESULT_AREAS]),
  rule: z.string(),
  threshold: z.number().nullable(),
  actual: z.number().nullable().meta({ description: 'null: not measured' }),
  verdict: Verdict,
  detail: z.string(),
  evidence: z.string().nullable().meta({ description: 'Id of the run or result; null: there is none' }),
});
export type GateCheck = z.infer<typeof GateCheck>;

/** What the gate decided. */
export const GateDecision = z
  .strictObject({
    commit: z.string(),
    decided_at: z.iso.datetime(),
    verdict: Verdict.meta({ description: 'failed where an area failed, else inconclusive where one is, else passed' }),
    verdicts: z
      .record(z.enum(['tests', ...RESULT_AREAS]), Verdict.nullable())
      .meta({ description: 'By area; null: no rule asks for it' }),
    checks: z.array(GateCheck),
  })
  .meta({ description: 'Whether a commit may ship' });
export type GateDecision = z.infer<typeof GateDecision>;

const HOUR_MS = 3600 * 1000;

/**
 * Whether a commit may ship. Fails closed: what is missing, too old, not measured or has nothing to be held against is
 * inconclusive, and never passed.
 *
 * @param evidence of the commit alone
 * @param now milliseconds since 1970
 */
export function decideQuality(gate: QualityGate, evidence: GateEvidence, now: number): GateDecision {
  const since = new Date(now - gate.max_age_hours * HOUR_MS).toISOString();
  const checks = [
    ...(gate.rules.tests ? checkTests(gate.rules.tests, evidence.tests, { since, hours: gate.max_age_hours }) : []),
    ...RESULT_AREAS.flatMap((area) => checkArea(gate, area, { results: evidence.results[area] ?? [], since })),
  ];
  const areas: GateCheck['area'][] = ['tests', ...RESULT_AREAS];
  const verdictOf = (area: GateCheck['area']) => worstOf(checks.filter((check) => check.area === area));
  const verdicts = GateDecision.shape.verdicts.parse(Object.fromEntries(areas.map((area) => [area, verdictOf(area)])));
  return {
    commit: gate.commit,
    decided_at: new Date(now).toISOString(),
    verdict: worstOf(checks) ?? 'inconclusive',
    verdicts,
    checks,
  };
}

/** null of none. */
function worstOf(checks: readonly GateCheck[]): Verdict | null {
  if (checks.length === 0) return null;
  if (checks.some(({ verdict }) => verdict === 'failed')) return 'failed';
  return checks.some(({ verdict }) => verdict === 'inconclusive') ? 'inconclusive' : 'passed';
}

function checkTests(
  { suites, min_tests }: NonNullable<QualityGate['rules']['tests']>,
  runs: readonly TestEvidence[],
  { since, hours }: { since: string; hours: number },
): GateCheck[] {
  const blank = { area: 'tests', threshold: null, actual: null, verdict: 'inconclusive', evidence: null } as const;
  const fresh = runs.filter(({ timestamp }) => timestamp >= since);
  const verdicts = runs.map((run): GateCheck => {
    const old = run.timestamp < since;
    const detail = old ? tooOld(`the CI run ${run.name}`, hours) : `the CI run ${run.name} is ${run.verdict}`;
    return { ...blank, rule: 'verdict', verdict: old ? 'inconclusive' : run.verdict, detail, evidence: run.run_id };
  });
  const missing = suites.filter((name) => !runs.some((run) => run.name === name));
  const executed = fresh.reduce((sum, run) => sum + run.executed, 0);
  return [
    ...verdicts,
    ...missing.map((name) => ({ ...blank, rule: 'suites', detail: `the commit has no CI run ${name}` })),
    {
      ...blank,
      rule: 'min_tests',
      threshold: min_tests,
      actual: fresh.length === 0 ? null : executed,
      // Too few tests prove too little: nothing that ran has failed by it.
      verdict: fresh.length > 0 && executed >= min_tests ? 'passed' : 'inconclusive',
      detail: fresh.length === 0 ? 'the commit has no fresh CI run' : `${executed} tests ran`,
    },
  ];
}

/** Every rule, held against every result: two services that are measured on their own both have to meet it. */
function checkArea(
  gate: QualityGate,
  area: ResultArea,
  { results, since }: { results: readonly ResultEvidence[]; since: string },
): GateCheck[] {
  const kinds: Readonly<Record<string, RuleKind>> = RULE_KINDS[area];
  return Object.entries(gate.rules[area] ?? {}).flatMap(([rule, value]): GateCheck[] => {
    const kind = kinds[rule];
    if (kind === undefined || value === undefined || value === false) return [];
    const threshold = typeof value === 'number' ? value : null;
    const blank = { area, rule, threshold, actual: null, verdict: 'inconclusive' } as const;
    if (results.length === 0) {
      return [{ ...blank, evidence: null, detail: `the commit has no result of ${AREA_TASKS[area]}` }];
    }
    return results.map((result) => {
      const outcome: Outcome =
        result.created_at < since
          ? { verdict: 'inconclusive', detail: tooOld(`the result ${result.name}`, gate.max_age_hours) }
          : heldAgainst(kind, { area, threshold, result });
      return { ...blank, ...outcome, evidence: result.id };
    });
  });
}

type Outcome = Pick<GateCheck, 'verdict' | 'detail'> & Partial<Pick<GateCheck, 'threshold' | 'actual'>>;

function heldAgainst(
  kind: RuleKind,
  { area, threshold, result }: { area: ResultArea; threshold: number | null; result: ResultEvidence },
): Outcome {
  if (kind === 'no_new') return checkNew(area, result);
  if (kind === 'no_worse') return checkNoWorse(area, result);
  const actual = result.metrics[kind.metric] ?? null;
  if (actual === null || threshold === null) return notMeasured(kind.metric);
  const met = kind.bound === 'min' ? actual >= threshold : actual <= threshold;
  const relation = kind.bound === 'min' ? 'at least' : 'at most';
  return {
    actual,
    verdict: met ? 'passed' : 'failed',
    detail: `${kind.metric} is ${actual}, asked for is ${relation} ${threshold}`,
  };
}

function checkNew(area: ResultArea, { baseline, metrics }: ResultEvidence): Outcome {
  // What did not run to its end may have more that is new.
  const { key } = headlineOf(area);
  if ((metrics[key] ?? null) === null) return notMeasured(key);
  if (baseline === null) return { verdict: 'inconclusive', detail: NO_BASELINE };
  const { new_items: count } = baseline;
  if (typeof count === 'string') return incomparable(count);
  const verdict = count === 0 ? 'passed' : 'failed';
  return { threshold: 0, actual: count, verdict, detail: `${count} came up since ${baseline.id}` };
}

function checkNoWorse(area: ResultArea, { metrics, baseline }: ResultEvidence): Outcome {
  const headline = headlineOf(area);
  const actual = metrics[headline.key] ?? null;
  if (actual === null) return notMeasured(headline.key);
  if (baseline === null) return { actual, verdict: 'inconclusive', detail: NO_BASELINE };
  if (typeof baseline.new_items === 'string') return { actual, ...incomparable(baseline.new_items) };
  const before = baseline.metrics[headline.key] ?? null;
  if (before === null)
    return { actual, verdict: 'inconclusive', detail: `the baseline did not measure ${headline.key}` };
  const met = headline.better === 'higher' ? actual >= before : actual <= before;
  return {
    threshold: before,
    actual,
    verdict: met ? 'passed' : 'failed',
    detail: `${headline.key} is ${actual}, and was ${before} in ${baseline.id}`,
  };
}

const incomparable = (reason: string): Outcome => ({
  verdict: 'inconclusive',
  detail: `it can not be compared with the baseline: ${reason}`,
});

function headlineOf(area: ResultArea): MetricRule {
  const [headline] = METRICS[AREA_TASKS[area]];
  if (!headline) throw new Error('an area of the gate is about a task that measures something');
  return headline;
}

const NO_BASELINE = 'the baseline branch has no earlier result of this name';

const notMeasured = (metric: string): Outcome => ({ verdict: 'inconclusive', detail: `${metric} was not measured` });

const tooOld = (what: string, hours: number) => `${what} is older than ${hours === 1 ? '1 hour' : `${hours} hours`}`;
