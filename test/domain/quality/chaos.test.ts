import { expect, test } from 'vitest';
import { chaosForm, ChaosPayload, judgeSteadyState } from '../../../src/domain/quality/chaos';

const payload = (more: Record<string, unknown>) => ChaosPayload.parse({ tool: { name: 'k6' }, ...more });

const load = (latency_ms: Record<string, number>, more: Record<string, unknown> = {}) =>
  payload({ load: { latency_ms, ...more } });

const experiment = (before: boolean | null, after: boolean | null, verdict: string) => ({
  ...{ name: 'the cache dies', steady_state_before: before, steady_state_after: after, verdict },
});

test('what was not measured is null, never 0', () => {
  expect(chaosForm.measure(load({ p50: 12 }))).toEqual({ error_rate: null, p95_ms: null, p99_ms: null });
  expect(chaosForm.measure(payload({ experiments: [experiment(true, true, 'passed')] }))).toEqual({
    error_rate: null,
    p95_ms: null,
    p99_ms: null,
  });
});

test('a payload in which nothing was measured is refused', () => {
  expect(ChaosPayload.safeParse({ tool: { name: 'k6' } }).success).toBe(false);
});

test.each([
  [true, true, 'passed'],
  [true, false, 'failed'],
  [true, null, 'inconclusive'],
  [false, true, 'inconclusive'],
  [null, true, 'inconclusive'],
  [false, false, 'inconclusive'],
])(
  'an experiment with the steady state %s before and %s after is %s, and no other verdict is taken',
  (a, b, verdict) => {
    for (const claimed of ['passed', 'failed', 'inconclusive'])
      expect(ChaosPayload.safeParse({ experiments: [experiment(a, b, claimed)] }).success).toBe(claimed === verdict);
  },
);

test('a condition that was not measured never lets the steady state pass', () => {
  const held = { name: 'p(95)<500', held: true };
  expect(judgeSteadyState(payload({ steady_state: [held] }))).toBe('passed');
  expect(judgeSteadyState(payload({ steady_state: [held, { name: 'rate', held: null }] }))).toBe('inconclusive');
  expect(judgeSteadyState(payload({ steady_state: [held, { name: 'rate', held: false }] }))).toBe('failed');
  expect(judgeSteadyState(load({ p50: 1 }))).toBeNull();
});

test('latencies shift up or down, and a percentile that only one side measured is no shift', () => {
  const compared = chaosForm.compare(load({ p50: 10, p95: 40 }), load({ p50: 8, p95: 60, p99: 90 }));
  if ('incomparable' in compared) throw new Error(compared.incomparable);
  const [slower, faster] = compared.groups;
  expect(slower).toMatchObject({ effect: 'worse', items: [{ measure: 'p95', delta: 20, ratio: 1.5 }] });
  expect(faster).toMatchObject({ effect: 'better', items: [{ measure: 'p50', delta: -2 }] });
});

test('a condition that turned to false or to not measured is worse', () => {
  const conditions = (a: boolean | null, b: boolean | null) =>
    payload({
      steady_state: [
        { name: 'p(95)<500', held: a },
        { name: 'rate<0.01', held: b },
      ],
    });
  const compared = chaosForm.compare(conditions(true, true), conditions(false, null));
  if ('incomparable' in compared) throw new Error(compared.incomparable);
  expect(
    compared.groups.filter(({ count, effect }) => count > 0 && effect === 'worse').map(({ title }) => title),
  ).toEqual(['Conditions that hold no longer', 'Conditions no longer measured']);
});

test('loads of different tools, targets or numbers of connections are not compared', () => {
  const one = load({ p50: 1 }, { connections: 10 });
  for (const other of [{ ...one, tool: { name: 'artillery', version: null } }, load({ p50: 1 }, { connections: 20 })])
    expect(chaosForm.compare(one, other)).toHaveProperty('incomparable');
  expect(chaosForm.compare({ ...one, target: 'a' }, { ...one, target: 'b' })).toHaveProperty('incomparable');
  expect(chaosForm.compare(one, { ...one, target: 'b' })).toHaveProperty('groups');
});
