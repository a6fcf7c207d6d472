import { z } from 'zod';
import type { Cell } from '../table';

/** A version as the lists have it. */
export const Version = z.looseObject({
  agent: z.string(),
  version: z.string(),
  created_at: z.string(),
  status: z.enum(['draft', 'active', 'needs_improvement']),
  framework_approved: z.boolean(),
  last_test_score: z.number().nullable(),
  last_test_at: z.string().nullable(),
  last_test_run_id: z.string().nullable(),
  best_test_score: z.number().nullable(),
  worst_test_score: z.number().nullable(),
  runs: z.int(),
  conclusive_runs: z.int(),
});
export type Version = z.infer<typeof Version>;

const COLOURS = { draft: 'dim', active: 'green', needs_improvement: 'yellow' } as const;

export const statusCell = ({ status }: Version): Cell => ({ text: status, colour: COLOURS[status] });
