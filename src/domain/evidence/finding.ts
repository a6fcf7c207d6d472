import { z } from 'zod';
import { ByteRange } from './test';

export const FindingLevel = z.enum(['error', 'warning', 'note', 'none']);
export type FindingLevel = z.infer<typeof FindingLevel>;

/** One result of a static analysis. Levels by the default rules of SARIF 2.1.0 section 3.27.10. */
export const FindingEvidence = z.strictObject({
  tool: z.string(),
  category: z.string().nullable().meta({
    description: 'automationDetails.id up to its last slash, which tells two analyses of a tool apart',
  }),
  rule_id: z.string().nullable(),
  rule_name: z.string().nullable(),
  help_uri: z.string().nullable(),
  level: FindingLevel,
  kind: z.string().meta({ description: '`fail` where the file does not say' }),
  message: z.string(),
  security_severity: z.number().min(0).max(10).nullable(),
  cwe: z.array(z.string()).meta({ description: 'As `CWE-79`' }),
  file: z.string().nullable().meta({
    description: 'Path of the first location below the root of the sources where the file tells one; else its URI',
  }),
  start_line: z.int().positive().nullable(),
  start_column: z.int().positive().nullable(),
  end_line: z.int().positive().nullable(),
  end_column: z.int().positive().nullable(),
  logical_location: z.string().nullable(),
  snippet: z.string().nullable(),
  suppressed: z.boolean(),
  baseline_state: z.string().nullable(),
  fingerprint: z
    .string()
    .meta({ description: 'The same for the same finding after lines moved: `fnd_` and 32 hexadecimal digits' }),
  older_fingerprints: z.array(z.string()).meta({
    description: "Those by earlier versions of the tool's own fingerprints, the latest first",
  }),
  ref: ByteRange,
});
export type FindingEvidence = z.infer<typeof FindingEvidence>;

const count = z.int().nonnegative();
const levelCounts = z.record(FindingLevel, count);

/** Findings of a file or of a run. `active`: neither suppressed nor absent. */
export const FindingCounts = z.strictObject({
  findings: count,
  by_level: levelCounts,
  active_by_level: levelCounts,
  suppressed: count,
});
export type FindingCounts = z.infer<typeof FindingCounts>;

/** Ratings of GitHub: critical from 9, high from 7, medium from 4, low above 0. */
export const SecurityBand = z.enum(['critical', 'high', 'medium', 'low', 'none']);
export type SecurityBand = z.infer<typeof SecurityBand>;

/** @param severity 0 to 10, as `security-severity` gives it */
export function securityBand(severity: number): SecurityBand {
  if (severity >= 9) return 'critical';
  if (severity >= 7) return 'high';
  if (severity >= 4) return 'medium';
  return severity > 0 ? 'low' : 'none';
}

export const RuleCount = z.strictObject({
  rule_id: z.string().nullable(),
  level: FindingLevel,
  findings: count,
  active: count,
});
export type RuleCount = z.infer<typeof RuleCount>;

/** Why the findings of a run may not be all that there are. */
export const IncompleteReason = z.enum([
  'not_run',
  'execution_failed',
  'error_notifications',
  'external_results_missing',
  'bad_results',
]);
export type IncompleteReason = z.infer<typeof IncompleteReason>;

/** What a finding of a file makes use of. */
export const FindingFeature = z.enum([
  'own_level',
  'suppressions',
  'fingerprints',
  'partial_fingerprints',
  'uri_base',
  'artifact_index',
  'message_id',
  'taxa',
]);
export type FindingFeature = z.infer<typeof FindingFeature>;

/** One analysis of a SARIF file: its `runs[*]`. */
export const SarifRun = z.strictObject({
  tool: z.string(),
  version: z.string().nullable(),
  semantic_version: z.string().nullable(),
  automation_id: z.string().nullable(),
  category: z.string().nullable(),
  ran: z.boolean().meta({ description: 'false: it has no results, not even none; that is no clean run' }),
  incomplete: z.array(IncompleteReason),
  counts: FindingCounts,
  by_kind: z.record(z.string(), count),
  by_baseline_state: z.record(z.string(), count),
  by_severity: z.record(SecurityBand, count).meta({ description: 'Of the findings that have a security-severity' }),
  features: z.record(FindingFeature, count).meta({
    description:
      'Findings by what they make use of; uri_base and artifact_index of the first location, suppressions whatever they say, message_id where it stands for the text',
  }),
  invalid_severities: count.meta({ description: 'Findings whose security-severity is no number from 0 to 10' }),
  by_rule: z.array(RuleCount).meta({ description: 'The most frequent first, at most 100' }),
  distinct_rules: count,
  without_rule: count.meta({ description: 'Findings whose rule the file does not describe' }),
  without_location: count,
  several_locations: count,
  files: count.nullable().meta({ description: 'Distinct files; null: more than are counted apart' }),
  rules: count.meta({ description: "That the tool's driver describes" }),
  extensions: count,
  extension_rules: count,
  artifacts: count,
  taxonomies: z.array(z.strictObject({ name: z.string().nullable(), taxa: count })),
  invocations: count,
  failed_invocations: count,
  notifications: levelCounts.meta({ description: 'What the tool told of its own running' }),
  configuration_notifications: levelCounts.meta({ description: 'What it told of how it was set up' }),
  external_references: count.meta({ description: 'Parts of the run that it says to be elsewhere' }),
  external_unresolved: count,
  external_results: count.meta({ description: 'Findings that stood elsewhere in the file' }),
});
export type SarifRun = z.infer<typeof SarifRun>;

/** What a SARIF file holds in all. */
export const SarifSummary = z.strictObject({
  version: z.string(),
  second_pass_needed: z.boolean().meta({
    description: 'Findings came before what they refer to: read it again with the skeleton; all else here is void',
  }),
  counts: FindingCounts,
  runs: z.array(SarifRun),
});
export type SarifSummary = z.infer<typeof SarifSummary>;
