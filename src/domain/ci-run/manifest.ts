import { z } from 'zod';
import { RunSource } from '../manifest';
import { CiFile } from './file';
import { PartReport } from './part';

const count = z.int().nonnegative();
const path = z.string().meta({ description: "Below the run's folder in the bucket" });

/**
 * What the evidence of a run is made of: which tools ran and how they ended, how much of each kind there is, where it
 * lies, and what could not be read.
 */
export const EvidenceManifest = z
  .strictObject({
    schema_version: z.literal('evidence_manifest@1'),
    run_id: z.string(),
    created_at: z.iso.datetime(),
    target: z.strictObject({ name: z.string(), source: RunSource }),
    tools: z.record(
      z.string(),
      z.strictObject({
        name: z.string().nullable(),
        version: z.string().nullable(),
        executed: z.boolean(),
        exit_code: z.int().nullable(),
        error: PartReport.shape.error.unwrap(),
      }),
    ),
    counts: z.strictObject({
      test_suites: count,
      tests: count,
      tests_passed: count,
      tests_failed: count,
      tests_errored: count,
      tests_skipped: count,
      findings: count.nullable(),
      coverage_components: count.nullable(),
    }),
    evidence_files: z.strictObject({
      tests: z.array(path),
      findings: z.array(path),
      sections: z.array(path),
      coverage: z.array(path),
    }),
    files: z.array(CiFile),
    diagnostics: z.array(
      z.strictObject({
        file_id: z.string(),
        name: z.string(),
        code: z.string(),
        detail: z.string(),
        offset: z.int().nullable(),
      }),
    ),
  })
  .meta({ description: 'What the evidence of a run is made of' });
export type EvidenceManifest = z.infer<typeof EvidenceManifest>;
