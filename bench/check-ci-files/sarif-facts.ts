import { z } from 'zod';
import { type SarifRun, SarifSummary } from '../../src/domain/evidence/finding';
import type { Fact, FactsOf } from './comparison';
import type { Answer } from './sending';

const counts = z.record(z.string(), z.number());

const Run = z.object({
  tool: z.string(),
  version: z.string().nullish(),
  semanticVersion: z.string().nullish(),
  resultsField: z.string(),
  results: z.number(),
  byLevel: counts,
  byKind: counts,
  explicitLevel: z.number(),
  suppressed: z.number(),
  withSuppressionObjects: z.number(),
  baselineState: counts,
  distinctRuleIds: z.number(),
  topRules: z.array(z.tuple([z.string(), z.number()])),
  resultsWithoutRuleDescriptor: z.number(),
  driverRules: z.number(),
  extensions: z.number(),
  extensionRules: z.number(),
  artifacts: z.number(),
  distinctPrimaryUris: z.number(),
  resultsWithoutLocation: z.number(),
  resultsWithMultipleLocations: z.number(),
  features: counts.default({}),
  securitySeverityBands: counts.default({}),
  invocations: z.number().default(0),
  executionSuccessful: z.array(z.boolean().nullable()).default([]),
  toolExecutionNotifications: counts.default({}),
  taxonomies: z.array(z.tuple([z.string(), z.number()])).default([]),
  automationId: z.string().nullish(),
  externalPropertyRefs: z.number().default(0),
  externalUnresolved: z.number().default(0),
  resultsFromInlineExternal: z.number().default(0),
});

const Log = z.object({
  version: z.string(),
  runCount: z.number(),
  results: z.number(),
  byLevel: counts,
  activeByLevel: counts,
});

/** Facts of a SARIF log and of each of its runs. */
export function compareSarif(known: Record<string, unknown>, { file }: Answer): FactsOf {
  const expected = Log.extend({ runs: z.array(Run) }).parse(known);
  const told = SarifSummary.parse(file.content?.facts);
  const findings = file.content?.findings;
  const facts: Fact[] = [
    { fact: 'version', known: expected.version, told: told.version },
    { fact: 'runCount', known: expected.runCount, told: told.runs.length },
    { fact: 'results', known: expected.results, told: told.counts.findings },
    { fact: 'byLevel', known: expected.byLevel, told: told.counts.by_level },
    { fact: 'activeByLevel', known: expected.activeByLevel, told: told.counts.active_by_level },
    // A file without a finding has no counts of them.
    { fact: 'findings', known: expected.results, told: findings?.findings ?? 0 },
    ...expected.runs.flatMap((run, i) => {
      const ours = told.runs[i];
      return ours ? runFacts(run, ours).map((fact) => ({ ...fact, fact: `runs.${i}.${fact.fact}` })) : [];
    }),
  ];
  return { facts, used: [...Object.keys(Log.shape), 'runs', 'runsType'] };
}

function runFacts(known: z.infer<typeof Run>, told: SarifRun): Fact[] {
  const fact = (name: keyof typeof known, ours: unknown): Fact => ({
    fact: name,
    known: known[name] ?? null,
    told: ours,
  });
  return [
    fact('tool', told.tool),
    fact('version', told.version),
    fact('semanticVersion', told.semantic_version),
    fact('resultsField', told.ran ? 'array' : 'absent'),
    fact('results', told.counts.findings),
    fact('byLevel', told.counts.by_level),
    fact('byKind', told.by_kind),
    fact('explicitLevel', told.features.own_level),
    fact('suppressed', told.counts.suppressed),
    fact('withSuppressionObjects', told.features.suppressions),
    fact('baselineState', told.by_baseline_state),
    fact('distinctRuleIds', told.distinct_rules),
    ...ruleFacts(known, told),
    fact('resultsWithoutRuleDescriptor', told.without_rule),
    fact('driverRules', told.rules),
    fact('extensions', told.extensions),
    fact('extensionRules', told.extension_rules),
    fact('artifacts', told.artifacts),
    fact('distinctPrimaryUris', told.files),
    fact('resultsWithoutLocation', told.without_location),
    fact('resultsWithMultipleLocations', told.several_locations),
    fact('securitySeverityBands', above0({ ...told.by_severity, invalid: told.invalid_severities })),
    fact('invocations', told.invocations),
    {
      fact: 'executionSuccessful: false',
      known: known.executionSuccessful.filter((successful) => successful === false).length,
      told: told.failed_invocations,
    },
    fact('toolExecutionNotifications', above0(told.notifications)),
    fact(
      'taxonomies',
      told.taxonomies.map(({ name, taxa }) => [name ?? '', taxa]),
    ),
    fact('automationId', told.automation_id),
    fact('externalPropertyRefs', told.external_references),
    fact('externalUnresolved', told.external_unresolved),
    fact('resultsFromInlineExternal', told.external_results),
    ...featureFacts(known.features, told),
  ];
}

/** By rule and level there, by rule here; of a run with many rules the told ones may not reach the fifth place. */
function ruleFacts({ topRules }: z.infer<typeof Run>, { by_rule, distinct_rules }: SarifRun): Fact[] {
  if (by_rule.length < distinct_rules) return [];
  const byRule = new Map<string, number>();
  for (const { rule_id, findings } of by_rule) {
    byRule.set(rule_id ?? '<none>', (byRule.get(rule_id ?? '<none>') ?? 0) + findings);
  }
  const told = [...byRule].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, topRules.length);
  return [{ fact: 'topRules', known: topRules, told }];
}

const FEATURES = {
  withUriBaseId: 'uri_base',
  uriViaArtifactIndex: 'artifact_index',
  messageByIdOnly: 'message_id',
  withPartialFingerprints: 'partial_fingerprints',
  withFingerprints: 'fingerprints',
  withTaxa: 'taxa',
} as const;

const featureFacts = (known: Record<string, number>, told: SarifRun): Fact[] =>
  Object.entries(FEATURES).map(([name, feature]) => ({
    fact: `features.${name}`,
    known: known[name] ?? 0,
    told: told.features[feature],
  }));

const above0 = (numbers: Record<string, number>) =>
  Object.fromEntries(Object.entries(numbers).filter(([, number]) => number > 0));
