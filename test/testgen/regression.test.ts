import { expect, test } from 'vitest';
import { Expectation } from '../../src/domain/expectations/expectation';
import { generateTests } from '../../src/testgen/generate';
import { type Regression, regressionCase } from '../../src/testgen/regression';

const expectations = (...list: unknown[]) =>
  list.map((each, i) => Expectation.parse({ id: `e${i}`, path: 'output.text', ...(each as object) }));

const failing = (list: Expectation[]) => ({
  id: 'refund',
  name: 'asks for a refund "now"',
  input: 'I want ${money} back',
  expectations: list,
});
const cell = {
  case_id: 'refund',
  passed: false,
  grades: [
    {
      id: 'e0',
      path: 'output.text',
      op: 'contains' as const,
      not: false,
      expected: 'refund',
      actual: 'no',
      passed: false,
      reason: 'contains_mismatch',
    },
  ],
};

function regression(list: Expectation[], language = 'python'): Regression {
  const made = regressionCase(failing(list), cell, language);
  if ('fault' in made) throw new Error(JSON.stringify(made));
  return made;
}

test('a failed cell becomes a test that sends its input and asserts what was expected', () => {
  const made = regression(
    expectations(
      { op: 'contains', expected: 'refund' },
      { op: 'eq', expected: 'x', not: true },
      { op: 'matches', expected: { pattern: '^dear', flags: 'i' } },
      { op: 'length', expected: 12 },
      { op: 'is_json' },
      { path: 'output.json.items.0.price', op: 'lte', expected: 12.5 },
      { path: 'output.json', op: 'eq', expected: { $int: 'a key like any other' } },
    ),
  );
  expect(made.notes).toEqual([]);
  expect(made.case).toMatchObject({
    description: 'Case refund. It failed by e0 (contains_mismatch).',
    arrange: [{ name: 'input', value: 'I want ${money} back' }],
    act: { function: 'answer', await: true },
    assert: [
      { kind: 'contains', value: 'refund' },
      { kind: 'equals', value: 'x', not: true },
      { kind: 'matches', pattern: '^dear', flags: 'i' },
      { kind: 'length', of: 'text', equals: 12 },
      { kind: 'is_json' },
      { kind: 'at_most', value: 12.5, at: ['items', 0, 'price'] },
      { kind: 'equals', at: [] },
    ],
  });
  const written = generateTests({
    language: 'python',
    subject: { name: 'refunds', module: 'agent' },
    cases: [made.case],
  });
  expect('files' in written && written.files[0]?.content).toContain('result = asyncio.run(answer(input))');
});

test('what no test of an answer can say is told, and asserted by nothing', () => {
  const list = expectations(
    { op: 'similar', expected: { to: 'a refund', min: 0.5 } },
    { path: 'output.tool_calls.0.name', op: 'eq', expected: 'refund' },
    { op: 'matches', expected: '(?i)x' },
    { path: 'output.json.a', op: 'eq', expected: 1 },
  );
  const { case: made, notes } = regression(list, 'java');
  expect(made.assert).toEqual([]);
  expect(notes.map((note) => note.split(':')[0])).toEqual(['e0', 'e1', 'e2', 'e3']);
  expect(made.pending).toContain('no test says similar');
  const subject = { name: 'refunds', module: 'agent', class: 'Agent' };
  const written = generateTests({ language: 'java', subject, cases: [made] });
  expect('manifest' in written && written.manifest.cases).toMatchObject([{ status: 'pending' }]);
});

test('only a cell that was measured and failed is a regression', () => {
  const [one] = [failing(expectations({ op: 'contains', expected: 'x' }))];
  for (const passed of [true, null]) {
    expect(regressionCase(one, { ...cell, passed }, 'python')).toMatchObject({
      errors: [{ pointer: '/cell/passed', code: 'not_a_failure' }],
    });
  }
  expect(regressionCase(one, { ...cell, case_id: 'another' }, 'python')).toMatchObject({
    errors: [{ pointer: '/cell/case_id' }],
  });
});
