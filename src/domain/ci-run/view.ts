import { z } from 'zod';
import { Diagnosis } from '../diagnosis/diagnosis';
import { CoverageTotals } from '../evidence/coverage';
import { FindingCounts } from '../evidence/finding';
import { TestCounts } from '../evidence/test';
import { FailureClass } from '../flakiness';
import { Verdict } from '../gate';
import { RunSource, Warning } from '../manifest';
import { Part } from './part';
import { CiRule } from './verdict';

/** A test that a run ended with failed or in error. */
export const FailingTest = z.strictObject({
  test_id: z.string(),
  suite: z.string(),
  class: z.string().nullable(),
  name: z.string(),
  parameters: z.string().nullable(),
  file: z.string().nullable(),
  line: z.int().nullable(),
  status: z.enum(['failed', 'error']),
  class_of_failure: FailureClass,
  message: z.string().nullable(),
  diagnosis: z.string().nullable().meta({ description: 'The id of its diagnosis' }),
});
export type FailingTest = z.infer<typeof FailingTest>;

/** Failures of one cause. */
export const FailureCluster = z.strictObject({
  id: z.string(),
  count: z.int(),
  tests: z.array(z.string()).meta({ description: 'Ids of some of the tests' }),
  message: z.string().nullable().meta({ description: 'Of the first of them' }),
  diagnosis: Diagnosis,
});
export type FailureCluster = z.infer<typeof FailureCluster>;

/** Findings against those of the last run of the same name and branch. null where there is none to compare with. */
export const FindingChanges = z.strictObject({
  run_id: z.string().meta({ description: 'The run compared with' }),
  new: z.int(),
  fixed: z.int(),
  unchanged: z.int(),
});
export type FindingChanges = z.infer<typeof FindingChanges>;

/** Failing tests by what the history knew of them. */
export const FailureClasses = z.strictObject({
  new_failure: z.int(),
  still_failing: z.int(),
  known_flaky: z.int(),
  quarantined: z.int(),
});
export type FailureClasses = z.infer<typeof FailureClasses>;

/** A run of results that a CI pipeline sent, as it stands. What is not measured, or not yet, is null. */
export const CiRun = z
  .strictObject({
    schema_version: z.literal('ci_run@1'),
    id: z.string(),
    kind: z.literal('ci'),
    name: z.string(),
    handle: z.string().nullable(),
    status: z.enum(['open', 'finishing', 'finished']),
    ended_by: z.enum(['request', 'parts', 'deadline']).nullable(),
    verdict: Verdict.nullable().meta({ description: 'null until the run is finished' }),
    rules: z.array(CiRule).meta({ description: 'Each with its number; empty until the run is finished' }),
    tests: TestCounts.nullable(),
    failures: FailureClasses.nullable(),
    failing: z.array(FailingTest).max(50).meta({ description: 'New failures first' }),
    failing_cut: z.int().meta({ description: 'How many more there are: list the tests' }),
    flaky: z.array(z.string()).max(50).meta({ description: 'Ids of tests that failed and passed in this run' }),
    diagnoses: z.array(FailureCluster).max(20).meta({ description: 'Largest first' }),
    diagnosed_by: z.enum(['heuristic', 'model', 'pending']).nullable(),
    summary: z.string().nullable(),
    findings: FindingCounts.nullable(),
    finding_changes: FindingChanges.nullable(),
    coverage: CoverageTotals.nullable(),
    parts: z.array(Part),
    declared_parts: z.int().nullable(),
    files: z.int(),
    not_followed: z.int().meta({ description: 'Tests that are too many for the history: in the evidence alone' }),
    warnings: z.array(Warning),
    triggered_by: z.string(),
    tags: z.array(z.string()),
    source: RunSource,
    created_at: z.iso.datetime(),
    deadline_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
    duration_ms: z.int().nonnegative().nullable(),
    report_url: z.string().nullable(),
  })
  .meta({ description: 'A run of results that a CI pipeline sent, as it stands' });
export type CiRun = z.infer<typeof CiRun>;
