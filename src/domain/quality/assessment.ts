import { z } from 'zod';
import { cutCodePoints } from '../expectations/code-points';
import { label, prose } from '../text';
import { diffGroup, type DiffGroup } from './diff';
import type { TaskForm } from './form';
import { matchItems } from './matching';

const DEFAULT_THRESHOLD = 80;

/** Characters that a reason shows of how a score was measured. */
const MOST_SHOWN = 100;

/** One thing that was assessed, and how. */
export const QualityScore = z.strictObject({
  key: label(128).meta({ description: 'As `maintainability`' }),
  score: z.number().min(0).max(100).nullable().meta({ description: 'null: it could not be measured' }),
  weight: z.number().positive().max(1000).default(1).meta({ description: 'Of its part in the quality score' }),
  measured_by: prose(1).refine((text) => text.trim() !== '', {
    error: 'how it was measured',
    params: { code: 'too_short' },
  }),
  detail: prose(8).nullable().default(null),
});
export type QualityScore = z.infer<typeof QualityScore>;

/** The result of a quality assessment. What the scores come to is computed, and not taken from anybody. */
export const AssessmentPayload = z.strictObject({
  threshold: z.number().min(0).max(100).default(DEFAULT_THRESHOLD),
  metrics: z.array(QualityScore).refine((metrics) => new Set(metrics.map(({ key }) => key)).size === metrics.length, {
    error: 'each key once',
    params: { code: 'repeated_key' },
  }),
  recommendations: z.array(prose(4)).default([]),
});
export type AssessmentPayload = z.infer<typeof AssessmentPayload>;

/**
 * The weighted mean of the scores that were measured, 0 to 100, and whether that is enough. null: none was measured.
 * What has not been measured in full never passes.
 */
export function assess({ metrics, threshold }: AssessmentPayload) {
  let sum = 0;
  let weights = 0;
  let measured = 0;
  for (const { score, weight } of metrics) {
    if (score === null) continue;
    sum += score * weight;
    weights += weight;
    measured += 1;
  }
  // Twelve digits: the mean of scores that are all 80 is 80, whatever binary fractions make of it.
  const score = measured === 0 ? null : Number((sum / weights).toPrecision(12));
  const passed = score !== null && measured === metrics.length && score >= threshold;
  return { quality_score: score, passed, measured, not_measured: metrics.length - measured };
}

export const assessmentForm: TaskForm<AssessmentPayload> = {
  type: 'assess-quality',
  payload: AssessmentPayload,
  summarise: (payload) => ({ ...assess(payload), threshold: payload.threshold }),
  measure: (payload) => ({ quality_score: assess(payload).quality_score }),
  compare: compareAssessments,
};

/** Scores can be compared where the same things were assessed, in the same way and with the same weights. */
function compareAssessments(
  before: AssessmentPayload,
  after: AssessmentPayload,
): { groups: DiffGroup[] } | { incomparable: string } {
  const { gone, fresh, kept } = matchItems(before.metrics, after.metrics, ({ key }) => key);
  const differences = [
    ...gone.map(({ key }) => `${key} is no longer assessed`),
    ...fresh.map(({ key }) => `${key} was not assessed before`),
    ...kept.flatMap((pair) => differenceOf(pair.before, pair.after)),
  ];
  if (differences.length > 0) return { incomparable: cutCodePoints(differences.join('; '), 2000) };
  const changes = kept.map(({ before: was, after: is }) => ({ key: is.key, before: was.score, after: is.score }));
  const known = changes.flatMap(({ key, before: was, after: is }) =>
    was === null || is === null ? [] : [{ key, before: was, after: is, delta: is - was }],
  );
  return {
    groups: [
      diffGroup(
        'Lower scores',
        'worse',
        known.filter(({ delta }) => delta < 0),
      ),
      diffGroup(
        'Higher scores',
        'better',
        known.filter(({ delta }) => delta > 0),
      ),
      diffGroup(
        'No longer measured',
        'worse',
        changes.filter((change) => change.before !== null && change.after === null),
      ),
      diffGroup(
        'Measured for the first time',
        'better',
        changes.filter((change) => change.before === null && change.after !== null),
      ),
    ],
  };
}

function differenceOf(before: QualityScore, after: QualityScore): string[] {
  if (before.measured_by !== after.measured_by) {
    const [was, is] = [before.measured_by, after.measured_by].map((text) => cutCodePoints(text, MOST_SHOWN));
    return [`${after.key} was measured by ${was}, then by ${is}`];
  }
  return before.weight === after.weight
    ? []
    : [`the weight of ${after.key} was ${before.weight}, then ${after.weight}`];
}
