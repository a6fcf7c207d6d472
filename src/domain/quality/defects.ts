import { z } from 'zod';
import { label, prose } from '../text';
import { diffGroup, type DiffGroup } from './diff';
import type { TaskForm } from './form';
import { matchItems } from './matching';

const share = z.number().min(0).max(1);

/** How likely a file holds a defect, and why. */
export const DefectPrediction = z.strictObject({
  file: label(1000),
  probability: share,
  reasons: z.array(prose(1)).min(1),
  confidence: share.nullable().default(null).meta({ description: 'null: its predictor does not say' }),
});
export type DefectPrediction = z.infer<typeof DefectPrediction>;

/** The result of a prediction of defects, with all files that it tells of. */
export const DefectsPayload = z.strictObject({
  method: label(256).nullable().default(null).meta({ description: 'What predicted them, with its version' }),
  files_analysed: z.int().nonnegative().nullable().default(null),
  predictions: z.array(DefectPrediction).refine((all) => new Set(all.map(({ file }) => file)).size === all.length, {
    error: 'each file once',
    params: { code: 'repeated_file' },
  }),
});
export type DefectsPayload = z.infer<typeof DefectsPayload>;

/** The mean probability, 0 to 100 and rounded; null without predictions. */
export function riskScore({ predictions }: DefectsPayload): number | null {
  if (predictions.length === 0) return null;
  const sum = predictions.reduce((total, { probability }) => total + probability, 0);
  return Math.round((100 * sum) / predictions.length);
}

export const defectsForm: TaskForm<DefectsPayload> = {
  type: 'predict-defects',
  payload: DefectsPayload,
  summarise: (payload) => ({
    predicted_defects: payload.predictions.length,
    risk_score: riskScore(payload),
    files_analysed: payload.files_analysed,
  }),
  measure: (payload) => ({ risk_score: riskScore(payload), predicted_defects: payload.predictions.length }),
  compare: comparePredictions,
};

function comparePredictions(
  before: DefectsPayload,
  after: DefectsPayload,
): { groups: DiffGroup[] } | { incomparable: string } {
  if (before.method !== after.method) {
    return {
      incomparable: `they were predicted by ${before.method ?? 'nobody knows what'} and ${after.method ?? 'nobody knows what'}`,
    };
  }
  const { gone, fresh, kept } = matchItems(before.predictions, after.predictions, ({ file }) => file);
  const changes = kept.map(({ before: was, after: is }) => ({
    file: is.file,
    before: was.probability,
    after: is.probability,
    delta: is.probability - was.probability,
    reasons: is.reasons,
  }));
  return {
    groups: [
      diffGroup('Newly predicted', 'worse', fresh.toSorted(likeliestFirst)),
      diffGroup(
        'Likelier than before',
        'worse',
        changes.filter(({ delta }) => delta > 0).sort((a, b) => b.delta - a.delta),
      ),
      diffGroup(
        'Less likely than before',
        'better',
        changes.filter(({ delta }) => delta < 0).sort((a, b) => a.delta - b.delta),
      ),
      diffGroup('No longer predicted', 'better', gone.toSorted(likeliestFirst)),
    ],
  };
}

/** What is alike stays in its order. */
export const likeliestFirst = (a: DefectPrediction, b: DefectPrediction) => b.probability - a.probability;
