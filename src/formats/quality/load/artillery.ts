import { integerOf, type JsonObject, numberOf, objectOf } from '../../json-stream/value';
import type { LoadFacts } from './facts';

const FAILED = 'requests without an answer and answers of 4xx and 5xx, of all requests';

export const isArtillery = (report: JsonObject) => {
  const aggregate = objectOf(report['aggregate']);
  return objectOf(aggregate?.['counters']) !== null && objectOf(aggregate?.['summaries']) !== null;
};

/** The report of artillery 2 (`run --output`). Its request rate is the mean of short periods. */
export function readArtillery(report: JsonObject): LoadFacts {
  const aggregate = objectOf(report['aggregate']) ?? {};
  const counters = objectOf(aggregate['counters']) ?? {};
  const latency = objectOf(objectOf(aggregate['summaries'])?.['http.response_time']) ?? {};
  const requests = integerOf(counters['http.requests']);
  const errors = requests === null ? null : countErrors(counters, requests);
  const rate = errors === null || requests === null || requests === 0 ? null : errors / requests;
  const [first, last] = [numberOf(aggregate['firstMetricAt']), numberOf(aggregate['lastMetricAt'])];
  return {
    tool: { name: 'artillery', version: null },
    target: null,
    load: {
      duration_ms: first === null || last === null || last < first ? null : last - first,
      requests,
      requests_per_second: numberOf(objectOf(aggregate['rates'])?.['http.request_rate']),
      errors,
      error_rate: rate,
      error_rate_of: rate === null ? null : FAILED,
      latency_ms: {
        min: numberOf(latency['min']),
        p50: numberOf(latency['p50'] ?? latency['median']),
        p75: numberOf(latency['p75']),
        p90: numberOf(latency['p90']),
        p95: numberOf(latency['p95']),
        p99: numberOf(latency['p99']),
        p99_9: numberOf(latency['p999']),
        max: numberOf(latency['max']),
        mean: numberOf(latency['mean']),
      },
    },
    steady_state: [],
    checks: [],
  };
}

/** A counter that never counted is not written: without one, no answer came, or none of that code. */
function countErrors(counters: JsonObject, requests: number): number {
  const answers = integerOf(counters['http.responses']) ?? 0;
  const refused = Object.entries(counters).reduce(
    (sum, [name, count]) => (/^http\.codes\.[45]\d\d$/.test(name) ? sum + (integerOf(count) ?? 0) : sum),
    0,
  );
  return Math.max(0, requests - answers) + refused;
}
