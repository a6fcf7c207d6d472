import type { CellError } from './cell';
import type { Grade } from './expectations/expectation';
import { contentHash } from './hash';
import type { Judgement } from './judgement';
import type { CellScore } from './scoring';
import type { Case } from './suite';
import type { Transcript } from './transcript';

/** What was found out about a cell: enough to judge it again. `transcript` null: no answer was had. */
export interface CellEvidence {
  case: Case;
  trial: number;
  transcript: Transcript | null;
  grades: Grade[];
  judgement: Judgement | null;
  error: CellError | null;
}

/**
 * Hash of a cell's inputs, outputs and verdict (RFC 8785, SHA-256). How often it was tried is no evidence and
 * does not count.
 */
export function cellEvidenceHash(evidence: CellEvidence, score: CellScore): string {
  return contentHash({ schema_version: 'cell_evidence@1', ...evidence, ...score });
}
