import type { ResultDocument } from '../../domain/quality/result';
import {
  countFindings,
  findRule,
  isActiveProblem,
  isComplete,
  type SecurityAnalysis,
  type SecurityFinding,
  type SecurityRule,
  type SecurityScan,
} from '../../domain/quality/scan';
import { securityForm } from '../../domain/quality/security';
import { securityBand } from '../../domain/evidence/finding';
import { writeSarif } from '../../formats/sarif/writer';
import { escapeMarkdown, fenceBlock, fenceInline } from '../escape-markdown';
import { NOT_MEASURED, showCount, showTime } from '../numbers';
import type { ResultAbout } from './about';
import { jsonDocument, markdownDocument } from './json-document';

const LEVELS = ['error', 'warning', 'note', 'none'] as const;

/** A scan as SARIF with all findings, as JSON, and as Markdown for people. */
export function securityDocuments(scan: SecurityScan, about: ResultAbout): ResultDocument[] {
  const sarif: ResultDocument = {
    role: 'primary',
    ending: '_scan.sarif',
    format: 'sarif',
    media_type: 'application/sarif+json',
    text: writeSarif(scan),
  };
  const derived = securityForm.summarise(scan);
  return [sarif, jsonDocument('_scan.json', about, derived, scan), markdownDocument('_scan.md', blocksOf(scan, about))];
}

function blocksOf(scan: SecurityScan, { name, created_at }: ResultAbout): string[] {
  return [
    `# Security scan: ${escapeMarkdown(name)}`,
    showTime(created_at),
    ...(isComplete(scan) ? [] : ['**The scan is not complete: there may be more than it found.**']),
    countsTable(scan),
    ...scan.analyses.flatMap(analysisBlocks),
    ...recommendationBlocks(scan.recommendations),
  ];
}

function countsTable(scan: SecurityScan): string {
  const { findings, suppressed, active, unrated, by_band: band, active_by_level: level } = countFindings(scan);
  const rated = (count: number) => (active > 0 && unrated === active ? NOT_MEASURED : showCount(count));
  return [
    '| of the active findings | |',
    '|---|---:|',
    `| all | ${showCount(active)} |`,
    `| critical | ${rated(band.critical)} |`,
    `| high | ${rated(band.high)} |`,
    `| medium | ${rated(band.medium)} |`,
    `| low | ${rated(band.low)} |`,
    `| without a security severity | ${showCount(unrated)} |`,
    ...LEVELS.map((each) => `| level ${each} | ${showCount(level[each])} |`),
    `| files scanned | ${scan.files_scanned === null ? NOT_MEASURED : showCount(scan.files_scanned)} |`,
    `| findings in all, with ${showCount(suppressed)} suppressed | ${showCount(findings)} |`,
  ].join('\n');
}

function analysisBlocks({ tool, version, category, incomplete, rules, findings }: SecurityAnalysis): string[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const names = [tool, ...(version === null ? [] : [version]), ...(category === null ? [] : [`(${category})`])];
  const active = findings.filter(isActiveProblem).toSorted(worstFirst);
  const others = findings.filter((finding) => !isActiveProblem(finding));
  return [
    `## ${escapeMarkdown(names.join(' '))}`,
    ...(incomplete.length === 0 ? [] : [`Not complete: ${escapeMarkdown(incomplete.join(', '))}`]),
    active.length === 0 ? 'No active findings.' : `### Active findings (${showCount(active.length)})`,
    ...active.flatMap((finding) => findingBlocks(finding, ruleOf(finding, byId))),
    ...(others.length === 0
      ? []
      : [`### Suppressed, gone, or no problem (${showCount(others.length)})`, others.map(shortLine).join('\n')]),
  ];
}

function ruleOf({ rule_id }: SecurityFinding, rules: ReadonlyMap<string, SecurityRule>): SecurityRule | null {
  return rule_id === null ? null : findRule(rules, rule_id);
}

/** Severity first, then level; what is alike stays in the order of the scan. */
function worstFirst(a: SecurityFinding, b: SecurityFinding): number {
  const severity = (b.security_severity ?? -1) - (a.security_severity ?? -1);
  return severity === 0 ? LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) : severity;
}

function findingBlocks(finding: SecurityFinding, rule: SecurityRule | null): string[] {
  const { security_severity: severity, cwe, snippet } = finding;
  const facts = [
    finding.level,
    ...(severity === null ? [] : [`${securityBand(severity)} (${severity})`]),
    ...cwe,
    ...(rule?.help_uri ? [`help: ${rule.help_uri}`] : []),
  ];
  return [
    `#### ${title(finding, rule)}`,
    `${place(finding)} · ${facts.map(escapeMarkdown).join(' · ')}`,
    escapeMarkdown(finding.message),
    ...(snippet === null ? [] : [fenceBlock(snippet)]),
  ];
}

const title = ({ rule_id }: SecurityFinding, rule: SecurityRule | null) =>
  escapeMarkdown(rule?.short_description ?? rule?.name ?? rule_id ?? 'without a rule');

function place({ file, start_line, logical_location }: SecurityFinding): string {
  const where = file ?? logical_location;
  if (where === null) return 'no place told';
  return fenceInline(start_line === null ? where : `${where}:${start_line}`);
}

function shortLine(finding: SecurityFinding): string {
  const why = finding.suppressions.flatMap(({ justification }) => justification ?? []);
  const reason = why.length === 0 ? '' : `: ${escapeMarkdown(why.join('; '))}`;
  const state = finding.suppressions.length > 0 ? 'suppressed' : (finding.baseline_state ?? finding.kind);
  return `- ${escapeMarkdown(finding.rule_id ?? 'without a rule')} at ${place(finding)}, ${state}${reason}`;
}

function recommendationBlocks(recommendations: readonly string[]): string[] {
  if (recommendations.length === 0) return [];
  return ['## Recommendations', recommendations.map((text) => `- ${escapeMarkdown(text)}`).join('\n')];
}
