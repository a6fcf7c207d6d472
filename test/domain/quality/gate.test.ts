import { describe, expect, test } from 'vitest';
import {
  decideQuality,
  type GateEvidence,
  type ResultEvidence,
  type TestEvidence,
} from '../../../src/domain/quality/gate';
import { AREA_TASKS, QualityGate, RESULT_AREAS, RULE_KINDS } from '../../../src/domain/quality/gate-rules';
import { METRICS } from '../../../src/domain/quality/task';

const NOW = Date.UTC(2026, 10, 21, 12);
const hoursAgo = (hours: number) => new Date(NOW - hours * 3600 * 1000).toISOString();

const aRun = (run: Partial<TestEvidence> = {}): TestEvidence => ({
  run_id: 'run_1',
  name: 'unit',
  timestamp: hoursAgo(1),
  verdict: 'passed',
  executed: 10,
  ...run,
});

const aResult = (
  metrics: Record<string, number | null>,
  rest: Partial<Omit<ResultEvidence, 'metrics'>> = {},
): ResultEvidence => ({
  id: 'res_1',
  name: 'result',
  created_at: hoursAgo(1),
  baseline: null,
  ...rest,
  metrics,
});

function decide(rules: object, evidence: Partial<GateEvidence>, gate: object = {}) {
  const parsed = QualityGate.parse({ commit: 'abcdef0', rules, ...gate });
  return decideQuality(parsed, { tests: [], results: {}, ...evidence }, NOW);
}

const coverage = (line_coverage: number | null, rest: Partial<ResultEvidence> = {}) => ({
  results: { coverage: [aResult({ line_coverage }, rest)] },
});

describe('tests', () => {
  test('pass where the newest CI run of every name passed', () => {
    const decision = decide({ tests: {} }, { tests: [aRun(), aRun({ name: 'e2e', run_id: 'run_2' })] });
    expect(decision).toMatchObject({ verdict: 'passed', verdicts: { tests: 'passed', coverage: null } });
  });

  test.each(['failed', 'inconclusive'] as const)('are %s where one CI run is, whatever the others say', (verdict) => {
    expect(decide({ tests: {} }, { tests: [aRun(), aRun({ name: 'e2e', verdict })] }).verdict).toBe(verdict);
  });

  test.each([
    ['no CI run is there', {}, []],
    ['the run is older than asked for', {}, [aRun({ timestamp: hoursAgo(25) })]],
    ['a named CI run is missing', { suites: ['unit', 'e2e'] }, [aRun()]],
    ['too few tests ran', { min_tests: 11 }, [aRun()]],
    ['no test ran', {}, [aRun({ executed: 0 })]],
    ['an old run failed', {}, [aRun({ timestamp: hoursAgo(25), verdict: 'failed' })]],
  ])('are inconclusive where %s', (_, rules, tests) => {
    expect(decide({ tests: rules }, { tests }).verdicts.tests).toBe('inconclusive');
  });
});

