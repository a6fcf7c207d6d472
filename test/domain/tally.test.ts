import { describe, expect, test } from 'vitest';
import type { CellResult } from '../../src/domain/cell';
import { cellEvidenceHash } from '../../src/domain/cell-evidence';
import { Gate } from '../../src/domain/gate';
import type { Hashes } from '../../src/domain/manifest';
import { DEFAULT_RUBRIC, type Rubric, weightedTotal } from '../../src/domain/rubric';
import { RunTally } from '../../src/domain/tally';

const HASHES: Hashes = { dataset: 'd', rubric: 'r', judge: 'j', target: 't', prompt: 'p' };
const GATE = Gate.parse({});

/** A judged cell with a score for each dimension of the default rubric, in its order. */
function judged(case_id: string, scores: readonly number[], change: Partial<CellResult> = {}): CellResult {
  const byKey = Object.fromEntries(DEFAULT_RUBRIC.dimensions.map(({ key }, i) => [key, scores[i] ?? 0]));
  const total = weightedTotal(DEFAULT_RUBRIC, byKey) ?? 0;
  const cell: Omit<CellResult, 'evidence_hash'> = {
    schema_version: 'cell@1',
    index: 0,
    case_id,
    trial: 1,
    name: case_id,
    category: 'general',
    input: 'Hello',
    expected_behavior: 'A greeting',
    rubric_focus: [],
    state: 'measured',
    passed: total >= GATE.min_score,
    score: total,
    output: { text: 'Hi', tool_calls: [] },
    grades: [],
    judgement: {
      scores: Object.fromEntries(Object.entries(byKey).map(([key, score]) => [key, { reasoning: '', score }])),
      total,
      feedback: '',
      judge_passed: total >= GATE.min_score,
      model: 'a-judge',
    },
    error: null,
    attempts: { simulate: 1, judge: 1 },
    latency_ms: 1,
    answer_usage: null,
    judge_usage: null,
    ...change,
  };
  return { ...cell, evidence_hash: evidenceHash(cell) };
}

function evidenceHash(cell: Omit<CellResult, 'evidence_hash'>): string {
  const { case_id: id, name, input, expected_behavior, rubric_focus, category, trial, grades, judgement, error } = cell;
  const transcript = {
    schema_version: 'transcript@1',
    target: 'claude',
    model: null,
    messages: [],
    output: cell.output ?? { text: '', tool_calls: [] },
    stop_reason: null,
    metrics: { latency_ms: null, input_tokens: null, output_tokens: null },
  } as const;
  const { state, passed, score } = cell;
  const testCase = { id, name, input, expected_behavior, rubric_focus, category, expectations: [] };
  return cellEvidenceHash(
    { case: testCase, trial, transcript: { ...transcript, messages: [] }, grades, judgement, error },
    {
      state,
      passed,
      score,
    },
  );
}

const failed = (case_id: string) =>
  judged(case_id, [], {
    state: 'error',
    passed: null,
    score: null,
    judgement: null,
    error: { code: 'answer_refused', stage: 'simulate', detail: 'It refused' },
  });

function conclude(
  cells: readonly CellResult[],
  { rubric = DEFAULT_RUBRIC, gate = {}, completed = true, skipped = 0, hashes = HASHES }: Change = {},
) {
  const tally = new RunTally({ rubric, gate: { ...GATE, ...gate } });
  for (const cell of cells) tally.add(cell);
  return tally.conclude({ completed, skipped, hashes });
}

interface Change {
  rubric?: Rubric | null;
  gate?: Partial<Gate>;
  completed?: boolean;
  skipped?: number;
  hashes?: Hashes;
}

test('9, 8.5, 8, 9 and 7.5 by the default weights are 8.475, and passed', () => {
  const { overall_score, verdict, dimensions } = conclude([judged('a', [9, 8.5, 8, 9, 7.5])]);
  expect(overall_score).toBe(8.475);
  expect(verdict).toBe('passed');
  expect(dimensions.map(({ key, score }) => [key, score])).toEqual([
    ['completeness', 9],
    ['tone', 8.5],
    ['engagement', 8],
    ['compliance', 9],
    ['conversion', 7.5],
  ]);
});

test('a perfect run is exactly 10', () => {
  const ten = Array(5).fill(10);
  const { overall_score, dimensions } = conclude(Array.from({ length: 7 }, (_, i) => judged(`c${i}`, ten)));
  expect(overall_score).toBe(10);
  expect(dimensions.map(({ score }) => score)).toEqual(ten);
});

