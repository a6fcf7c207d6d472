import { expect, test } from 'vitest';
import { accessibilityFromFiles } from '../../../src/formats/quality/accessibility';

const fileOf = (value: unknown) => ({ name: 'axe.json', bytes: new TextEncoder().encode(JSON.stringify(value)) });

const alt = {
  ...{ id: 'image-alt', impact: 'critical', tags: ['cat.text-alternatives', 'wcag2a', 'wcag111'] },
  ...{ description: 'Images have a text', help: 'Give it a text', helpUrl: 'https://rules.example/image-alt' },
  nodes: [
    { impact: 'critical', target: ['img'], html: '<img src="a">', failureSummary: 'No text', any: [], all: [] },
    { impact: 'serious', target: ['#frame', ['#host', '.inner']], html: '<img src="b">', failureSummary: 'No text' },
  ],
};

const page = (more: Record<string, unknown> = {}) => ({
  testEngine: { name: 'axe-core', version: '4.10.0' },
  ...{ url: 'https://shop.example/', timestamp: '2026-01-10T15:30:00.000Z', toolOptions: {} },
  ...{ violations: [alt], passes: [{ id: 'label' }], incomplete: [], inapplicable: [{ id: 'video-caption' }] },
  ...more,
});

test('every element that a rule names becomes a finding, through frames and shadow trees', () => {
  expect(accessibilityFromFiles([fileOf(page())])).toMatchObject({
    tool: { name: 'axe-core', version: '4.10.0' },
    pages: [{ url: 'https://shop.example/', tested_at: '2026-01-10T15:30:00.000Z' }],
    rules: [{ id: 'image-alt', tags: ['cat.text-alternatives', 'wcag2a', 'wcag111'] }],
    violations: [
      { target: ['img'], impact: 'critical' },
      { target: ['#frame', '#host >>> .inner'], impact: 'serious' },
    ],
    passes: 1,
    inapplicable: 1,
  });
});

test('pages come in one list or in files of their own, and one that was tested twice tells each finding once', () => {
  const cart = page({ url: 'https://shop.example/cart' });
  const sent = [fileOf([page(), cart]), fileOf(page())];
  expect(accessibilityFromFiles(sent)).toMatchObject({ pages: [{}, {}], violations: { length: 4 }, passes: 3 });
});

test('what axe was told to leave out is not measured, and what alone it was told to test is kept', () => {
  const { passes: _, ...partial } = page({ toolOptions: { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa'] } } });
  expect(accessibilityFromFiles([fileOf(partial)])).toMatchObject({ passes: null, run_only: ['wcag2a', 'wcag2aa'] });
});

test('an impact that is none is not known, and a rule without elements is about the page', () => {
  const rule = { id: 'html-has-lang', impact: 'awful', tags: [], nodes: [] };
  expect(accessibilityFromFiles([fileOf(page({ violations: [rule] }))])).toMatchObject({
    violations: [{ rule: 'html-has-lang', impact: null, target: [] }],
  });
});

test.each([
  ['no JSON', '{', 'not_well_formed'],
  ['nothing', ' ', 'empty'],
  ['JSON of something else', '{"violations": []}', 'unrecognised'],
  ['an empty list', '[]', 'empty'],
  ['a violation of no rule', '{"url": "x", "violations": [{"nodes": []}]}', 'invalid'],
  ['brackets without end', '['.repeat(100_000), 'not_well_formed'],
  ['a value of thousands of levels', '['.repeat(5000) + ']'.repeat(5000), 'too_deep'],
])('%s is refused', (_, text, fault) => {
  expect(accessibilityFromFiles([{ name: 'a', bytes: new TextEncoder().encode(text) }])).toMatchObject({ fault });
});

test('texts with control characters, markup and without end are taken, cleaned and cut', () => {
  const hostile = {
    id: 'a\u0000<b>\nc',
    tags: ['<x>'],
    impact: null,
    help: '\u0007'.repeat(9) + 'é'.repeat(9000),
    nodes: [],
  };
  const read = accessibilityFromFiles([fileOf(page({ violations: [hostile] }))]);
  expect(read).toMatchObject({ violations: [{ rule: 'a b c' }], rules: [{ id: 'a b c', tags: ['x'] }] });
});
