import { expect, test } from 'vitest';
import { defectsForm, DefectsPayload } from '../../../src/domain/quality/defects';

const prediction = (file: string, probability: number) => ({ file, probability, reasons: ['long functions'] });
const payloadOf = (predictions: object[], more: object = {}) => DefectsPayload.parse({ predictions, ...more });

test('the risk score is the mean of all predictions, of however many', () => {
  const many = Array.from({ length: 100 }, (_, i) => prediction(`${i}.ts`, i < 50 ? 0.5 : 0.85));
  expect(defectsForm.measure(payloadOf(many))).toEqual({ risk_score: 68, predicted_defects: 100 });
});

test('without predictions the risk was not measured', () => {
  expect(defectsForm.measure(payloadOf([]))).toEqual({ risk_score: null, predicted_defects: 0 });
});

test.each([
  [[prediction('a', 1.1)]],
  [[{ file: 'a', probability: 0.5, reasons: [] }]],
  [[prediction('a', 0.5), prediction('a', 0.6)]],
])('%j is refused', (predictions) => {
  expect(DefectsPayload.safeParse({ predictions }).success).toBe(false);
});

test('predictions are compared by file', () => {
  const before = payloadOf([prediction('up', 0.25), prediction('down', 0.75), prediction('gone', 0.5)]);
  const after = payloadOf([prediction('up', 0.5), prediction('down', 0.5), prediction('new', 0.5)]);
  expect(defectsForm.compare(before, after)).toMatchObject({
    groups: [
      { effect: 'worse', items: [{ file: 'new' }] },
      { effect: 'worse', items: [{ file: 'up', before: 0.25, after: 0.5, delta: 0.25 }] },
      { effect: 'better', items: [{ file: 'down', delta: -0.25 }] },
      { effect: 'better', items: [{ file: 'gone' }] },
    ],
  });
});

test('predictions of different methods can not be compared', () => {
  const [before, after] = ['tree 1', 'tree 2'].map((method) => payloadOf([prediction('a', 0.5)], { method }));
  expect(before && after && defectsForm.compare(before, after)).toEqual({
    incomparable: expect.stringContaining('tree 2'),
  });
});
