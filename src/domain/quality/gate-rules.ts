import { z } from 'zod';
import { RunSource } from '../manifest';
import { label } from '../text';
import type { TaskType } from './task';

/** Unlike in a run's own source, the commit is needed: evidence of another one proves nothing. */
const Commit = RunSource.shape.commit.unwrap().unwrap();

const count = z.int().nonnegative().optional();
const percent = z.number().min(0).max(100).optional();
const noWorse = z.boolean().optional().meta({
  description: 'true: the area’s first metric is no worse than in the newest earlier result of `baseline_branch`',
});
const noNew = z.boolean().optional().meta({
  description: 'true: nothing has come up that the newest earlier result of `baseline_branch` does not have',
});

/** Rules that hold the commit's evidence against an earlier result. */
export const BASELINE_RULES: ReadonlySet<string> = new Set(['no_new', 'no_worse_than_baseline']);

/** An area without a rule would pass whatever its evidence says. */
const rulesOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .strictObject(shape)
    .refine((rules) => Object.values(rules).some((rule) => rule !== undefined && rule !== false), {
      error: 'name at least one rule, or leave the area out',
    })
    .optional();

/** The rules by area; an area that is left out is not looked at. */
const GateRules = z
  .strictObject({
    tests: z
      .strictObject({
        suites: z
          .array(label(128))
          .max(100)
          .default([])
          .meta({ description: 'CI runs, by name, that have to be there' }),
        min_tests: z
          .int()
          .positive()
          .default(1)
          .meta({ description: 'Tests that ran, over all CI runs of the commit' }),
      })
      .optional()
      .meta({ description: 'The newest CI run of each name passed, on this commit' }),
    coverage: rulesOf({
      min_line: percent,
      min_branch: percent,
      min_function: percent,
      no_worse_than_baseline: noWorse,
    }),
    security: rulesOf({
      max_findings: count,
      max_critical: count,
      max_high: count,
      no_new: noNew,
      no_worse_than_baseline: noWorse,
    }),
    quality: rulesOf({ min_score: percent, no_worse_than_baseline: noWorse }),
    defects: rulesOf({ max_risk_score: percent, max_predicted: count, no_worse_than_baseline: noWorse }),
    contracts: rulesOf({ max_breaking: count, max_warnings: count }),
    accessibility: rulesOf({
      max_violations: count,
      max_critical: count,
      no_new: noNew,
      no_worse_than_baseline: noWorse,
    }),
    chaos: rulesOf({
      max_error_rate: z.number().min(0).max(1).optional(),
      max_p95_ms: z.number().nonnegative().optional(),
      max_p99_ms: z.number().nonnegative().optional(),
      no_worse_than_baseline: noWorse,
    }),
  })
  .refine((rules) => Object.values(rules).some((area) => area !== undefined), { error: 'name the rules of an area' });

const comparesWithBaseline = ({ tests: _, ...areas }: z.infer<typeof GateRules>) =>
  Object.values(areas).some((rules) =>
    Object.entries(rules ?? {}).some(([rule, value]) => BASELINE_RULES.has(rule) && value === true),
  );

/** What a commit has to show before it ships. */
export const QualityGate = z
  .strictObject({
    commit: Commit.meta({ description: 'Evidence has to be of this commit; 7 hexadecimal digits or more' }),
    max_age_hours: z.number().positive().max(8760).default(24).meta({ description: 'Older evidence does not count' }),
    baseline_branch: label(255).nullable().default(null),
    rules: GateRules,
  })
  .refine((gate) => gate.baseline_branch !== null || !comparesWithBaseline(gate.rules), {
    error: 'a rule compares with a baseline: name its branch',
    path: ['baseline_branch'],
  })
  .meta({ description: 'What a commit has to show before it ships' });
export type QualityGate = z.infer<typeof QualityGate>;

export type ResultArea = Exclude<keyof QualityGate['rules'], 'tests'>;

/** Whose results the rules of an area are held against. */
export const AREA_TASKS: Readonly<Record<ResultArea, TaskType>> = {
  coverage: 'analyze-coverage',
  security: 'scan-security',
  quality: 'assess-quality',
  defects: 'predict-defects',
  contracts: 'validate-contracts',
  accessibility: 'test-accessibility',
  chaos: 'run-chaos',
};
export const RESULT_AREAS = Object.keys(AREA_TASKS) as ResultArea[];

/** What a rule is about: a metric and the way in which it is bounded, or the comparison with the baseline. */
export type RuleKind = { metric: string; bound: 'min' | 'max' } | 'no_worse' | 'no_new';

type AreaRules<A extends ResultArea> = Required<NonNullable<QualityGate['rules'][A]>>;

export const RULE_KINDS: { readonly [A in ResultArea]: Readonly<Record<keyof AreaRules<A>, RuleKind>> } = {
  coverage: {
    min_line: { metric: 'line_coverage', bound: 'min' },
    min_branch: { metric: 'branch_coverage', bound: 'min' },
    min_function: { metric: 'function_coverage', bound: 'min' },
    no_worse_than_baseline: 'no_worse',
  },
  security: {
    max_findings: { metric: 'findings', bound: 'max' },
    max_critical: { metric: 'critical', bound: 'max' },
    max_high: { metric: 'high', bound: 'max' },
    no_new: 'no_new',
    no_worse_than_baseline: 'no_worse',
  },
  quality: { min_score: { metric: 'quality_score', bound: 'min' }, no_worse_than_baseline: 'no_worse' },
  defects: {
    max_risk_score: { metric: 'risk_score', bound: 'max' },
    max_predicted: { metric: 'predicted_defects', bound: 'max' },
    no_worse_than_baseline: 'no_worse',
  },
  contracts: {
    max_breaking: { metric: 'breaking', bound: 'max' },
    max_warnings: { metric: 'warnings', bound: 'max' },
  },
  accessibility: {
    max_violations: { metric: 'violations', bound: 'max' },
    max_critical: { metric: 'critical_violations', bound: 'max' },
    no_new: 'no_new',
    no_worse_than_baseline: 'no_worse',
  },
  chaos: {
    max_error_rate: { metric: 'error_rate', bound: 'max' },
    max_p95_ms: { metric: 'p95_ms', bound: 'max' },
    max_p99_ms: { metric: 'p99_ms', bound: 'max' },
    no_worse_than_baseline: 'no_worse',
  },
};
