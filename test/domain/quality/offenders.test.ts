import { describe, expect, test } from 'vitest';
import { formOf } from '../../../src/domain/quality/forms';
import { listOffenders, MOST_OFFENDERS, Offenders } from '../../../src/domain/quality/offenders';
import type { TaskType } from '../../../src/domain/quality/task';

/** The offenders of a payload as it was sent. */
const offendersOf = (type: TaskType, payload: unknown) => listOffenders(type, formOf(type).payload.parse(payload));

const titlesOf = (type: TaskType, payload: unknown) => offendersOf(type, payload)?.listed.map(({ title }) => title);

const file = (name: string, hits: number[]) => ({ file: name, lines: hits.map((hit, i) => [i + 1, hit]) });

describe('the worst of a result', () => {
  test('of coverage are the least covered files; whole ones and those without lines are none', () => {
    const files = [file('half.ts', [1, 0]), file('none.ts', [0, 0]), file('whole.ts', [1, 1]), file('empty.ts', [])];
    expect(offendersOf('analyze-coverage', { files })).toMatchObject({
      count: 2,
      listed: [
        { title: 'none.ts', value: 0, unit: 'percent' },
        { title: 'half.ts', value: 50 },
      ],
    });
    expect(titlesOf('analyze-coverage', { files, estimated: true })).toEqual([]);
  });

  test('of an assessment are the lowest scores below its threshold, and last what was not measured', () => {
    const metrics = [
      { key: 'unknown', score: null, measured_by: 'nothing' },
      { key: 'fine', score: 90, measured_by: 'a tool' },
      { key: 'bad', score: 10, measured_by: 'a tool' },
      { key: 'poor', score: 60, measured_by: 'a tool' },
    ];
    expect(titlesOf('assess-quality', { metrics })).toEqual(['bad', 'poor', 'unknown']);
  });

  test('of predictions are the likeliest', () => {
    const predictions = [0.1, 0.9, 0.5].map((probability, i) => ({ file: `f${i}.ts`, probability, reasons: ['long'] }));
    expect(titlesOf('predict-defects', { predictions })).toEqual(['f1.ts', 'f2.ts', 'f0.ts']);
  });

  test('of accessibility are rules, by their worst impact and then by how often they are broken', () => {
    const finding = (rule: string, impact: string | null, target: string) => ({
      rule,
      page: '/',
      impact,
      target: [target],
    });
    const payload = {
      pages: [{ url: '/' }],
      rules: [{ id: 'often' }, { id: 'worst' }, { id: 'twice' }],
      violations: [
        ...['a', 'b', 'c'].map((target) => finding('often', 'minor', target)),
        finding('worst', 'critical', 'a'),
        ...['a', 'b'].map((target) => finding('twice', 'minor', target)),
      ],
    };
    expect(offendersOf('test-accessibility', payload)?.listed.map(({ title, value }) => [title, value])).toEqual([
      ['worst', 1],
      ['often', 3],
      ['twice', 2],
    ]);
  });

  test('of a load are the conditions that did not hold, before those that were not measured', () => {
    const steady_state = [
      { name: 'held', held: true },
      { name: 'unknown', held: null },
      { name: 'broken', held: false, measured: 512 },
    ];
    expect(titlesOf('run-chaos', { steady_state })).toEqual(['broken', 'unknown']);
  });

  test('of generated tests are the pending ones', () => {
    const payload = {
      language: 'typescript',
      files: [{ path: 'a.test.ts', content: '' }],
      tests: [
        { name: 'works', file: 'a.test.ts', status: 'test', assertions: 1 },
        { name: 'waits', file: 'a.test.ts', status: 'pending', reason: 'no assertion' },
      ],
    };
    expect(offendersOf('generate-tests', payload)).toMatchObject({
      count: 1,
      listed: [{ title: 'waits', value: null, detail: 'no assertion' }],
    });
  });

  test('of an index of code and of any other task is no list, rather than an empty one', () => {
    expect(offendersOf('index-code', { nodes: [], edges: [] })).toBeNull();
    expect(listOffenders('other', { anything: true })).toBeNull();
  });

  test('is cut with an exact count, and its texts are short whatever a tool wrote', () => {
    const files = Array.from({ length: 500 }, (_, i) => file(`${'\u{1f600}'.repeat(400)}${i}`, [0]));
    const offenders = offendersOf('analyze-coverage', { files });
    expect(offenders).toMatchObject({ count: 500 });
    expect(offenders?.listed).toHaveLength(MOST_OFFENDERS);
    expect(Offenders.safeParse(offenders).success).toBe(true);
  });
});
