import { expect, test } from 'vitest';
import { ChaosPayload } from '../../../src/domain/quality/chaos';
import { chaosDocuments } from '../../../src/pages/quality/chaos';
import { HOSTILE_TEXTS, replaceTexts } from '../hostile';
import { parsePage, skeletonOf, textOfPage } from '../structure';

const about = { name: 'checkout', created_at: '2026-01-10T15:30:00Z', task: 'run-chaos' };

const PAYLOAD = ChaosPayload.parse({
  tool: { name: 'k6' },
  target: 'https://shop.example/',
  load: {
    ...{ requests: 12345, requests_per_second: 41.5, error_rate: 0.0123, error_rate_of: 'all requests' },
    latency_ms: { min: 1, p50: 12.345, p95: 80, max: 400 },
  },
  steady_state: [
    { name: 'p(95)<500', held: true, measured: 80 },
    { name: 'rate<0.01', held: false },
    { name: 'p(99)<900', held: null },
  ],
  checks: [{ name: 'status is 200', passes: 12000, fails: 345 }],
  experiments: [
    {
      ...{ name: 'the cache dies', hypothesis: 'carts stay', fault: 'kill', detail: 'none' },
      ...{ steady_state_before: true, steady_state_after: null, verdict: 'inconclusive' },
    },
  ],
});

const htmlOf = (payload: ChaosPayload) => chaosDocuments(payload, about)[1]?.text ?? '';

test('the primary document gives the payload back', () => {
  const [json] = chaosDocuments(PAYLOAD, about);
  expect(json).toMatchObject({ role: 'primary', ending: '_chaos.json' });
  expect(ChaosPayload.parse(JSON.parse(json?.text ?? ''))).toEqual(PAYLOAD);
});

test('percentiles that were measured have a bar and a point, the others say that they were not', () => {
  const html = htmlOf(PAYLOAD);
  const elements = parsePage(html);
  expect(elements.filter(({ tag }) => tag === 'circle')).toHaveLength(4);
  expect(elements.filter(({ tag, attributes }) => tag === 'rect' && attributes['class'] === 'fill')).toHaveLength(4);
  const rows = elements.filter(({ tag }) => tag === 'tr').map(({ text }) => text);
  expect(rows).toContain('p5012.35 ms');
  expect(rows).toContain('p99not measured');
});

test('the dashboard says what held, what did not and what nobody measured', () => {
  const text = textOfPage(htmlOf(PAYLOAD));
  for (const words of ['STEADY STATE LOST', '✓ held', '✕ did not hold', '– not measured', '1.23 %', '12,345'])
    expect(text).toContain(words);
});

test('without a load there is no chart and no number', () => {
  const html = htmlOf(ChaosPayload.parse({ experiments: PAYLOAD.experiments }));
  expect(parsePage(html).filter(({ tag }) => tag === 'svg')).toEqual([]);
  expect(textOfPage(html)).toContain('INCONCLUSIVE');
});

test('a load whose latencies are all zero, or unknown, is drawn without dividing by it', () => {
  const load = (latency_ms: Record<string, number>) =>
    htmlOf(ChaosPayload.parse({ load: { requests: 1, latency_ms } }));
  expect(load({ min: 0, p50: 0, max: 0 })).not.toMatch(/NaN|Infinity/);
  expect(load({})).not.toMatch(/NaN|Infinity/);
});

test('the page has no script, no handler and no style attribute', () => {
  const elements = parsePage(htmlOf(PAYLOAD));
  expect(elements.filter(({ tag }) => tag === 'script')).toEqual([]);
  const names = new Set(elements.flatMap(({ attributes }) => Object.keys(attributes)));
  expect([...names].filter((name) => name.startsWith('on') || name === 'style' || name === 'src')).toEqual([]);
});

const hostile = (text: string) => htmlOf(replaceTexts(PAYLOAD, text, new Set(['verdict'])));

test.each(Object.entries(HOSTILE_TEXTS))('%s in every text changes no element of the page', (_, text) => {
  expect(skeletonOf(hostile(text))).toEqual(skeletonOf(hostile('harmless')));
});
