import { z } from 'zod';
import { Verdict } from './gate';
import { RunSource } from './manifest';
import { ResultSummary, Run, Spend } from './run';

/** A case that did not pass, as a record names it. `category`: the code of its error, or the case's own category. */
export const RecordedFailure = z.strictObject({
  case_id: z.string(),
  index: z.int().nonnegative(),
  description: z.string(),
  category: z.string(),
});
export type RecordedFailure = z.infer<typeof RecordedFailure>;

/** One run's entry in the history. */
export const HistoryRecord = z
  .strictObject({
    schema_version: z.literal('record@1'),
    seq: z.int().positive().meta({ description: "Place in the project's chain, from 1 without gaps" }),
    run_id: z.string(),
    kind: z.string().meta({ description: 'agent, test, … or correction: that is no run of its own' }),
    agent_name: z.string().meta({ description: "The agent; a test run's suite" }),
    version: z.string().nullable(),
    timestamp: z.iso.datetime().meta({ description: 'When the run finished' }),
    result_summary: ResultSummary,
    result_status: z.enum(['pass', 'fail']).meta({ description: 'pass: every case passed' }),
    verdict: Verdict,
    failures: z.array(RecordedFailure).max(50),
    failures_cut: z.int().nonnegative().meta({ description: 'How many failures more there were' }),
    duration: z.number().nonnegative().meta({ description: 'Seconds' }),
    triggered_by: z.string(),
    tags: z.array(z.string()),
    overall_score: z.number().nullable(),
    dimensions: z.record(z.string(), z.number().nullable()),
    coverage: z.number().nullable(),
    rehearsal: z.boolean(),
    source: RunSource,
    models: Run.shape.models.nullable().meta({ description: 'null where no model takes part' }),
    hashes: z.record(z.string(), z.string().nullable()).meta({ description: 'By what was hashed' }),
    spend: Spend.nullable(),
    report_url: z.string(),
    previous_hash: z.string(),
    record_hash: z.string(),
    corrects: z.string().optional().meta({ description: 'Of a correction: the run whose record reads otherwise now' }),
    reason: z.string().optional().meta({ description: 'Of a correction: why' }),
    corrected_by: z.string().optional().meta({
      description: 'The newest correction of this run: its verdict, tags and source are those to go by',
    }),
  })
  .meta({ description: "One run's entry in the append-only history" });
export type HistoryRecord = z.infer<typeof HistoryRecord>;
