import { type Fault, invalid } from '../../domain/fault';
import { formOf } from '../../domain/quality/forms';
import type { TaskType } from '../../domain/quality/task';
import { faultItems } from '../../domain/schema-faults';
import type { FileFault } from '../reading';
import { accessibilityFromFiles } from './accessibility';
import { chaosFromFiles } from './chaos';
import { codeIndexFromFiles } from './code-index';
import { contractsFromFiles } from './contracts';
import { coverageFromFiles } from './coverage';
import { generatedTestsFromFiles, readGeneratedTests } from './generated-tests';
import { securityFromFiles } from './security';
import type { ResultSource } from './source';

/** @param day the day as 2026-01-31, by which what has an end date is judged */
type Conversion = (files: ResultSource[], day: { today: string }) => object | FileFault;

/** A line a task whose tools have files of their own; the others are sent as Assay's JSON. */
const CONVERSIONS: Readonly<Partial<Record<TaskType, Conversion>>> = {
  'generate-tests': generatedTestsFromFiles,
  'analyze-coverage': coverageFromFiles,
  'scan-security': securityFromFiles,
  'index-code': codeIndexFromFiles,
  'validate-contracts': contractsFromFiles,
  'test-accessibility': accessibilityFromFiles,
  'run-chaos': chaosFromFiles,
};

/** Makes a task's payload of its tools' files; undefined where its tools have none that are known. */
export const conversionOf = (type: TaskType): Conversion | undefined => CONVERSIONS[type];

/** A task's payload as Assay's JSON; of generate-tests also the cases that tests are written of. */
export function readPayloadJson(type: TaskType, value: unknown): { payload: unknown } | Fault<'validation_failed'> {
  if (type === 'generate-tests') {
    const payload = readGeneratedTests(value);
    return 'fault' in payload ? payload : { payload };
  }
  const parsed = formOf(type).payload.safeParse(value);
  return parsed.success ? { payload: parsed.data } : invalid(faultItems(parsed.error, value));
}
