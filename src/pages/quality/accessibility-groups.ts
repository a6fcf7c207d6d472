import {
  type AccessibilityFinding,
  type AccessibilityPayload,
  type AccessibilityRule,
  Impact,
} from '../../domain/quality/accessibility';
import { criteriaOfTags, criterionOf, CRITERION_NUMBERS } from '../../domain/quality/wcag';

/** What breaks one success criterion, worst first. A rule of two criteria stands in both. */
export interface CriterionGroup {
  /** As `1.4.3 Contrast (Minimum), level AA`. */
  title: string;
  findings: { rule: AccessibilityRule; found: AccessibilityFinding[] }[];
  count: number;
}

const NO_CRITERION = 'Good practice, of no success criterion';

/** Findings by success criterion in the order of WCAG, within each by impact and rule; those of none come last. */
export function groupByCriterion(
  rules: readonly AccessibilityRule[],
  findings: readonly AccessibilityFinding[],
): CriterionGroup[] {
  const byRule = Map.groupBy(findings, ({ rule }) => rule);
  const met = rules.filter(({ id }) => byRule.has(id));
  const groupOf = (title: string, members: readonly AccessibilityRule[]): CriterionGroup[] => {
    const listed = members
      .map((rule) => ({ rule, found: [...(byRule.get(rule.id) ?? [])].sort(byImpact) }))
      .sort((a, b) => byImpact(a.found[0], b.found[0]) || (a.rule.id < b.rule.id ? -1 : 1));
    const count = listed.reduce((sum, { found }) => sum + found.length, 0);
    return listed.length === 0 ? [] : [{ title, findings: listed, count }];
  };
  return [
    ...CRITERION_NUMBERS.flatMap((number) =>
      groupOf(
        titleOf(number),
        met.filter(({ tags }) => criteriaOfTags(tags).includes(number)),
      ),
    ),
    ...groupOf(
      NO_CRITERION,
      met.filter(({ tags }) => criteriaOfTags(tags).length === 0),
    ),
  ];
}

function titleOf(number: string): string {
  const criterion = criterionOf(number);
  return criterion === null ? number : `${number} ${criterion.name}, level ${criterion.level}`;
}

type Ranked = Pick<AccessibilityFinding, 'impact'> | undefined;

const byImpact = (a: Ranked, b: Ranked) => rankOf(a) - rankOf(b);

/** An impact that is not known comes after all that are. */
function rankOf(finding: Ranked): number {
  const rank = Impact.options.findIndex((impact) => impact === finding?.impact);
  return rank === -1 ? Impact.options.length : rank;
}

/** How many findings there are of each impact, and of none that is known. */
export function countImpacts({ violations }: AccessibilityPayload): { impact: Impact | null; count: number }[] {
  return [...Impact.options, null].map((impact) => ({
    impact,
    count: violations.filter((finding) => finding.impact === impact).length,
  }));
}
