import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assess, assessmentForm, AssessmentPayload } from '../../../src/domain/quality/assessment';

const metric = (key: string, score: number | null, more: object = {}) => ({ key, score, measured_by: 'lint', ...more });
const payloadOf = (...metrics: object[]) => AssessmentPayload.parse({ metrics });

test('the quality score is the weighted mean of what was measured', () => {
  const payload = payloadOf(metric('a', 90, { weight: 3 }), metric('b', 70));
  expect(assess(payload)).toEqual({ quality_score: 85, passed: true, measured: 2, not_measured: 0 });
});

test('a score that was not measured is none, and never passes', () => {
  const payload = payloadOf(metric('a', 100), metric('b', null));
  expect(assess(payload)).toEqual({ quality_score: 100, passed: false, measured: 1, not_measured: 1 });
  expect(assess(payloadOf(metric('a', null)))).toMatchObject({ quality_score: null, passed: false });
  expect(assess(payloadOf())).toMatchObject({ quality_score: null, passed: false });
});

test('the mean of equal scores is that score, so that it is passed at the very threshold', () => {
  const weights = fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(weights, (all) => {
      const payload = payloadOf(...all.map((weight, i) => metric(`m${i}`, 80, { weight })));
      expect(assess(payload)).toMatchObject({ quality_score: 80, passed: true });
    }),
  );
});

test.each([
  [{ metrics: [metric('a', 1), metric('a', 2)] }],
  [{ metrics: [metric('a', 101)] }],
  [{ metrics: [{ key: 'a', score: 1 }] }],
  [{ metrics: [metric('a', 1, { measured_by: ' ' })] }],
  [{ metrics: [], quality_score: 100 }],
  [{ metrics: [], passed: true }],
])('%j is refused: how it was measured is told, and what it comes to is computed', (payload) => {
  expect(AssessmentPayload.safeParse(payload).success).toBe(false);
});

test('scores are compared one by one', () => {
  const before = payloadOf(metric('a', 50), metric('b', 50), metric('c', null), metric('d', 50));
  const after = payloadOf(metric('a', 60), metric('b', 40), metric('c', 50), metric('d', null));
  expect(assessmentForm.compare(before, after)).toMatchObject({
    groups: [
      { title: 'Lower scores', effect: 'worse', items: [{ key: 'b', delta: -10 }] },
      { title: 'Higher scores', effect: 'better', items: [{ key: 'a', delta: 10 }] },
      { title: 'No longer measured', effect: 'worse', items: [{ key: 'd' }] },
      { title: 'Measured for the first time', effect: 'better', items: [{ key: 'c' }] },
    ],
  });
});

test.each([
  [metric('a', 50, { measured_by: 'guess' }), 'a was measured by lint, then by guess'],
  [metric('a', 50, { weight: 2 }), 'the weight of a was 1, then 2'],
  [metric('b', 50), 'a is no longer assessed; b was not assessed before'],
])('an assessment against %j says what differs instead of a delta', (after, reason) => {
  expect(assessmentForm.compare(payloadOf(metric('a', 50)), payloadOf(after))).toEqual({ incomparable: reason });
});
