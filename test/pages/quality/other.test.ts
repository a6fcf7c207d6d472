import { expect, test } from 'vitest';
import { otherDocuments } from '../../../src/pages/quality/other';

const about = (task: string) => ({ name: 'x', created_at: '2026-01-10T15:30:00Z', task });

test('a result of a task that nobody knows is kept as it was sent, in a file named after the task', () => {
  const payload = { z: 1, a: [{ b: null }] };
  const [document, ...others] = otherDocuments(payload, about('profile-memory'));
  expect(others).toEqual([]);
  expect(document).toMatchObject({ role: 'primary', ending: '_profile-memory.json', format: 'json' });
  expect(JSON.parse(document?.text ?? '')).toEqual(payload);
});

test('the name of a task leads into no other folder', () => {
  expect(otherDocuments({}, about('../../etc/x y'))[0]?.ending).toBe('_..-..-etc-x-y.json');
});
