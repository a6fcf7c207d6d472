import {
  findRule,
  type SecurityAnalysis,
  type SecurityFinding,
  type SecurityRule,
  type SecurityScan,
} from '../../domain/quality/scan';
import { ASSAY_FINGERPRINT } from './fingerprint';
import { absoluteUri, uriOfFile } from './uri';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Where its only taxonomy stands among those of a run. */
const CWE = { name: 'CWE', index: 0 };

/** Rules of an analysis with their positions, by their ids. */
type RuleBook = ReadonlyMap<string, { rule: SecurityRule; index: number }>;

/**
 * A scan as a SARIF 2.1.0 log with all of its findings: a run an analysis, each with the weaknesses of the CWE that it
 * names as a taxonomy. What `sarifReader` reads of it are the same facts and fingerprints again.
 *
 * Levels are written with every result, so that none hangs on the defaults of its rule. A category is written with the
 * slash at its end by which it is told from the id of one run (section 3.17.3).
 */
export function writeSarif(scan: SecurityScan): string {
  const log = { $schema: SCHEMA, version: '2.1.0', runs: scan.analyses.map(runOf) };
  return `${JSON.stringify(log)}\n`;
}

function runOf({ tool, version, category, incomplete, rules, findings }: SecurityAnalysis) {
  const book: RuleBook = new Map(rules.map((rule, index) => [rule.id, { rule, index }]));
  const weaknesses = [...new Set([...rules, ...findings].flatMap(({ cwe }) => cwe))].sort(byNumber);
  const ran = findings.length > 0 || !incomplete.includes('not_run');
  return {
    tool: {
      driver: {
        name: tool,
        ...(version !== null && { version }),
        rules: [...book.values()].map(({ rule }) => descriptorOf(rule)),
        ...(weaknesses.length > 0 && { supportedTaxonomies: [CWE] }),
      },
    },
    ...(category !== null && { automationDetails: { id: `${category}/` } }),
    ...(incomplete.length > 0 && { invocations: [invocationOf(incomplete)] }),
    ...(weaknesses.length > 0 && { taxonomies: [taxonomyOf(weaknesses)] }),
    // Without results a run has not taken place (section 3.14.23).
    ...(ran && { results: findings.map((finding) => resultOf(finding, book)) }),
  };
}

function descriptorOf(rule: SecurityRule) {
  const { id, name, level, security_severity: severity, cwe } = rule;
  const help = rule.help ?? rule.help_markdown;
  const helpUri = absoluteUri(rule.help_uri);
  const tags = new Set([...rule.tags, ...(severity === null ? [] : ['security']), ...cwe.map(tagOf)]);
  return {
    id,
    ...(name !== null && { name }),
    ...(rule.short_description !== null && { shortDescription: { text: rule.short_description } }),
    ...(rule.full_description !== null && { fullDescription: { text: rule.full_description } }),
    ...(helpUri !== null && { helpUri }),
    ...(help !== null && {
      help: { text: help, ...(rule.help_markdown !== null && { markdown: rule.help_markdown }) },
    }),
    ...(level !== null && { defaultConfiguration: { level } }),
    ...(cwe.length > 0 && {
      relationships: cwe.map((weakness) => ({ target: taxonOf(weakness), kinds: ['superset'] })),
    }),
    ...((severity !== null || tags.size > 0) && {
      properties: { ...(tags.size > 0 && { tags: [...tags] }), ...severityProperty(severity) },
    }),
  };
}

function resultOf(finding: SecurityFinding, book: RuleBook) {
  const { rule_id: ruleId, kind, level, message, baseline_state: baselineState, cwe } = finding;
  const known = ruleId === null ? null : findRule(book, ruleId);
  const location = locationOf(finding);
  const own = finding.security_severity === (known?.rule.security_severity ?? null);
  return {
    ...(ruleId !== null && { ruleId }),
    ...(known && { ruleIndex: known.index }),
    ...(kind !== 'fail' && { kind }),
    level,
    message: { text: message },
    ...(location && { locations: [location] }),
    ...(Object.keys(finding.fingerprints).length > 0 && { fingerprints: finding.fingerprints }),
    partialFingerprints: { ...finding.partial_fingerprints, [ASSAY_FINGERPRINT]: finding.fingerprint },
    ...(finding.suppressions.length > 0 && { suppressions: distinct(finding.suppressions.map(suppressionOf)) }),
    ...(baselineState !== null && { baselineState }),
    ...(cwe.length > 0 && { taxa: cwe.map(taxonOf) }),
    ...(!own && { properties: severityProperty(finding.security_severity) }),
  };
}

function locationOf(finding: SecurityFinding) {
  const { file, start_line, start_column, end_line, end_column, logical_location, snippet } = finding;
  const region = (start_line !== null || snippet !== null) && {
    // The schema wants to be told where a region begins; -1 is its own word for not knowing (section 3.30.9).
    ...(start_line === null ? { charOffset: -1 } : { startLine: start_line }),
    ...(start_column !== null && { startColumn: start_column }),
    ...(end_line !== null && { endLine: end_line }),
    ...(end_column !== null && { endColumn: end_column }),
    ...(snippet !== null && { snippet: { text: snippet } }),
  };
  const physical = {
    // Empty where nobody knows the file: the schema wants one.
    artifactLocation: file === null ? {} : { uri: uriOfFile(file) },
    ...(region && { region }),
  };
  if (file === null && !region && logical_location === null) return null;
  return {
    ...((file !== null || region) && { physicalLocation: physical }),
    ...(logical_location !== null && { logicalLocations: [{ fullyQualifiedName: logical_location }] }),
  };
}

const suppressionOf = ({ kind, status, justification }: SecurityFinding['suppressions'][number]) => ({
  kind,
  ...(status !== null && { status }),
  ...(justification !== null && { justification }),
});

/** The schema wants suppressions to differ. */
function distinct<Item>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** That it failed is what every reader understands; the words are for people. */
const invocationOf = (incomplete: SecurityAnalysis['incomplete']) => ({
  executionSuccessful: false,
  toolExecutionNotifications: [
    { level: 'error', message: { text: `The analysis is not complete: ${incomplete.join(', ')}` } },
  ],
});

const taxonomyOf = (weaknesses: readonly string[]) => ({
  name: 'CWE',
  organization: 'MITRE',
  informationUri: 'https://cwe.mitre.org/',
  shortDescription: { text: 'Common Weakness Enumeration' },
  isComprehensive: false,
  taxa: weaknesses.map((weakness) => ({
    id: numberOf(weakness),
    name: weakness,
    helpUri: `https://cwe.mitre.org/data/definitions/${numberOf(weakness)}.html`,
  })),
});

const taxonOf = (weakness: string) => ({ id: numberOf(weakness), toolComponent: CWE });

/** As CodeQL writes it, and GitHub shows it. */
const tagOf = (weakness: string) => `external/cwe/cwe-${numberOf(weakness).padStart(3, '0')}`;

const numberOf = (weakness: string) => weakness.slice('CWE-'.length);

const byNumber = (a: string, b: string) => Number(numberOf(a)) - Number(numberOf(b));

const severityProperty = (severity: number | null) =>
  severity === null ? {} : { 'security-severity': severityText(severity) };

/** GitHub wants a text, with a point and without an exponent. */
function severityText(severity: number): string {
  if (Number.isInteger(severity)) return severity.toFixed(1);
  const text = String(severity);
  return /^\d+\.\d{1,20}$/.test(text) ? text : severity.toFixed(20);
}
