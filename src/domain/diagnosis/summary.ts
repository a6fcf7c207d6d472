import type { FailureClass } from '../flakiness';
import { CATEGORIES, type Diagnosis, type DiagnosisCategory } from './diagnosis';

/** What a summary counts: clusters with their diagnoses, and what the history knew of the failing tests. */
export interface SummarisedFailures {
  clusters: readonly { count: number; diagnosis: Pick<Diagnosis, 'category' | 'suggestion'> }[];
  /** Failures in no cluster. */
  others: number;
  classes: Readonly<Record<FailureClass, number>>;
}

const MOST_SUGGESTIONS = 3;

/** How each class is told, in the order of what a reader must do about it. */
const TOLD: readonly (readonly [FailureClass, string])[] = [
  ['new_failure', 'new'],
  ['still_failing', 'failing before already'],
  ['known_flaky', 'known as flaky'],
  ['quarantined', 'quarantined'],
];

/** The failures of a run in a few sentences: how many, which are new, of what kinds, and what to try first. */
export function summariseFailures({ clusters, others, classes }: SummarisedFailures): string {
  const total = clusters.reduce((sum, { count }) => sum + count, others);
  if (total === 0) return 'No test failed.';
  const byClass = TOLD.flatMap(([name, told]) => (classes[name] > 0 ? [`${classes[name]} ${told}`] : []));
  const byCategory = [
    ...Object.entries(countCategories(clusters))
      .sort(([, a], [, b]) => b - a)
      .map(([category, count]) => `${category} ${count}`),
    ...(others > 0 ? [`not diagnosed ${others}`] : []),
  ];
  const suggestions = [...new Set(clusters.map(({ diagnosis }) => diagnosis.suggestion))].slice(0, MOST_SUGGESTIONS);
  return [
    `${total} ${total === 1 ? 'test' : 'tests'} failed${byClass.length > 0 ? `: ${byClass.join(', ')}` : ''}.`,
    `By category: ${byCategory.join(', ')}.`,
    ...suggestions,
  ].join(' ');
}

/** Failures by category, without those that there are none of. */
export function countCategories(clusters: SummarisedFailures['clusters']): Partial<Record<DiagnosisCategory, number>> {
  const counts = CATEGORIES.map((category) => {
    const members = clusters.filter(({ diagnosis }) => diagnosis.category === category);
    return [category, members.reduce((sum, { count }) => sum + count, 0)] as const;
  });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
