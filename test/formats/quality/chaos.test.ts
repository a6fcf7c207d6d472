import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chaosFromFiles } from '../../../src/formats/quality/chaos';

const fileOf = (value: unknown) => ({ name: 'summary.json', bytes: new TextEncoder().encode(JSON.stringify(value)) });

const duration = { avg: 20.5, min: 1, med: 18, max: 400, 'p(90)': 40, 'p(95)': 61.5 };
const group = { name: '', path: '', id: 'd41d8cd98f00b204e9800998ecf8427e' };

test('of the older k6 summary a threshold that says true was crossed', () => {
  const older = {
    metrics: {
      http_req_duration: { ...duration, thresholds: { 'p(95)<500': false, 'p(90)<10': true } },
      http_req_failed: { passes: 3, fails: 297, value: 0.01, thresholds: { 'rate<0.005': true } },
      http_reqs: { count: 300, rate: 9.5 },
      vus_max: { value: 10, min: 10, max: 10 },
    },
    root_group: {
      ...group,
      groups: { login: { name: 'login', checks: { ok: { name: 'status is 200', passes: 299, fails: 1 } } } },
      checks: {},
    },
  };
  expect(chaosFromFiles([fileOf(older)])).toMatchObject({
    tool: { name: 'k6' },
    load: {
      ...{ connections: 10, requests: 300, requests_per_second: 9.5, errors: 3, error_rate: 0.01, duration_ms: null },
      latency_ms: { min: 1, p50: 18, p90: 40, p95: 61.5, p99: null, max: 400, mean: 20.5 },
    },
    steady_state: [
      { name: 'http_req_duration: p(95)<500', held: true, measured: 61.5 },
      { name: 'http_req_duration: p(90)<10', held: false, measured: 40 },
      { name: 'http_req_failed: rate<0.005', held: false, measured: 0.01 },
    ],
    checks: [{ name: 'login > status is 200', passes: 299, fails: 1 }],
  });
});

test('of what k6 gives to handleSummary a threshold says itself whether it held', () => {
  const newer = {
    root_group: { ...group, groups: [], checks: [{ name: 'up', path: '::up', id: '1', passes: 5, fails: 0 }] },
    state: { isStdOutTTY: false, testRunDurationMs: 30898.5 },
    metrics: {
      http_req_duration: {
        ...{ type: 'trend', contains: 'time', values: { ...duration, 'p(99)': 99 } },
        thresholds: { 'p(95)<50': { ok: false }, 'p(99)<500': { ok: true } },
      },
      http_req_failed: { type: 'rate', contains: 'default', values: { rate: 0, passes: 0, fails: 300 } },
    },
  };
  expect(chaosFromFiles([fileOf(newer)])).toMatchObject({
    load: { duration_ms: 30898.5, error_rate: 0, errors: 0, requests: null, latency_ms: { p99: 99 } },
    steady_state: [
      { held: false, measured: 61.5 },
      { held: true, measured: 99 },
    ],
    checks: [{ name: 'up', passes: 5, fails: 0 }],
  });
});

test('a test of k6 without requests has no error rate and no latency', () => {
  expect(
    chaosFromFiles([
      fileOf({ metrics: { iterations: { count: 1, rate: 1, thresholds: { 'count>0': false } } }, root_group: group }),
    ]),
  ).toMatchObject({
    load: { error_rate: null, error_rate_of: null, latency_ms: { p95: null } },
  });
});

test('what autocannon has measured is taken as it is, and the percentile that it does not tell stays null', () => {
  const bytes = new Uint8Array(readFileSync('test/fixtures/quality/autocannon.json'));
  expect(chaosFromFiles([{ name: 'autocannon.json', bytes }])).toMatchObject({
    tool: { name: 'autocannon' },
    target: 'http://127.0.0.1:8080/',
    load: {
      ...{ connections: 4, duration_ms: 2010, requests: 400, errors: 8, error_rate: 0.02 },
      latency_ms: { p50: 4, p90: 9, p95: null, p97_5: 21, p99: 26, max: 595 },
    },
  });
});

test('autocannon without a single answer measured no latency', () => {
  const zeros = { average: 0, min: 0, max: 0, p50: 0, p99: 0 };
  const none = {
    errors: 7,
    timeouts: 7,
    non2xx: 0,
    '4xx': 0,
    '5xx': 0,
    requests: { total: 0, sent: 7 },
    latency: zeros,
  };
  expect(chaosFromFiles([fileOf(none)])).toMatchObject({
    load: { error_rate: 1, latency_ms: { p50: null, p99: null } },
  });
});

test('of artillery a request without an answer and one that was refused are errors', () => {
  const aggregate = {
    counters: {
      'http.requests': 100,
      'http.responses': 95,
      'http.codes.200': 90,
      'http.codes.500': 5,
      'errors.ETIMEDOUT': 5,
    },
    rates: { 'http.request_rate': 10 },
    ...{ firstMetricAt: 1_000, lastMetricAt: 11_000 },
    summaries: { 'http.response_time': { min: 1, max: 90, mean: 7, p50: 5, p75: 8, p95: 30, p99: 60, p999: 89 } },
  };
  expect(chaosFromFiles([fileOf({ aggregate, intermediate: [] })])).toMatchObject({
    tool: { name: 'artillery' },
    load: { duration_ms: 10_000, errors: 10, error_rate: 0.1, latency_ms: { p90: null, p95: 30, p99_9: 89 } },
  });
});

test('a summary of UTF-16, as PowerShell redirects it, is read', () => {
  const text = `\ufeff${JSON.stringify({ metrics: { http_reqs: { count: 1, rate: 1 } }, root_group: group })}`;
  const bytes = new Uint8Array(new Uint16Array([...text].map((unit) => unit.charCodeAt(0))).buffer);
  expect(chaosFromFiles([{ name: 'k6.json', bytes }])).toMatchObject({ load: { requests: 1 } });
});

test('a summary that measured nothing is refused', () => {
  const empty = { metrics: { iterations: { count: 1, rate: 1 } }, root_group: group };
  expect(chaosFromFiles([fileOf(empty)])).toMatchObject({ fault: 'invalid' });
});

test('another file, two files and impossible numbers are refused', () => {
  const k6 = (rate: number) => fileOf({ metrics: { http_req_failed: { value: rate } }, root_group: group });
  expect(chaosFromFiles([fileOf({ metrics: {} })])).toMatchObject({ fault: 'unrecognised' });
  expect(chaosFromFiles([k6(0), k6(0)])).toMatchObject({ fault: 'too_many' });
  expect(chaosFromFiles([k6(1.5)])).toMatchObject({ fault: 'invalid', detail: expect.stringContaining('error_rate') });
});
