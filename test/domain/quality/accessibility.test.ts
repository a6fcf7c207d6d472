import { expect, test } from 'vitest';
import { accessibilityForm, AccessibilityPayload } from '../../../src/domain/quality/accessibility';
import { criteriaOfTags, CRITERION_NUMBERS } from '../../../src/domain/quality/wcag';

interface Found {
  page?: string;
  target: string;
  impact?: string | null;
}

const payload = (violations: Found[], more: Record<string, unknown> = {}) =>
  AccessibilityPayload.parse({
    tool: { name: 'axe-core', version: '4.10.0' },
    pages: [{ url: 'https://shop.example/' }, { url: 'https://shop.example/cart' }],
    rules: [{ id: 'image-alt', tags: ['wcag2a', 'wcag111'] }],
    violations: violations.map(({ page = 'https://shop.example/', target, impact = 'critical' }) => ({
      ...{ rule: 'image-alt', page, target: [target], impact },
    })),
    ...more,
  });

test('tags become success criteria, also those of two digits, and levels do not', () => {
  expect(
    criteriaOfTags(['cat.color', 'wcag2aa', 'wcag21aa', 'wcag143', 'wcag1410', 'wcag999', 'best-practice']),
  ).toEqual(['1.4.3', '1.4.10']);
});

test('WCAG 2.2 has 86 success criteria, and one more was dropped', () => {
  expect(CRITERION_NUMBERS).toHaveLength(87);
});

test('critical violations are not counted where the impact of any is not known', () => {
  const known = payload([{ target: '#a' }, { target: '#b', impact: 'minor' }]);
  expect(accessibilityForm.measure(known)).toEqual({ violations: 2, critical_violations: 1 });
  const unknown = payload([{ target: '#a' }, { target: '#b', impact: null }]);
  expect(accessibilityForm.measure(unknown)).toEqual({ violations: 2, critical_violations: null });
});

test('a violation is new or fixed by its rule and element, and only on pages that were tested both times', () => {
  const before = payload([{ target: '#a' }, { target: '#b' }, { target: '#c', page: 'https://shop.example/cart' }]);
  const after = payload([{ target: '#b' }, { target: '#d' }], { pages: [{ url: 'https://shop.example/' }] });
  const compared = accessibilityForm.compare(before, after);
  if ('incomparable' in compared) throw new Error(compared.incomparable);
  const [fresh, fixed] = compared.groups;
  expect(fresh?.items.map((item) => item['target'])).toEqual([['#d']]);
  expect(fixed?.items.map((item) => item['target'])).toEqual([['#a']]);
  expect(compared.groups.find(({ title }) => title === 'Pages tested only before')?.count).toBe(1);
});

test('results of different tools, of different rules and of different pages are not compared', () => {
  const one = payload([]);
  for (const other of [
    payload([], { tool: { name: 'pa11y' } }),
    payload([], { run_only: ['wcag2a'] }),
    payload([], { pages: [{ url: 'https://other.example/' }] }),
  ])
    expect(accessibilityForm.compare(one, other)).toHaveProperty('incomparable');
});

test('a finding of a rule or page that is not listed is refused', () => {
  const { pages, rules } = payload([]);
  const stray = [{ rule: 'label', page: 'https://elsewhere.example/', impact: null, target: [] }];
  const parsed = AccessibilityPayload.safeParse({ pages, rules, violations: stray });
  expect(parsed.error?.issues.map(({ path }) => path)).toEqual([
    ['violations', 0, 'rule'],
    ['violations', 0, 'page'],
  ]);
});
