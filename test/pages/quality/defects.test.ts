import { expect, test } from 'vitest';
import type { DefectsPayload } from '../../../src/domain/quality/defects';
import { defectsDocuments } from '../../../src/pages/quality/defects';
import { HOSTILE_TEXTS } from '../hostile';
import { kindsOf } from './markdown-kinds';

const ABOUT = { name: 'nightly', created_at: '2026-01-10T15:30:00Z', task: 'predict-defects' };

const payloadOf = (text: string): DefectsPayload => ({
  method: text,
  files_analysed: null,
  predictions: [
    { file: text, probability: 0.5, reasons: [text, text], confidence: null },
    { file: `${text} 2`, probability: 0.9, reasons: [text], confidence: 0.25 },
  ],
});

const markdownOf = (payload: DefectsPayload, name = 'nightly') =>
  defectsDocuments(payload, { ...ABOUT, name }).at(-1)?.text ?? '';

test('all predictions are told with reason and confidence, the likeliest first', () => {
  const text = markdownOf(payloadOf('x'));
  expect(text.indexOf('`x 2`: probability 90 %, confidence 25 %')).toBeLessThan(
    text.indexOf('`x`: probability 50 %, confidence not known'),
  );
  const predictions = Array.from({ length: 60 }, (_, i) => ({
    ...{ file: `file${i}.ts`, probability: 0.5, reasons: ['long'], confidence: null },
  }));
  for (const document of defectsDocuments({ ...payloadOf('x'), predictions }, ABOUT)) {
    expect(new Set(document.text.match(/file\d+\.ts/g)).size).toBe(60);
  }
});

test('without predictions there is no risk score', () => {
  const empty = { ...payloadOf('x'), predictions: [] };
  expect(markdownOf(empty)).toContain('risk score not measured');
  expect(JSON.parse(defectsDocuments(empty, ABOUT)[0]?.text ?? '')).toMatchObject({ risk_score: null });
});

test.each(Object.entries(HOSTILE_TEXTS))('%s in every text of predictions is inert', (_, text) => {
  expect(kindsOf(markdownOf(payloadOf(text), text))).toEqual(kindsOf(markdownOf(payloadOf('harmless'), 'harmless')));
});