describe('results', () => {
  test.each([
    [80, 'passed'],
    [79.99, 'failed'],
    [null, 'inconclusive'],
  ] as const)('a coverage of %j against a least one of 80 is %s', (actual, verdict) => {
    const decision = decide({ coverage: { min_line: 80 } }, coverage(actual));
    expect(decision.checks).toMatchObject([{ rule: 'min_line', threshold: 80, actual, verdict }]);
    expect(decision.verdict).toBe(verdict);
  });

  test('no critical finding is allowed where none is: 0 passes and 1 fails', () => {
    const of = (critical: number) =>
      decide({ security: { max_critical: 0 } }, { results: { security: [aResult({ critical })] } });
    expect([of(0).verdict, of(1).verdict]).toEqual(['passed', 'failed']);
  });

  test('what is missing or too old is inconclusive, however good', () => {
    expect(decide({ coverage: { min_line: 80 } }, {}).verdict).toBe('inconclusive');
    const old = decide({ coverage: { min_line: 80 } }, coverage(100, { created_at: hoursAgo(3) }), {
      max_age_hours: 2,
    });
    expect(old).toMatchObject({ verdict: 'inconclusive', checks: [{ actual: null }] });
  });

  test.each([
    [80, 80, 'passed'],
    [81, 80, 'passed'],
    [79, 80, 'failed'],
    [null, 80, 'inconclusive'],
    [80, null, 'inconclusive'],
  ] as const)('a coverage of %j after one of %j is %s where it may not be worse', (after, before, verdict) => {
    const baseline = { id: 'res_0', metrics: { line_coverage: before }, new_items: 0 };
    const rules = { coverage: { no_worse_than_baseline: true } };
    expect(decide(rules, coverage(after, { baseline }), { baseline_branch: 'main' }).verdict).toBe(verdict);
  });

  test('fewer findings are no worse, more are', () => {
    const of = (findings: number) =>
      decide(
        { security: { no_worse_than_baseline: true } },
        {
          results: {
            security: [aResult({ findings }, { baseline: { id: 'res_0', metrics: { findings: 3 }, new_items: 0 } })],
          },
        },
        { baseline_branch: 'main' },
      ).verdict;
    expect([of(2), of(3), of(4)]).toEqual(['passed', 'passed', 'failed']);
  });

  test('without a baseline nothing is known to be no worse or not new', () => {
    const rules = { security: { no_new: true, no_worse_than_baseline: true } };
    const decision = decide(rules, { results: { security: [aResult({ findings: 0 })] } }, { baseline_branch: 'main' });
    expect(decision.checks.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive']);
  });

  test.each([
    [0, 'passed'],
    [2, 'failed'],
    ['the tools differ', 'inconclusive'],
  ] as const)('%j new findings are %s where none may be new', (new_items, verdict) => {
    const security = [aResult({ findings: 9 }, { baseline: { id: 'res_0', metrics: {}, new_items } })];
    expect(decide({ security: { no_new: true } }, { results: { security } }, { baseline_branch: 'main' }).verdict).toBe(
      verdict,
    );
  });
});

test('what can not be compared with its baseline is not known to be no worse, whatever the numbers say', () => {
  const baseline = { id: 'res_0', metrics: { line_coverage: 10 }, new_items: 'different tools measured them' };
  const rules = { coverage: { no_worse_than_baseline: true } };
  const decision = decide(rules, coverage(90, { baseline }), { baseline_branch: 'main' });
  expect(decision).toMatchObject({ verdict: 'inconclusive', checks: [{ actual: 90, threshold: null }] });
});

test('a result that is not complete shows nothing not to be new', () => {
  const security = [aResult({ findings: null }, { baseline: { id: 'res_0', metrics: {}, new_items: 0 } })];
  const decision = decide({ security: { no_new: true } }, { results: { security } }, { baseline_branch: 'main' });
  expect(decision.verdict).toBe('inconclusive');
});

test('two results of one task both have to meet a rule', () => {
  const results = { coverage: [aResult({ line_coverage: 90 }), aResult({ line_coverage: 70 }, { name: 'shop' })] };
  const decision = decide({ coverage: { min_line: 80 } }, { results });
  expect(decision.checks.map(({ verdict }) => verdict)).toEqual(['passed', 'failed']);
  expect(decision.verdict).toBe('failed');
});

test('over all areas failed beats inconclusive, and inconclusive beats passed', () => {
  const rules = { tests: {}, coverage: { min_line: 80 }, security: { max_high: 0 } };
  const good = {
    tests: [aRun()],
    results: { coverage: [aResult({ line_coverage: 90 })], security: [aResult({ high: 0 })] },
  };
  expect(decide(rules, good).verdict).toBe('passed');
  const unknown = { ...good, results: { ...good.results, security: [] } };
  expect(decide(rules, unknown)).toMatchObject({
    verdict: 'inconclusive',
    verdicts: { tests: 'passed', coverage: 'passed', security: 'inconclusive', chaos: null },
  });
  const bad = { ...unknown, results: { ...unknown.results, coverage: [aResult({ line_coverage: 1 })] } };
  expect(decide(rules, bad).verdict).toBe('failed');
});

test.each([
  ['no rules', { rules: {} }],
  ['an area without a rule', { rules: { coverage: {} } }],
  ['a rule that is off, alone', { rules: { security: { no_new: false } } }],
  ['a comparison without a baseline', { rules: { security: { no_new: true } } }],
  ['a commit of six digits', { commit: 'abcdef', rules: { tests: {} } }],
  ['no commit', { commit: null, rules: { tests: {} } }],
])('a gate with %s is refused: it would pass whatever it sees', (_, gate) => {
  expect(QualityGate.safeParse({ commit: 'abcdef0', ...gate }).success).toBe(false);
});

test('every rule is about a metric that its task measures, and bounds it on the side that is worse', () => {
  for (const area of RESULT_AREAS) {
    for (const kind of Object.values(RULE_KINDS[area])) {
      if (typeof kind === 'string') continue;
      const metric = METRICS[AREA_TASKS[area]].find(({ key }) => key === kind.metric);
      expect(metric?.better).toBe(kind.bound === 'min' ? 'higher' : 'lower');
    }
  }
});
