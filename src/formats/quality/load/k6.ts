import type { SteadyStateCondition } from '../../../domain/quality/chaos';
import { integerOf, itemsOf, type JsonObject, type JsonValue, numberOf, objectOf } from '../../json-stream/value';
import { proseOf } from '../foreign-text';
import type { LoadFacts } from './facts';

/** k6's own rule, unless the script sets another (`setResponseCallback`). */
const FAILED = 'requests that k6 takes for failed (http_req_failed), of all requests';

export const isK6 = (report: JsonObject) =>
  objectOf(report['metrics']) !== null && objectOf(report['root_group']) !== null;

/**
 * What k6 sums up at the end of a test: the data that `handleSummary` is given, or the older form of `--summary-export`,
 * in which a metric holds its values itself. Percentiles are those that `summaryTrendStats` asks for: p(99) is not among
 * them unless it is named.
 */
export function readK6(report: JsonObject): LoadFacts {
  const metrics = Object.entries(objectOf(report['metrics']) ?? {}).flatMap(([name, metric]) => {
    const found = objectOf(metric);
    return found === null ? [] : [{ name, metric: found }];
  });
  const byName = new Map(metrics.map(({ name, metric }) => [name, metric]));
  return {
    tool: { name: 'k6', version: null },
    target: null,
    load: loadOf(report, (name) => valuesOf(byName.get(name))),
    steady_state: metrics.flatMap(({ name, metric }) => conditionsOf(name, metric)),
    checks: checksOf(objectOf(report['root_group']), []),
  };
}

const valuesOf = (metric: JsonObject | undefined): JsonObject => objectOf(metric?.['values']) ?? metric ?? {};

function loadOf(report: JsonObject, values: (name: string) => JsonObject): LoadFacts['load'] {
  const duration = values('http_req_duration');
  const failed = values('http_req_failed');
  const requests = values('http_reqs');
  const rate = numberOf(failed['rate'] ?? failed['value']);
  return {
    connections: integerOf(values('vus_max')['max'] ?? values('vus_max')['value']),
    duration_ms: numberOf(objectOf(report['state'])?.['testRunDurationMs']),
    requests: integerOf(requests['count']),
    requests_per_second: numberOf(requests['rate']),
    bytes_per_second: numberOf(values('data_received')['rate']),
    // A rate metric counts what was true: here, that the request failed.
    errors: integerOf(failed['passes']),
    error_rate: rate,
    error_rate_of: rate === null ? null : FAILED,
    latency_ms: {
      min: numberOf(duration['min']),
      p50: numberOf(duration['p(50)'] ?? duration['med']),
      p75: numberOf(duration['p(75)']),
      p90: numberOf(duration['p(90)']),
      p95: numberOf(duration['p(95)']),
      p97_5: numberOf(duration['p(97.5)']),
      p99: numberOf(duration['p(99)']),
      p99_9: numberOf(duration['p(99.9)']),
      max: numberOf(duration['max']),
      mean: numberOf(duration['avg']),
    },
  };
}

/** In the older form the boolean says the opposite: true is a threshold that was crossed (grafana/k6 issue 1498). */
function conditionsOf(name: string, metric: JsonObject): SteadyStateCondition[] {
  const values = valuesOf(metric);
  return Object.entries(objectOf(metric['thresholds']) ?? {}).map(([threshold, told]) => {
    const ok = objectOf(told)?.['ok'];
    const held = typeof ok === 'boolean' ? ok : typeof told === 'boolean' ? !told : null;
    return { name: proseOf(`${name}: ${threshold}`, 2) ?? '', held, measured: measuredBy(threshold, values) };
  });
}

/** The value that a threshold is about, where the summary has it: `p(95)<500` is about `p(95)`. */
function measuredBy(threshold: string, values: JsonObject): number | null {
  const [, aggregate = ''] = /^\s*(\w+(?:\([\d.]+\))?)\s*[<>=!]/.exec(threshold) ?? [];
  const value = values[aggregate];
  return numberOf(value ?? (aggregate === 'rate' ? values['value'] : undefined));
}

/** Groups lie in groups; a list in the newer form, a mapping in the older. */
function checksOf(group: JsonObject | null, above: readonly string[]): LoadFacts['checks'] {
  if (group === null) return [];
  const own = membersOf(group['checks']).map((check) => ({
    name: proseOf([...above, proseOf(check['name'], 1) ?? ''].join(' > '), 2) ?? '',
    passes: integerOf(check['passes']),
    fails: integerOf(check['fails']),
  }));
  const inner = membersOf(group['groups']).flatMap((member) =>
    checksOf(member, [...above, proseOf(member['name'], 1) ?? '']),
  );
  return [...own, ...inner];
}

function membersOf(value: JsonValue | undefined): JsonObject[] {
  const members = Array.isArray(value) ? itemsOf(value) : Object.values(objectOf(value) ?? {});
  return members.map(objectOf).filter((member) => member !== null);
}
