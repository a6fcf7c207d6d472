import type { FindingEvidence, SarifRun, SarifSummary } from '../../domain/evidence/finding';
import { isMapping } from '../../domain/json';
import {
  BaselineState,
  FindingKind,
  findRule,
  type SecurityAnalysis,
  type SecurityFinding,
  type SecurityRule,
  type SecurityScan,
  Suppression,
} from '../../domain/quality/scan';
import type { FileFault } from '../reading';
import { ASSAY_FINGERPRINT } from '../sarif/fingerprint';
import { sarifReader } from '../sarif/reader';
import { readRuleTexts } from '../sarif/rule-texts';
import type { SarifSkeleton } from '../sarif/skeleton';
import { cutText, MOST_MESSAGE } from '../sarif/texts';
import { readSource, recogniseSource, type ResultSource } from './source';

/** As Workers, Node and browsers have it (WHATWG Encoding); ES2024 knows it not. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

/** Entries of one list or mapping of a result that are kept. */
const MOST_ENTRIES = 100;

/** An analysis that further runs and files may add to. */
interface OpenAnalysis extends Omit<SecurityAnalysis, 'rules' | 'incomplete'> {
  incomplete: Set<SecurityAnalysis['incomplete'][number]>;
  rules: Map<string, SecurityRule>;
}

/**
 * A scan of SARIF 2.1.0 files with all findings, their rules, and the suppressions and fingerprints of their tools.
 * Runs of one tool and category are one analysis. Of a finding with several locations the first one is kept.
 *
 * @returns `unrecognised` where a file is no SARIF, else any fault of `sarifReader`
 */
export function securityFromFiles(files: readonly ResultSource[]): SecurityScan | FileFault {
  const analyses = new Map<string, OpenAnalysis>();
  for (const file of files) {
    const fault = addFile(analyses, file);
    if (fault) return fault;
  }
  return { analyses: [...analyses.values()].map(closeAnalysis), files_scanned: null, recommendations: [] };
}

function addFile(analyses: Map<string, OpenAnalysis>, file: ResultSource): FileFault | null {
  const format = recogniseSource(file, ['sarif']);
  if (typeof format !== 'string') return format;
  const read = readFindings(file);
  if ('fault' in read) return read;
  const texts = readRuleTexts(file.bytes);
  for (const [i, run] of read.summary.runs.entries()) openAnalysis(analyses, run, texts.get(i) ?? []);
  for (const { key, finding } of read.findings) analyses.get(key)?.findings.push(finding);
  return null;
}

function readFindings(
  file: ResultSource,
  skeleton?: SarifSkeleton,
): { findings: { key: string; finding: SecurityFinding }[]; summary: SarifSummary } | FileFault {
  const findings: { key: string; finding: SecurityFinding }[] = [];
  const reader = sarifReader((finding) => {
    findings.push({ key: keyOf(finding), finding: keptFinding(finding, rawResult(file.bytes, finding.ref)) });
  }, skeleton);
  const read = readSource(file, reader);
  if ('fault' in read) return read;
  if (!read.summary.second_pass_needed) return { findings, summary: read.summary };
  return readFindings(file, reader.skeleton);
}

function openAnalysis(analyses: Map<string, OpenAnalysis>, run: SarifRun, rules: readonly SecurityRule[]): void {
  const { tool, category, version } = run;
  const key = keyOf(run);
  const analysis = analyses.get(key) ?? {
    ...{ tool, version, category, incomplete: new Set(), rules: new Map(), findings: [] },
  };
  analyses.set(key, analysis);
  for (const reason of run.incomplete) analysis.incomplete.add(reason);
  for (const rule of rules) if (!analysis.rules.has(rule.id)) analysis.rules.set(rule.id, rule);
}

/** Of a rule that the file does not describe the id is known: other tools want every one that a result names. */
function closeAnalysis({ rules, incomplete, findings, ...analysis }: OpenAnalysis): SecurityAnalysis {
  for (const { rule_id: id } of findings) {
    if (id !== null && !findRule(rules, id)) rules.set(id, { ...UNDESCRIBED, id });
  }
  return { ...analysis, incomplete: [...incomplete], rules: [...rules.values()], findings };
}

const UNDESCRIBED: Omit<SecurityRule, 'id'> = {
  ...{ name: null, short_description: null, full_description: null, help: null, help_markdown: null, help_uri: null },
  ...{ level: null, security_severity: null, cwe: [], tags: [] },
};

function keptFinding(finding: FindingEvidence, raw: Record<string, unknown>): SecurityFinding {
  const { tool: _tool, category: _category, rule_name: _name, help_uri: _uri, ref: _ref, ...kept } = finding;
  const { suppressed: _suppressed, ...rest } = kept;
  return {
    ...rest,
    // A kind that the specification does not know is taken for the default one: it may tell of a problem.
    kind: FindingKind.safeParse(finding.kind).data ?? 'fail',
    baseline_state: BaselineState.safeParse(finding.baseline_state).data ?? null,
    suppressions: listOf(raw['suppressions']).map(suppressionOf),
    fingerprints: fingerprintsOf(raw['fingerprints']),
    partial_fingerprints: fingerprintsOf(raw['partialFingerprints']),
  };
}

/** The `result` that a finding was made of, whole. */
function rawResult(bytes: Uint8Array, { offset, length }: FindingEvidence['ref']): Record<string, unknown> {
  const raw: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(offset, offset + length)));
  return isMapping(raw) ? raw : {};
}

function suppressionOf(raw: unknown): Suppression {
  const { kind, status, justification } = isMapping(raw) ? raw : {};
  return {
    kind: Suppression.shape.kind.safeParse(kind).data ?? 'external',
    status: Suppression.shape.status.safeParse(status).data ?? null,
    justification: typeof justification === 'string' ? cutText(justification, MOST_MESSAGE) : null,
  };
}

function fingerprintsOf(raw: unknown): Record<string, string> {
  const entries = Object.entries(isMapping(raw) ? raw : {}).slice(0, MOST_ENTRIES);
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      typeof value === 'string' && name !== ASSAY_FINGERPRINT ? [[name, value] as const] : [],
    ),
  );
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, MOST_ENTRIES) : []);

const keyOf = ({ tool, category }: Pick<FindingEvidence, 'tool' | 'category'>) => JSON.stringify([tool, category]);
