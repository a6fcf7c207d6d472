import { integerOf, type JsonObject, numberOf, objectOf } from '../../json-stream/value';
import { proseOf } from '../foreign-text';
import type { LoadFacts } from './facts';

const FAILED = 'connections that failed and answers of 4xx and 5xx, of both and all other answers';

export const isAutocannon = (report: JsonObject) =>
  objectOf(report['latency']) !== null &&
  objectOf(report['requests']) !== null &&
  'non2xx' in report &&
  'timeouts' in report;

/** The JSON of autocannon (`--json`). It has no 95th percentile: that one stays null. Its duration is in seconds. */
export function readAutocannon(report: JsonObject): LoadFacts {
  const [latency, requests] = [objectOf(report['latency']) ?? {}, objectOf(report['requests']) ?? {}];
  const seconds = numberOf(report['duration']);
  const { errors, among } = countErrors(report, integerOf(requests['total']));
  const rate = errors === null || among === null || among === 0 ? null : errors / among;
  return {
    tool: { name: 'autocannon', version: null },
    target: proseOf(report['url'], 4),
    load: {
      connections: integerOf(report['connections']),
      duration_ms: seconds === null ? null : Math.round(seconds * 1000),
      requests: integerOf(requests['sent'] ?? requests['total']),
      requests_per_second: numberOf(requests['average']),
      bytes_per_second: numberOf(objectOf(report['throughput'])?.['average']),
      errors,
      error_rate: rate,
      error_rate_of: rate === null ? null : FAILED,
      // With no answer at all it writes zeros: nothing was measured then.
      latency_ms: requests['total'] === 0 ? {} : latenciesOf(latency),
    },
    steady_state: [],
    checks: [],
  };
}

const latenciesOf = (latency: JsonObject) => ({
  min: numberOf(latency['min']),
  p50: numberOf(latency['p50']),
  p75: numberOf(latency['p75']),
  p90: numberOf(latency['p90']),
  p97_5: numberOf(latency['p97_5']),
  p99: numberOf(latency['p99']),
  p99_9: numberOf(latency['p99_9']),
  max: numberOf(latency['max']),
  mean: numberOf(latency['average']),
});

/** Its `errors` hold the timeouts; answers are counted apart from them. */
function countErrors(report: JsonObject, answers: number | null): { errors: number | null; among: number | null } {
  const parts = [report['errors'], report['4xx'], report['5xx']].map(integerOf);
  const known = parts.filter((part) => part !== null);
  const [connections] = parts;
  return {
    errors: known.length === parts.length ? known.reduce((sum, part) => sum + part, 0) : null,
    among: answers === null || connections == null ? null : answers + connections,
  };
}
