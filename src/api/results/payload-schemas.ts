import { formOf } from '../../domain/quality/forms';
import { TASK_TYPES, type TaskType } from '../../domain/quality/task';
import type { App } from '../app';

/** What the forms of payloads are called in the description of the API. */
const NAMES: Readonly<Record<TaskType, string>> = {
  'generate-tests': 'GeneratedTestsPayload',
  'analyze-coverage': 'CoveragePayload',
  'scan-security': 'SecurityPayload',
  'assess-quality': 'AssessmentPayload',
  'index-code': 'CodeIndexPayload',
  'predict-defects': 'DefectsPayload',
  'validate-contracts': 'ContractsPayload',
  'test-accessibility': 'AccessibilityPayload',
  'run-chaos': 'ChaosPayload',
  other: 'OtherPayload',
};

const ANY = 'QualityPayload';

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/**
 * A payload as the body of a request. By its name and no zod: which form it has depends on the query, so it is the
 * handler that validates it.
 */
export const payloadBody = { 'application/json': { schema: refTo(ANY) } } as const;

/** Describes the form of every task's payload. */
export function describePayloads({ openAPIRegistry: registry }: App): void {
  for (const type of TASK_TYPES) registry.register(NAMES[type], formOf(type).payload);
  registry.registerComponent('schemas', ANY, {
    description: 'What a quality task has found, in the form of the task that `task_type` names',
    anyOf: TASK_TYPES.map((type) => refTo(NAMES[type])),
  });
}
