import { z } from 'zod';

/** The kinds of quality task whose results are kept. `other`: any task that is none of these. */
export const TASK_TYPES = [
  'generate-tests',
  'analyze-coverage',
  'scan-security',
  'assess-quality',
  'index-code',
  'predict-defects',
  'validate-contracts',
  'test-accessibility',
  'run-chaos',
  'other',
] as const;
export const TaskType = z.enum(TASK_TYPES);
export type TaskType = z.infer<typeof TaskType>;

/** The folder that a task's files lie in. */
export const TASK_DIRECTORIES: Readonly<Record<TaskType, string>> = {
  'generate-tests': 'tests',
  'analyze-coverage': 'coverage',
  'scan-security': 'security',
  'assess-quality': 'quality',
  'index-code': 'code-index',
  'predict-defects': 'defects',
  'validate-contracts': 'contracts',
  'test-accessibility': 'accessibility',
  'run-chaos': 'chaos',
  other: 'other',
};

/** Something that a task measures, and which way is better. Trends and gates are about these. */
export interface MetricRule {
  key: string;
  title: string;
  better: 'higher' | 'lower';
  unit: 'percent' | 'count' | 'score' | 'ms' | 'ratio';
}

const metric = (key: string, title: string, better: MetricRule['better'], unit: MetricRule['unit']): MetricRule => ({
  key,
  title,
  better,
  unit,
});

/** What is measured by task; the first one is the headline. Percentages are 0 to 100, ratios 0 to 1. */
export const METRICS: Readonly<Record<TaskType, readonly MetricRule[]>> = {
  'generate-tests': [
    metric('tests_generated', 'tests generated', 'higher', 'count'),
    metric('pending_tests', 'pending tests', 'lower', 'count'),
  ],
  'analyze-coverage': [
    metric('line_coverage', 'line coverage', 'higher', 'percent'),
    metric('branch_coverage', 'branch coverage', 'higher', 'percent'),
    metric('function_coverage', 'function coverage', 'higher', 'percent'),
  ],
  'scan-security': [
    metric('findings', 'active findings', 'lower', 'count'),
    metric('critical', 'critical findings', 'lower', 'count'),
    metric('high', 'high findings', 'lower', 'count'),
  ],
  'assess-quality': [metric('quality_score', 'quality score', 'higher', 'score')],
  'index-code': [metric('nodes', 'nodes', 'higher', 'count'), metric('edges', 'edges', 'higher', 'count')],
  'predict-defects': [
    metric('risk_score', 'risk score', 'lower', 'score'),
    metric('predicted_defects', 'predicted defects', 'lower', 'count'),
  ],
  'validate-contracts': [
    metric('breaking', 'breaking changes', 'lower', 'count'),
    metric('warnings', 'warnings', 'lower', 'count'),
  ],
  'test-accessibility': [
    metric('violations', 'violations', 'lower', 'count'),
    metric('critical_violations', 'critical violations', 'lower', 'count'),
  ],
  'run-chaos': [
    metric('error_rate', 'error rate', 'lower', 'ratio'),
    metric('p95_ms', 'latency, 95th percentile', 'lower', 'ms'),
    metric('p99_ms', 'latency, 99th percentile', 'lower', 'ms'),
  ],
  other: [],
};
