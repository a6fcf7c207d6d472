import type { ResultDocument } from '../../domain/quality/result';
import type { TaskType } from '../../domain/quality/task';
import type { ResultAbout } from './about';
import { accessibilityDocuments } from './accessibility';
import { assessmentDocuments } from './assessment';
import { chaosDocuments } from './chaos';
import { codeIndexDocuments } from './code-index';
import { contractsDocuments } from './contracts';
import { coverageDocuments } from './coverage';
import { defectsDocuments } from './defects';
import { generatedTestsDocuments } from './generated-tests';
import { otherDocuments } from './other';
import { securityDocuments } from './security';

type Writer<Payload> = (payload: Payload, about: ResultAbout) => ResultDocument[];

/** A line a task. */
const WRITERS: Readonly<Record<TaskType, Writer<unknown>>> = {
  'generate-tests': anyWriter(generatedTestsDocuments),
  'analyze-coverage': anyWriter(coverageDocuments),
  'scan-security': anyWriter(securityDocuments),
  'assess-quality': anyWriter(assessmentDocuments),
  'index-code': anyWriter(codeIndexDocuments),
  'predict-defects': anyWriter(defectsDocuments),
  'validate-contracts': anyWriter(contractsDocuments),
  'test-accessibility': anyWriter(accessibilityDocuments),
  'run-chaos': anyWriter(chaosDocuments),
  other: anyWriter(otherDocuments),
};

/** Writes the files of a task's results. The payload must have come out of the schema of the task's form. */
export const documentsOf = (type: TaskType): Writer<unknown> => WRITERS[type];

/** A writer among those of other payloads. That each is given its own is for `documentsOf`'s callers to see to. */
function anyWriter<Payload>(writer: Writer<Payload>): Writer<unknown> {
  return writer as Writer<unknown>;
}
