import { expect, test } from 'vitest';
import { diffGroup, type ResultDiff } from '../../../src/domain/quality/diff';
import { diffMarkdown } from '../../../src/pages/quality/diff-markdown';

const DIFF: ResultDiff = {
  task_type: 'scan-security',
  before: 'res_a',
  after: 'res_b',
  comparable: true,
  reason: null,
  metrics: [
    { key: 'findings', before: 1, after: 0.1 + 0.2, delta: 0.1 + 0.2 - 1, effect: 'better' },
    { key: 'high', before: null, after: 2, delta: null, effect: null },
  ],
  groups: [
    diffGroup('Fixed', 'better', [{ file: 'a.ts' }]),
    diffGroup(
      'New',
      'worse',
      Array.from({ length: 300 }, (_, i) => ({ file: `f${i}.ts`, line: i, cwe: null })),
    ),
    diffGroup('Moved', 'neutral', []),
  ],
};

test('what got worse stands before what got better, and a list that is cut says by how much', () => {
  const text = diffMarkdown(DIFF);
  expect(text.indexOf('New')).toBeLessThan(text.indexOf('Fixed'));
  expect(text).not.toContain('Moved');
  expect(text).toContain('(300)');
  expect(text).toContain('and 250 more');
  expect(text.match(/^- file/gm)).toHaveLength(51);
});

test('what was not measured is said, and is no 0', () => {
  const row = diffMarkdown(DIFF)
    .split('\n')
    .find((line) => line.includes('high findings'));
  expect(row).toBe('| high findings | not measured | 2 | not measured |');
  expect(diffMarkdown(DIFF)).toContain('| active findings | 1 | 0.3 | ✅ -0.7 |');
});

test('texts of tools begin no markup, and end no table', () => {
  const hostile = '`|</script>![x](http://evil.example)\n# heading @someone';
  const text = diffMarkdown({
    ...DIFF,
    task_type: hostile,
    groups: [diffGroup(hostile, 'worse', [{ [hostile]: hostile, list: [hostile] }])],
  });
  expect(text).not.toMatch(/^# heading/m);
  for (const line of text.split('\n')) {
    // What is left without escaped marks and code spans is live.
    const live = line.replaceAll(/\\[!-/:-@[-`{-~]/g, '').replaceAll(/`[^`]*`/g, '');
    expect(live).not.toMatch(/<|!\[|\]\(/);
  }
});

test('why two are not comparable stands alone', () => {
  const text = diffMarkdown({ ...DIFF, comparable: false, reason: 'different tools', metrics: [], groups: [] });
  expect(text).toContain('**Not comparable:** different tools');
  expect(text).not.toContain('|');
});
