import { expect, test } from 'vitest';
import { formOf } from '../../../src/domain/quality/forms';
import { TASK_TYPES } from '../../../src/domain/quality/task';
import { documentsOf } from '../../../src/pages/quality/documents';
import { SAMPLES } from '../../worker/quality-samples';

const ABOUT = { name: 'shop', created_at: '2026-01-10T15:30:00.000Z', task: 'count-stars' };

/** The formats that a task promises; those that tools read first. */
const PROMISED: Record<string, string[]> = {
  'generate-tests': ['json', 'source', 'markdown'],
  'analyze-coverage': ['lcov', 'json', 'html', 'markdown'],
  'scan-security': ['sarif', 'json', 'markdown'],
  'assess-quality': ['json', 'markdown'],
  'index-code': ['json', 'graphml'],
  'predict-defects': ['json', 'markdown'],
  'validate-contracts': ['json', 'yaml', 'markdown'],
  'test-accessibility': ['json', 'html'],
  'run-chaos': ['json', 'html'],
  other: ['json'],
};

test.each(TASK_TYPES)('%s has all its formats, those that tools read before those for people', (type) => {
  const payload = formOf(type).payload.parse(SAMPLES[type].after);
  const documents = documentsOf(type)(payload, ABOUT);
  expect([...new Set(documents.map(({ format }) => format))].toSorted()).toEqual(PROMISED[type]?.toSorted());
  const roles = documents.map(({ role }) => role);
  expect(roles).toEqual(roles.toSorted());
  for (const { ending, text } of documents) {
    expect(ending).not.toBe('');
    expect(text.isWellFormed()).toBe(true);
  }
});

test.each(TASK_TYPES)('what a result of %s is made of is read back as it was stored', (type) => {
  const form = formOf(type);
  const payload = form.payload.parse(SAMPLES[type].after);
  expect(form.payload.parse(JSON.parse(JSON.stringify(payload)))).toEqual(payload);
});
