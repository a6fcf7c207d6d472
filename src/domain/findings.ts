import type { FindingCounts, FindingEvidence, FindingLevel, RuleCount } from './evidence/finding';
import { FingerprintCounts } from './fingerprint-counts';

/** Rules that are counted apart; findings of further ones count in all but by their rule. */
const MOST_RULES = 25_000;

/** Kinds of a result that tell of a problem (SARIF 2.1.0 section 3.27.9); the others say that there is none. */
const PROBLEMS: ReadonlySet<string> = new Set(['fail', 'open', 'review']);

export const isProblem = ({ kind }: { kind: string }) => PROBLEMS.has(kind);

/** Neither suppressed nor gone. */
export function isActive({ suppressed, baseline_state }: Pick<FindingEvidence, 'suppressed' | 'baseline_state'>) {
  return !suppressed && baseline_state !== 'absent';
}

type Tallied = Pick<FindingEvidence, 'rule_id' | 'level' | 'suppressed' | 'baseline_state'>;

/** Counts findings by level and by rule, whatever number of them comes. */
export class FindingTally {
  readonly #counts: FindingCounts = noFindings();
  /** By rule and level. */
  readonly #rules = new Map<string, RuleCount>();
  readonly #distinct = new Set<string | null>();

  add(finding: Tallied): void {
    const active = isActive(finding);
    this.#counts.findings += 1;
    this.#counts.by_level[finding.level] += 1;
    if (active) this.#counts.active_by_level[finding.level] += 1;
    if (finding.suppressed) this.#counts.suppressed += 1;
    const rule = this.#ruleOf(finding);
    if (!rule) return;
    rule.findings += 1;
    if (active) rule.active += 1;
  }

