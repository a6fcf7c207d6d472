import { expect, test } from 'vitest';
import { AccessibilityPayload } from '../../../src/domain/quality/accessibility';
import { accessibilityDocuments } from '../../../src/pages/quality/accessibility';
import { HOSTILE_TEXTS, replaceTexts } from '../hostile';
import { parsePage, skeletonOf, textOfPage } from '../structure';

const about = { name: 'cart', created_at: '2026-01-10T15:30:00Z', task: 'test-accessibility' };

const finding = (rule: string, target: string, impact: string | null) => ({
  ...{ rule, target: [target], impact, page: 'https://shop.example/' },
  ...{ html: '<b>', summary: 'It has no name' },
});

const PAYLOAD = AccessibilityPayload.parse({
  tool: { name: 'axe-core', version: '4.10.0' },
  pages: [{ url: 'https://shop.example/', tested_at: '2026-01-10T15:30:00Z' }],
  rules: [
    { id: 'reflow', help: 'It reflows', tags: ['wcag1410'] },
    { id: 'contrast', help: 'It contrasts', tags: ['wcag143', 'wcag2aa'] },
    { id: 'region', help: 'It has a region', tags: ['best-practice'] },
  ],
  violations: [
    finding('region', '#r', 'moderate'),
    finding('reflow', '#f', 'minor'),
    finding('contrast', '#minor', 'minor'),
    finding('contrast', '#critical', 'critical'),
  ],
  incomplete: [finding('contrast', '#unsure', null)],
});

const htmlOf = (payload: AccessibilityPayload) => accessibilityDocuments(payload, about)[1]?.text ?? '';

test('the primary document gives the payload back', () => {
  const [json] = accessibilityDocuments(PAYLOAD, about);
  expect(json).toMatchObject({ role: 'primary', ending: '_test.json' });
  expect(AccessibilityPayload.parse(JSON.parse(json?.text ?? ''))).toEqual(PAYLOAD);
});

test('findings stand by success criterion in the order of WCAG, and by impact within it', () => {
  const html = htmlOf(PAYLOAD);
  const titles = parsePage(html).flatMap(({ tag, text }) => (tag === 'h3' ? [text] : []));
  expect(titles).toEqual([
    '1.4.3 Contrast (Minimum), level AA 2',
    '1.4.10 Reflow, level AA 1',
    'Good practice, of no success criterion 1',
    '1.4.3 Contrast (Minimum), level AA 1',
  ]);
  expect(html.indexOf('#critical')).toBeLessThan(html.indexOf('#minor'));
});

test('every violation is on the page, however many there are', () => {
  const violations = Array.from({ length: 300 }, (_, i) => ({ ...finding('region', `#e${i}.`, 'minor') }));
  const text = textOfPage(htmlOf(AccessibilityPayload.parse({ ...PAYLOAD, violations })));
  expect(violations.filter(({ target }) => !text.includes(target[0] ?? ''))).toEqual([]);
});

test('what was not counted is not measured', () => {
  expect(textOfPage(htmlOf(PAYLOAD))).toContain('not measured');
});

const CLOSED = new Set(['id', 'rule', 'impact', 'url', 'page', 'tested_at']);
const hostile = (text: string) => htmlOf(replaceTexts({ ...PAYLOAD, rules: untagged() }, text, CLOSED));
const untagged = () => PAYLOAD.rules.map((rule) => ({ ...rule, tags: [] }));

test.each(Object.entries(HOSTILE_TEXTS))('%s in every text changes no element of the page', (_, text) => {
  expect(skeletonOf(hostile(text))).toEqual(skeletonOf(hostile('harmless')));
});
