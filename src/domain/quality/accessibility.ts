import { z } from 'zod';
import { label, prose } from '../text';
import { diffGroup } from './diff';
import type { DiffGroup } from './diff';
import type { TaskForm } from './form';
import { keyOfParts, matchItems } from './matching';
import { criteriaOfTags } from './wcag';

const MOST_FINDINGS = 50_000;
const MOST_PAGES = 5000;
const MOST_RULES = 2000;
/** Faults of a payload that are told of, one by one. */
const MOST_FAULTS = 100;

const count = z.int().nonnegative();

/** How much a barrier hinders, worst first. */
export const Impact = z.enum(['critical', 'serious', 'moderate', 'minor']);
export type Impact = z.infer<typeof Impact>;

export const AccessibilityRule = z.strictObject({
  id: label(128).meta({ description: 'As `color-contrast`' }),
  help: prose(2).nullable().default(null),
  description: prose(4).nullable().default(null),
  help_url: prose(2).nullable().default(null),
  tags: z.array(label(64)).max(100).default([]).meta({ description: 'As `wcag2aa`, `wcag143`, `best-practice`' }),
});
export type AccessibilityRule = z.infer<typeof AccessibilityRule>;

export const AccessibilityFinding = z.strictObject({
  rule: label(128),
  page: prose(4),
  impact: Impact.nullable(),
  target: z
    .array(prose(4))
    .max(20)
    .meta({ description: 'Selectors of the element, one a frame from the outside in; none: the page itself' }),
  html: prose(16).nullable().default(null),
  summary: prose(8).nullable().default(null).meta({ description: 'What is wrong with this element' }),
});
export type AccessibilityFinding = z.infer<typeof AccessibilityFinding>;

const findings = z.array(AccessibilityFinding).max(MOST_FINDINGS);

/** What a tool found on the tested pages, an element at a time. */
export const AccessibilityPayload = z
  .strictObject({
    tool: z
      .strictObject({ name: label(128), version: label(128).nullable().default(null) })
      .nullable()
      .default(null),
    run_only: z
      .array(label(128))
      .max(200)
      .nullable()
      .default(null)
      .meta({ description: 'Tags or rules that alone were tested, in order; null: all' }),
    pages: z
      .array(z.strictObject({ url: prose(4), tested_at: z.iso.datetime().nullable().default(null) }))
      .min(1)
      .max(MOST_PAGES),
    rules: z.array(AccessibilityRule).max(MOST_RULES).meta({ description: 'Those that a finding names' }),
    violations: findings,
    incomplete: findings.default([]).meta({ description: 'What a person has to look at' }),
    passes: count.nullable().default(null).meta({ description: 'Rules that a page kept, over all pages' }),
    inapplicable: count.nullable().default(null),
  })
  .superRefine(({ pages, rules, violations, incomplete }, ctx) => {
    const urls = new Set(pages.map(({ url }) => url));
    const ids = new Set(rules.map(({ id }) => id));
    let faults = 0;
    const tell = (path: PropertyKey[], code: string, message: string) => {
      faults += 1;
      if (faults <= MOST_FAULTS) ctx.addIssue({ code: 'custom', path, message, params: { code } });
    };
    if (urls.size < pages.length) tell(['pages'], 'duplicate', 'a page stands here once');
    if (ids.size < rules.length) tell(['rules'], 'duplicate', 'a rule stands here once');
    for (const [key, list] of Object.entries({ violations, incomplete })) {
      list.forEach(({ rule, page }, i) => {
        if (!ids.has(rule)) tell([key, i, 'rule'], 'unknown_rule', 'no rule has this id');
        if (!urls.has(page)) tell([key, i, 'page'], 'unknown_page', 'no page has this address');
      });
    }
  });
export type AccessibilityPayload = z.infer<typeof AccessibilityPayload>;

export const accessibilityForm: TaskForm<AccessibilityPayload> = {
  type: 'test-accessibility',
  payload: AccessibilityPayload,
  summarise: (payload) => ({
    pages: payload.pages.length,
    violations: payload.violations.length,
    ...Object.fromEntries(Impact.options.map((impact) => [impact, countImpact(payload.violations, impact)])),
    incomplete: payload.incomplete.length,
    criteria: violatedCriteria(payload).length,
  }),
  measure: ({ violations }) => ({
    violations: violations.length,
    critical_violations: countImpact(violations, 'critical'),
  }),
  compare: (before, after) => {
    const reason = whyIncomparable(before, after);
    return reason === null ? { groups: compareFindings(before, after) } : { incomparable: reason };
  },
};

/** Findings of one impact; null where the impact of any is not known, because it may be this one. */
export function countImpact(found: readonly AccessibilityFinding[], impact: Impact): number | null {
  if (found.some((finding) => finding.impact === null)) return null;
  return found.filter((finding) => finding.impact === impact).length;
}

/** Numbers of the criteria that any violation breaks, each once. */
export function violatedCriteria({ rules, violations }: AccessibilityPayload): string[] {
  const broken = new Set(violations.map(({ rule }) => rule));
  return [...new Set(rules.filter(({ id }) => broken.has(id)).flatMap(({ tags }) => criteriaOfTags(tags)))];
}

function whyIncomparable(before: AccessibilityPayload, after: AccessibilityPayload): string | null {
  if (before.tool !== null && after.tool !== null && before.tool.name !== after.tool.name)
    return 'different tools found them';
  if (keyOfParts(before.run_only) !== keyOfParts(after.run_only)) return 'different rules were tested';
  const urls = new Set(before.pages.map(({ url }) => url));
  return after.pages.some(({ url }) => urls.has(url)) ? null : 'no page was tested in both';
}

/** Only what stands on a page that was tested both times is new or fixed. */
function compareFindings(before: AccessibilityPayload, after: AccessibilityPayload): DiffGroup[] {
  const pages = matchItems(before.pages, after.pages, ({ url }) => url);
  const both = new Set(pages.kept.map((page) => page.after.url));
  const match = (key: 'violations' | 'incomplete') => {
    const [old, now] = [before, after].map((payload) => payload[key].filter(({ page }) => both.has(page)));
    return matchItems(old ?? [], now ?? [], ({ rule, page, target }) => keyOfParts(rule, page, target));
  };
  const [violations, incomplete] = [match('violations'), match('incomplete')];
  const versions = { before: before.tool?.version ?? null, after: after.tool?.version ?? null };
  return [
    diffGroup('New violations', 'worse', violations.fresh),
    diffGroup('Fixed violations', 'better', violations.gone),
    diffGroup('New to be looked at', 'neutral', incomplete.fresh),
    diffGroup('No longer to be looked at', 'neutral', incomplete.gone),
    diffGroup('Pages tested only before', 'neutral', pages.gone),
    diffGroup('Pages tested only now', 'neutral', pages.fresh),
    diffGroup(
      'Version of the tool, which decides the rules',
      'neutral',
      versions.before === versions.after ? [] : [versions],
    ),
  ];
}
