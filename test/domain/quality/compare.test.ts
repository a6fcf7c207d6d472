import { expect, test } from 'vitest';
import { type ComparedResult, compareResults } from '../../../src/domain/quality/compare';
import { formOf } from '../../../src/domain/quality/forms';
import { TASK_TYPES } from '../../../src/domain/quality/task';

const form = formOf('assess-quality');

function result(id: string, score: number | null, more: object = {}): ComparedResult {
  const payload = form.payload.parse({ metrics: [{ key: 'a', score, measured_by: 'a test' }] });
  const head = { id, task_type: 'assess-quality' as const, task: 'assess-quality', tool: null };
  return { result: { ...head, metrics: form.measure(payload), ...more }, payload };
}

test('every task has the form that says so', () => {
  for (const type of TASK_TYPES) expect(formOf(type).type).toBe(type);
});

test('a metric that was not measured in both has no delta', () => {
  const metrics = (before: number | null, after: number | null) =>
    compareResults(form, { before: result('a', before), after: result('b', after) }).metrics;
  expect(metrics(70, 90)).toEqual([{ key: 'quality_score', before: 70, after: 90, delta: 20, effect: 'better' }]);
  expect(metrics(90, 70)).toMatchObject([{ delta: -20, effect: 'worse' }]);
  expect(metrics(70, 70)).toMatchObject([{ delta: 0, effect: 'neutral' }]);
  for (const [before, after] of [
    [null, 70],
    [70, null],
    [null, null],
  ] as const) {
    for (const metric of metrics(before, after)) expect(metric).toMatchObject({ delta: null, effect: null });
  }
});

test('another task or tool is told instead of a delta, another version of the tool is compared', () => {
  const tool = (name: string, version: string) => ({ tool: { name, version } });
  const diff = (before: object, after: object) =>
    compareResults(form, { before: result('a', 70, before), after: result('b', 90, after) });
  expect(diff({ task: 'x' }, { task: 'y' })).toMatchObject({ comparable: false, metrics: [], groups: [] });
  expect(diff(tool('one', '1'), tool('two', '1'))).toMatchObject({ comparable: false, metrics: [] });
  expect(diff(tool('one', '1'), tool('one', '2'))).toMatchObject({ comparable: true });
  expect(diff(tool('one', '1'), {})).toMatchObject({ comparable: true });
});
