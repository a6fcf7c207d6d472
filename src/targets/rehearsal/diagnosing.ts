import { diagnose } from '../../domain/diagnosis/diagnose';
import type { Diagnosis } from '../../domain/diagnosis/diagnosis';
import { readFailureBlocks } from '../../judge/diagnosis';

/** As a model replies: without evidence of its own, and with an empty text for no patch. */
export type RehearsedDiagnosis = Pick<Diagnosis, 'root_cause' | 'category' | 'suggestion' | 'confidence'> & {
  patch: '';
};

/**
 * Diagnoses a failure by the rules that are there without a model.
 *
 * @param blocks the fenced blocks of a diagnosing prompt, by name
 * @returns null where the blocks are not those
 */
export function rehearseDiagnosis(blocks: ReadonlyMap<string, string>): RehearsedDiagnosis | null {
  const facts = readFailureBlocks(blocks);
  if (facts === null) return null;
  const { root_cause, category, suggestion, confidence } = diagnose(facts);
  return { root_cause, category, suggestion, confidence, patch: '' };
}
