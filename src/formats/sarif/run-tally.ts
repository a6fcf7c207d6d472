import type { FindingFeature, IncompleteReason, SarifRun } from '../../domain/evidence/finding';
import { securityBand } from '../../domain/evidence/finding';
import { FindingTally } from '../../domain/findings';
import type { ReadFinding } from './finding';
import type { RunSkeleton } from './skeleton';

/** Files and values that are counted apart. */
const MOST_FILES = 100_000;
const MOST_VALUES = 20;
const MOST_RULES_TOLD = 20;

/** Counts the findings of one run as they are read. */
export class RunTally {
  /** Its list of results was there, with or without one in it. */
  ran = false;
  bad = 0;
  external = 0;
  readonly #findings = new FindingTally();
  readonly #files = new Set<string>();
  #manyFiles = false;
  readonly #kinds = new Map<string, number>();
  readonly #states = new Map<string, number>();
  readonly #bands = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };
  readonly #features: Record<FindingFeature, number> = {
    own_level: 0,
    suppressions: 0,
    fingerprints: 0,
    partial_fingerprints: 0,
    uri_base: 0,
    artifact_index: 0,
    message_id: 0,
    taxa: 0,
  };
  #badSeverities = 0;
  #withoutRule = 0;
  #withoutLocation = 0;
  #severalLocations = 0;

  add({ finding, described, locations, badSeverity, features }: ReadFinding): void {
    this.#findings.add(finding);
    increment(this.#kinds, finding.kind);
    if (finding.baseline_state !== null) increment(this.#states, finding.baseline_state);
    if (finding.security_severity !== null) this.#bands[securityBand(finding.security_severity)] += 1;
    for (const feature of features) this.#features[feature] += 1;
    if (badSeverity) this.#badSeverities += 1;
    if (!described) this.#withoutRule += 1;
    if (locations === 0) this.#withoutLocation += 1;
    if (locations > 1) this.#severalLocations += 1;
    if (finding.file !== null) this.#addFile(finding.file);
  }

  /** @param resolved guids of the parts that stand elsewhere in the file */
  summary(run: RunSkeleton, resolved: ReadonlySet<string>): SarifRun {
    const unresolved = run.external.filter(({ guid }) => guid === null || !resolved.has(guid));
    return {
      tool: run.driver.name ?? '',
      version: run.version,
      semantic_version: run.semanticVersion,
      automation_id: run.automationId,
      category: run.category,
      ran: this.ran,
      incomplete: this.#reasons(run, unresolved),
      counts: this.#findings.counts,
      by_kind: Object.fromEntries(this.#kinds),
      by_baseline_state: Object.fromEntries(this.#states),
      by_severity: { ...this.#bands },
      features: { ...this.#features },
      invalid_severities: this.#badSeverities,
      by_rule: this.#findings.byRule(MOST_RULES_TOLD),
      distinct_rules: this.#findings.distinctRules,
      without_rule: this.#withoutRule,
      without_location: this.#withoutLocation,
      several_locations: this.#severalLocations,
      files: this.#manyFiles ? null : this.#files.size,
      rules: run.rules,
      extensions: run.components.length - 1,
      extension_rules: run.extensionRules,
      artifacts: run.artifacts,
      taxonomies: run.taxonomies.slice(0, MOST_VALUES),
      invocations: run.invocations,
      failed_invocations: run.failedInvocations,
      notifications: { ...run.notifications.execution },
      configuration_notifications: { ...run.notifications.configuration },
      external_references: run.external.length,
      external_unresolved: unresolved.length,
      external_results: this.external,
    };
  }

  #reasons(run: RunSkeleton, unresolved: RunSkeleton['external']): IncompleteReason[] {
    const { execution, configuration } = run.notifications;
    const reasons: [IncompleteReason, boolean][] = [
      ['not_run', !this.ran],
      ['execution_failed', run.failedInvocations > 0],
      ['error_notifications', execution.error + configuration.error > 0],
      ['external_results_missing', unresolved.some(({ part }) => part === 'results')],
      ['bad_results', this.bad > 0],
    ];
    return reasons.flatMap(([reason, holds]) => (holds ? [reason] : []));
  }

  #addFile(file: string): void {
    if (this.#files.size < MOST_FILES) this.#files.add(file);
    else if (!this.#files.has(file)) this.#manyFiles = true;
  }
}

/** Values are few in real files; those of a hostile one are not all told apart, and no key is `__proto__`. */
function increment(counts: Map<string, number>, value: string): void {
  const apart = value !== '__proto__' && (counts.has(value) || counts.size < MOST_VALUES);
  const key = apart ? value : 'other';
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
