import { z } from 'zod';
import { FINDING_FINGERPRINT } from '../evidence/content-fingerprints';
import { FindingEvidence, FindingLevel, IncompleteReason, securityBand } from '../evidence/finding';
import { FindingTally, isActive, isProblem } from '../findings';

const text = z.string().nullable();

const unique = <Item>(items: readonly Item[], keyOf: (item: Item) => unknown) =>
  new Set(items.map(keyOf)).size === items.length;

const weaknesses = z
  .array(z.string().regex(/^CWE-\d{1,5}$/, 'as CWE-79'))
  .refine((all) => unique(all, (one) => one), { error: 'each weakness once', params: { code: 'repeated_weakness' } })
  .meta({ description: 'As `CWE-79`' });

/** What a tool says of one of its rules. */
export const SecurityRule = z.strictObject({
  id: z.string(),
  name: text,
  short_description: text,
  full_description: text,
  help: text,
  help_markdown: text,
  help_uri: text,
  level: FindingLevel.nullable(),
  security_severity: FindingEvidence.shape.security_severity,
  cwe: weaknesses,
  tags: z.array(z.string()),
});
export type SecurityRule = z.infer<typeof SecurityRule>;

/** Why a finding is not to be shown (SARIF 2.1.0 section 3.35). */
export const Suppression = z.strictObject({
  kind: z.enum(['inSource', 'external']),
  status: z.enum(['accepted', 'underReview', 'rejected']).nullable(),
  justification: text,
});
export type Suppression = z.infer<typeof Suppression>;

/** Kinds of a result (SARIF 2.1.0 section 3.27.9). */
export const FindingKind = z.enum(['fail', 'open', 'review', 'pass', 'informational', 'notApplicable']);
export const BaselineState = z.enum(['new', 'unchanged', 'updated', 'absent']);

const toolFingerprints = z.record(z.string(), z.string());

export const SecurityFinding = FindingEvidence.pick({
  rule_id: true,
  level: true,
  message: true,
  security_severity: true,
  file: true,
  start_line: true,
  start_column: true,
  end_line: true,
  end_column: true,
  logical_location: true,
  snippet: true,
}).extend({
  cwe: weaknesses,
  kind: FindingKind,
  baseline_state: BaselineState.nullable(),
  suppressions: z.array(Suppression),
  fingerprint: z.string().regex(FINDING_FINGERPRINT),
  older_fingerprints: z.array(z.string().regex(FINDING_FINGERPRINT)),
  fingerprints: toolFingerprints.meta({ description: "The tool's own, as it wrote them" }),
  partial_fingerprints: toolFingerprints,
});
export type SecurityFinding = z.infer<typeof SecurityFinding>;

/** What one tool found in one of its categories. */
export const SecurityAnalysis = z.strictObject({
  tool: z.string(),
  version: text,
  category: text.meta({ description: 'Tells two analyses of a tool apart' }),
  incomplete: z
    .array(IncompleteReason)
    .meta({ description: 'Why there may be more findings; empty: it ran to its end' }),
  rules: z.array(SecurityRule).refine((rules) => unique(rules, ({ id }) => id), {
    error: 'each rule once',
    params: { code: 'repeated_rule' },
  }),
  findings: z.array(SecurityFinding),
});
export type SecurityAnalysis = z.infer<typeof SecurityAnalysis>;

/** The result of a security scan, with all of its findings. */
export const SecurityScan = z.strictObject({
  analyses: z.array(SecurityAnalysis),
  files_scanned: z.int().nonnegative().nullable(),
  recommendations: z.array(z.string()),
});
export type SecurityScan = z.infer<typeof SecurityScan>;

/** By as much of a hierarchical id as a rule has: `CA5350/md5` is of the rule `CA5350` (SARIF 2.1.0 section 3.27.5). */
export function findRule<Rule>(rules: ReadonlyMap<string, Rule>, id: string): Rule | null {
  for (let name = id; ; name = name.slice(0, name.lastIndexOf('/'))) {
    const rule = rules.get(name);
    if (rule !== undefined) return rule;
    if (!name.includes('/')) return null;
  }
}

/** Suppressed unless any suppression is still to be agreed on, or was turned down (SARIF 2.1.0 section 3.27.23). */
export function isSuppressed({ suppressions }: Pick<SecurityFinding, 'suppressions'>): boolean {
  return suppressions.length > 0 && suppressions.every(({ status }) => status === null || status === 'accepted');
}

/** Neither suppressed nor gone, and of a kind that tells of a problem. */
export function isActiveProblem(finding: SecurityFinding): boolean {
  return isProblem(finding) && isActive({ ...finding, suppressed: isSuppressed(finding) });
}

/** Counts of a scan; `by_band`: of the active problems that have a security severity. */
export function countFindings(scan: SecurityScan) {
  const tally = new FindingTally();
  const byBand = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };
  let active = 0;
  let unrated = 0;
  for (const finding of scan.analyses.flatMap(({ findings }) => findings)) {
    tally.add({ ...finding, suppressed: isSuppressed(finding) });
    if (!isActiveProblem(finding)) continue;
    active += 1;
    if (finding.security_severity === null) unrated += 1;
    else byBand[securityBand(finding.security_severity)] += 1;
  }
  return { ...tally.counts, active, unrated, by_band: byBand };
}

/** Whether everything that was to run ran to its end. */
export function isComplete({ analyses }: SecurityScan): boolean {
  return analyses.length > 0 && analyses.every(({ incomplete }) => incomplete.length === 0);
}