test('a cell in error enters no mean and is counted in coverage', () => {
  const good = judged('a', [9, 9, 9, 9, 9]);
  const { overall_score, coverage, result_summary, dimensions, verdict } = conclude([good, failed('b')], {
    skipped: 3,
  });
  expect(overall_score).toBe(9);
  expect(dimensions.map(({ score }) => score)).toEqual(Array(5).fill(9));
  expect(coverage).toBe(0.5);
  expect(result_summary).toEqual({ total: 2, passed: 1, failed: 0, errored: 1, skipped: 3 });
  expect(verdict).toBe('inconclusive');
});

test('a run of which nothing was measured has null for every number, never 0', () => {
  const { overall_score, dimensions, verdict } = conclude([failed('a')]);
  expect(overall_score).toBeNull();
  expect(dimensions.map(({ score }) => score)).toEqual(Array(5).fill(null));
  expect(verdict).toBe('inconclusive');
  expect(conclude([])).toMatchObject({ overall_score: null, coverage: null, verdict: 'inconclusive' });
});

test('a run without a rubric has no dimensions', () => {
  expect(conclude([judged('a', [9, 9, 9, 9, 9], { judgement: null })], { rubric: null }).dimensions).toEqual([]);
});

test('a judge whose own word does not fit its scores is told of in a warning, and the scores count', () => {
  const cell = judged('a', [9, 9, 9, 9, 9]);
  const odd = { ...cell, judgement: cell.judgement && { ...cell.judgement, judge_passed: false } };
  expect(conclude([cell]).warnings).toEqual([]);
  expect(conclude([odd])).toMatchObject({ verdict: 'passed', warnings: [{ code: 'judge_disagrees' }] });
});

test('a must-pass case decides by its own outcome', () => {
  const cells = [judged('good', [10, 10, 10, 10, 10]), judged('low', [7, 7, 7, 7, 7])];
  expect(conclude(cells).verdict).toBe('passed');
  expect(conclude(cells, { gate: { must_pass: ['good'] } }).verdict).toBe('passed');
  expect(conclude(cells, { gate: { must_pass: ['low'] } }).verdict).toBe('failed');
  expect(conclude(cells, { gate: { must_pass: ['gone'] } }).verdict).toBe('inconclusive');
});

describe('the evidence hash', () => {
  const CELLS = [judged('a', [9, 8.5, 8, 9, 7.5]), judged('b', [8, 8, 8, 8, 8])];
  const hashOf = (cells: readonly CellResult[], change: Change = {}) => conclude(cells, change).evidence_hash;
  const original = hashOf(CELLS);

  test('is the same for the same evidence, and however often a cell was tried', () => {
    expect(hashOf(CELLS.map((cell) => structuredClone(cell)))).toBe(original);
    expect(original).toMatch(/^[0-9a-f]{64}$/);
    const retried = CELLS.map((cell) => ({ ...cell, attempts: { simulate: 4, judge: 4 }, latency_ms: 9999 }));
    expect(hashOf(retried)).toBe(original);
  });

  const [first = judged('a', []), second = judged('b', [])] = CELLS;
  const edited = (change: Partial<CellResult>) => [judged('a', [9, 8.5, 8, 9, 7.5], change), second];
  const EDITS: [string, CellResult[], Change?][] = [
    ['an input', edited({ input: 'Hello!' })],
    ['an answer', edited({ output: { text: 'Ho', tool_calls: [] } })],
    ['an expected behaviour', edited({ expected_behavior: null })],
    ['a name', edited({ name: 'other' })],
    ['a score', [judged('a', [9, 8.5, 8, 9, 7.6]), second]],
    ['a verdict', edited({ passed: false })],
    ['an error', edited({ error: { code: 'internal', stage: 'judge', detail: '' } })],
    ['the order of the suite', [second, first]],
    ['a cell left out', [first]],
    ['a cell counted twice', [first, second, second]],
    ['the dataset', CELLS, { hashes: { ...HASHES, dataset: 'x' } }],
    ['the rubric', CELLS, { hashes: { ...HASHES, rubric: null } }],
    ['the judge', CELLS, { hashes: { ...HASHES, judge: 'x' } }],
    ['the target', CELLS, { hashes: { ...HASHES, target: 'x' } }],
    ['the prompt', CELLS, { hashes: { ...HASHES, prompt: 'x' } }],
    ['the gate', CELLS, { gate: { min_score: 8.1 } }],
    ['how it ended', CELLS, { completed: false }],
    ['the skipped cases', CELLS, { skipped: 1 }],
  ];

  test('changes with how a run ended, where the verdict is the same', () => {
    const unmeasured = [failed('a')];
    expect(conclude(unmeasured).verdict).toBe(conclude(unmeasured, { completed: false }).verdict);
    expect(hashOf(unmeasured)).not.toBe(hashOf(unmeasured, { completed: false }));
  });

  test.each(EDITS)('changes with %s', (_name, cells, change) => {
    expect(hashOf(cells, change)).not.toBe(original);
  });
});