  get counts(): FindingCounts {
    return copyOf(this.#counts);
  }

  /** Rules that had findings; findings without a rule count as one. At most 25,000. */
  get distinctRules(): number {
    return this.#distinct.size;
  }

  /** The most frequent first, those of equal frequency by name. @param most rows, one a rule and level */
  byRule(most: number): RuleCount[] {
    return [...this.#rules.values()].sort(byFrequency).slice(0, most);
  }

  #ruleOf({ rule_id, level }: Tallied): RuleCount | null {
    if (!this.#distinct.has(rule_id)) {
      if (this.#distinct.size === MOST_RULES) return null;
      this.#distinct.add(rule_id);
    }
    const key = `${level} ${rule_id === null ? '' : `#${rule_id}`}`;
    const known = this.#rules.get(key);
    if (known) return known;
    const rule = { rule_id, level, findings: 0, active: 0 };
    this.#rules.set(key, rule);
    return rule;
  }
}

export function noFindings(): FindingCounts {
  return { findings: 0, by_level: noLevels(), active_by_level: noLevels(), suppressed: 0 };
}

export function noLevels(): Record<FindingLevel, number> {
  return { error: 0, warning: 0, note: 0, none: 0 };
}

/** The sum of the counts of several files or runs. */
export function sumFindings(all: readonly FindingCounts[]): FindingCounts {
  const sum = noFindings();
  for (const counts of all) {
    sum.findings += counts.findings;
    sum.suppressed += counts.suppressed;
    for (const level of ['error', 'warning', 'note', 'none'] as const) {
      sum.by_level[level] += counts.by_level[level];
      sum.active_by_level[level] += counts.active_by_level[level];
    }
  }
  return sum;
}

const copyOf = (counts: FindingCounts): FindingCounts => ({
  ...counts,
  by_level: { ...counts.by_level },
  active_by_level: { ...counts.active_by_level },
});

function byFrequency(one: RuleCount, other: RuleCount): number {
  if (one.findings !== other.findings) return other.findings - one.findings;
  const [a, b] = [one.rule_id ?? '', other.rule_id ?? ''];
  if (a !== b) return a < b ? -1 : 1;
  return one.level < other.level ? -1 : 1;
}

/** What a comparison needs of a finding. */
export type ComparedFinding = Pick<
  FindingEvidence,
  'tool' | 'category' | 'kind' | 'suppressed' | 'baseline_state' | 'fingerprint' | 'older_fingerprints'
>;

/** One analysis: a tool, and its category where it has several. */
export interface Analysis {
  tool: string;
  category: string | null;
}

/**
 * The findings of one side. `analyses`: those that ran to their end, also where they found nothing; of another one
 * nobody knows what it would have found. `findings` is gone through several times.
 */
export interface FindingSide<Finding extends ComparedFinding> {
  analyses: readonly Analysis[];
  findings: Iterable<Finding>;
}

/** How the findings of one analysis changed. The lists hold the first ones only. */
export interface FindingChanges<Finding extends ComparedFinding> extends Analysis {
  new: number;
  fixed: number;
  unchanged: number;
  /** Those of the base that are still there and have been suppressed. */
  suppressed: number;
  new_findings: Finding[];
  fixed_findings: Finding[];
}

export interface FindingComparison<Finding extends ComparedFinding> {
  compared: FindingChanges<Finding>[];
  /** Analyses that ran to their end on one side alone, so that nothing can be said of their findings. */
  not_compared: (Analysis & { ran_in: 'base' | 'current' })[];
}

/**
 * Compares the active findings of two runs, analysis by analysis. Findings are the same by their fingerprints, as often
 * as each occurs; where the two sides know different versions of a fingerprint, by the greatest that both have (SARIF
 * 2.1.0 section 3.27.17).
 *
 * @param most findings in each list
 */
export function compareFindings<Finding extends ComparedFinding>(
  base: FindingSide<Finding>,
  current: FindingSide<Finding>,
  most: number,
): FindingComparison<Finding> {
  const inBase = new Set(base.analyses.map(keyOf));
  const inCurrent = new Set(current.analyses.map(keyOf));
  const both = distinct(current.analyses).filter((analysis) => inBase.has(keyOf(analysis)));
  const onlyBase = distinct(base.analyses).filter((analysis) => !inCurrent.has(keyOf(analysis)));
  const onlyCurrent = distinct(current.analyses).filter((analysis) => !inBase.has(keyOf(analysis)));
  return {
    compared: both.map((analysis) => compareAnalysis(analysis, base.findings, current.findings, most)),
    not_compared: [
      ...onlyBase.map((analysis) => ({ ...analysis, ran_in: 'base' as const })),
      ...onlyCurrent.map((analysis) => ({ ...analysis, ran_in: 'current' as const })),
    ],
  };
}

function compareAnalysis<Finding extends ComparedFinding>(
  analysis: Analysis,
  base: Iterable<Finding>,
  current: Iterable<Finding>,
  most: number,
): FindingChanges<Finding> {
  const { tool, category } = analysis;
  const changes: FindingChanges<Finding> = {
    ...{ tool, category, new: 0, fixed: 0, unchanged: 0, suppressed: 0 },
    new_findings: [],
    fixed_findings: [],
  };
  const key = keyOf(analysis);
  const baseLeft = new FingerprintCounts();
  const currentLeft = new FingerprintCounts();
  const suppressed = new FingerprintCounts();
  for (const finding of problemsOf(base, key)) if (isActive(finding)) baseLeft.add(finding.fingerprint);
  for (const finding of problemsOf(current, key)) {
    if (finding.suppressed) suppressed.add(finding.fingerprint);
    if (!isActive(finding)) continue;
    if (takeAny(baseLeft, [finding.fingerprint, ...finding.older_fingerprints])) changes.unchanged += 1;
    else currentLeft.add(finding.fingerprint);
  }
  for (const finding of problemsOf(base, key)) {
    if (!isActive(finding) || !baseLeft.take(finding.fingerprint)) continue;
    if (takeAny(currentLeft, finding.older_fingerprints)) changes.unchanged += 1;
    else if (takeAny(suppressed, [finding.fingerprint, ...finding.older_fingerprints])) changes.suppressed += 1;
    else if (++changes.fixed <= most) changes.fixed_findings.push(finding);
  }
  for (const finding of problemsOf(current, key)) {
    if (!isActive(finding) || !currentLeft.take(finding.fingerprint)) continue;
    if (++changes.new <= most) changes.new_findings.push(finding);
  }
  return changes;
}

function* problemsOf<Finding extends ComparedFinding>(findings: Iterable<Finding>, key: string): Iterable<Finding> {
  for (const finding of findings) if (isProblem(finding) && keyOf(finding) === key) yield finding;
}

const takeAny = (counts: FingerprintCounts, digests: readonly string[]) =>
  digests.some((digest) => counts.take(digest));

const keyOf = ({ tool, category }: Analysis) => JSON.stringify([tool, category]);

function distinct(analyses: readonly Analysis[]): Analysis[] {
  return [...new Map(analyses.map((analysis) => [keyOf(analysis), analysis])).values()];
}
