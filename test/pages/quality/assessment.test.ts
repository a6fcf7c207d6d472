import { expect, test } from 'vitest';
import type { AssessmentPayload } from '../../../src/domain/quality/assessment';
import { assessmentDocuments } from '../../../src/pages/quality/assessment';
import { HOSTILE_TEXTS } from '../hostile';
import { kindsOf } from './markdown-kinds';

const payloadOf = (text: string): AssessmentPayload => ({
  threshold: 80,
  metrics: [
    { key: text, score: 79.999999, weight: 1, measured_by: text, detail: text },
    { key: `${text} 2`, score: null, weight: 1, measured_by: text, detail: null },
  ],
  recommendations: [text],
});

const documentsOf = (text: string) =>
  assessmentDocuments(payloadOf(text), { name: text, created_at: '2026-01-10T15:30:00Z', task: 'assess-quality' });
const markdownOf = (text: string) => documentsOf(text).at(-1)?.text ?? '';

test('an assessment is JSON with what follows from it, and Markdown with how each score was measured', () => {
  const [json, markdown] = documentsOf('eslint');
  expect(json).toMatchObject({ role: 'primary', ending: '_assessment.json' });
  expect(JSON.parse(json?.text ?? '')).toMatchObject({ passed: false, not_measured: 1, threshold: 80 });
  expect(markdown).toMatchObject({ role: 'secondary', ending: '_assessment.md' });
  expect(markdown?.text).toContain('| eslint | 79.9999 | 1 | eslint |');
  expect(markdown?.text).toContain('| eslint 2 | not measured | 1 | eslint |');
});

test('a score that just misses is not shown as one that passes', () => {
  expect(markdownOf('x')).toContain('**not passed** · quality score 79.9999 of 100, at least 80 wanted');
});

test.each(Object.entries(HOSTILE_TEXTS))('%s in every text of an assessment is inert', (_, text) => {
  expect(kindsOf(markdownOf(text))).toEqual(kindsOf(markdownOf('harmless')));
});
