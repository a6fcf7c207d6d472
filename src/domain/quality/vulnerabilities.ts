import { z } from 'zod';
import { ContentFingerprints } from '../evidence/content-fingerprints';
import type { FindingLevel } from '../evidence/finding';
import { sha256 } from '../hash';
import { label, prose } from '../text';
import type { SecurityFinding, SecurityRule, SecurityScan } from './scan';

export const VulnerabilitySeverity = z.enum(['critical', 'high', 'medium', 'low', 'informational']);
export type VulnerabilitySeverity = z.infer<typeof VulnerabilitySeverity>;

const Weakness = z
  .string()
  .regex(/^CWE-\d{1,5}$/, 'as CWE-79')
  .transform((id) => `CWE-${Number(id.slice('CWE-'.length))}`);

export const Vulnerability = z.strictObject({
  type: label(256).meta({ description: 'What kind it is, as `SQL injection`: one rule a type' }),
  rule_id: label(256).nullable().default(null).meta({ description: 'Made of the type where there is none' }),
  severity: VulnerabilitySeverity,
  security_severity: z.number().min(0).max(10).nullable().default(null).meta({
    description: 'As CVSS rates it; without one the least number of the severity',
  }),
  description: prose(4),
  file: label(1000).nullable().default(null),
  line: z.int().positive().nullable().default(null),
  cwe: z.union([Weakness.transform((one) => [one]), z.array(Weakness).max(20)]).default([]),
  help_uri: z.url().max(2000).nullable().default(null),
  snippet: prose(2).nullable().default(null),
});
export type Vulnerability = z.infer<typeof Vulnerability>;

/** A security scan as agents and scripts tell of it. */
export const VulnerabilityList = z.strictObject({
  tool: label(128).default('security-scan'),
  version: label(128).nullable().default(null),
  category: label(256).nullable().default(null),
  vulnerabilities: z.array(Vulnerability),
  files_scanned: z.int().nonnegative().nullable().default(null),
  recommendations: z.array(prose(4)).default([]),
});
export type VulnerabilityList = z.infer<typeof VulnerabilityList>;

/** Levels, and the least security severity that GitHub rates so. */
const RATINGS: Readonly<Record<VulnerabilitySeverity, { level: FindingLevel; least: number }>> = {
  critical: { level: 'error', least: 9 },
  high: { level: 'error', least: 7 },
  medium: { level: 'warning', least: 4 },
  low: { level: 'note', least: 0.1 },
  informational: { level: 'none', least: 0 },
};

/** The scan that a list of vulnerabilities tells of. Of a rule the first vulnerability says what it is about. */
export function scanOf({
  vulnerabilities,
  files_scanned,
  recommendations,
  ...analysis
}: VulnerabilityList): SecurityScan {
  const fingerprints = new ContentFingerprints();
  const rules = new Map<string, SecurityRule>();
  const findings = vulnerabilities.map((vulnerability): SecurityFinding => {
    const id = vulnerability.rule_id ?? ruleIdOf(vulnerability.type);
    if (!rules.has(id)) rules.set(id, ruleOf(id, vulnerability));
    const found = findingOf(id, vulnerability);
    return { ...found, fingerprint: fingerprints.of({ ...analysis, ...found }) };
  });
  return {
    analyses: [{ ...analysis, incomplete: [], rules: [...rules.values()], findings }],
    files_scanned,
    recommendations,
  };
}

function findingOf(id: string, vulnerability: Vulnerability): Omit<SecurityFinding, 'fingerprint'> {
  const { severity, description, file, line, cwe, snippet } = vulnerability;
  return {
    rule_id: id,
    level: RATINGS[severity].level,
    kind: severity === 'informational' ? 'informational' : 'fail',
    message: description,
    security_severity: vulnerability.security_severity ?? RATINGS[severity].least,
    cwe: [...new Set(cwe)],
    ...{ file, start_line: line, start_column: null, end_line: null, end_column: null },
    ...{ logical_location: null, snippet, baseline_state: null },
    ...{ suppressions: [], older_fingerprints: [], fingerprints: {}, partial_fingerprints: {} },
  };
}

function ruleOf(id: string, { type, severity, security_severity, cwe, help_uri }: Vulnerability): SecurityRule {
  return {
    ...{ id, name: type, short_description: type, full_description: null, help: null, help_markdown: null, help_uri },
    level: RATINGS[severity].level,
    security_severity: security_severity ?? RATINGS[severity].least,
    cwe: [...new Set(cwe)],
    tags: ['security'],
  };
}

/** The same for the same type, however it is spelled: `SQL injection` and `sql_injection` are `sql-injection`. */
function ruleIdOf(type: string): string {
  const slug = type
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  return slug === '' ? `type-${sha256(type).slice(0, 12)}` : slug;
}
