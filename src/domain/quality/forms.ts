import { accessibilityForm } from './accessibility';
import { assessmentForm } from './assessment';
import { chaosForm } from './chaos';
import { codeIndexForm } from './code-index';
import { contractsForm } from './contracts';
import { coverageForm } from './coverage';
import { defectsForm } from './defects';
import type { TaskForm } from './form';
import { generatedTestsForm } from './generated-tests';
import { otherForm } from './other';
import { securityForm } from './security';
import type { TaskType } from './task';

/** A line a task. */
const FORMS: Readonly<Record<TaskType, TaskForm<unknown>>> = {
  'generate-tests': anyForm(generatedTestsForm),
  'analyze-coverage': anyForm(coverageForm),
  'scan-security': anyForm(securityForm),
  'assess-quality': anyForm(assessmentForm),
  'index-code': anyForm(codeIndexForm),
  'predict-defects': anyForm(defectsForm),
  'validate-contracts': anyForm(contractsForm),
  'test-accessibility': anyForm(accessibilityForm),
  'run-chaos': anyForm(chaosForm),
  other: anyForm(otherForm),
};

/** The form of a task's payloads. What its functions are given must have come out of its own `payload` schema. */
export const formOf = (type: TaskType): TaskForm<unknown> => FORMS[type];

/** A form among those of other payloads. That each is given its own is for `formOf`'s callers to see to. */
function anyForm<Payload>(form: TaskForm<Payload>): TaskForm<unknown> {
  return form as TaskForm<unknown>;
}
