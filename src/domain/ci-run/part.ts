import { z } from 'zod';
import { label, prose } from '../text';

/** Why a part has no report, or none that can be trusted. */
export const PART_ERRORS = {
  tool_missing: 'the tool is not installed',
  no_report: 'the tool wrote no report',
  timed_out: 'the tool did not end in time',
  crashed: 'the tool was ended by a signal',
} as const;

/** A job's or shard's contribution to a run: a name, unique within the run, and which attempt at it this is. */
export const PartName = label(256).meta({ description: 'The job, shard or suite that sends this; unique in its run' });
export const PartAttempt = z.coerce.number().int().min(1).max(1000).default(1).meta({
  description: 'A higher attempt takes the place of all that earlier attempts at this part have sent',
});

/** What a part says of itself beside its files. */
export const PartReport = z.strictObject({
  attempt: z.int().min(1).max(1000).default(1),
  tool: z
    .strictObject({ name: label(128), version: label(128).nullable().default(null) })
    .nullable()
    .default(null),
  exit_code: z.int().min(-255).max(0xffffffff).nullable().default(null),
  error: z
    .strictObject({ code: z.enum(Object.keys(PART_ERRORS) as [keyof typeof PART_ERRORS]), detail: prose(4) })
    .nullable()
    .default(null),
  skipped: prose(1).nullable().default(null).meta({ description: 'Why it was not tried; null: it was' }),
  complete: z.boolean().default(true).meta({ description: 'All that it sends is there' }),
});
export type PartReport = z.infer<typeof PartReport>;

export const Part = z
  .strictObject({ name: z.string(), ...PartReport.shape, files: z.int(), updated_at: z.iso.datetime() })
  .meta({ description: "A job's or shard's contribution to a run" });
export type Part = z.infer<typeof Part>;
