import { z } from 'zod';
import { CellResult } from '../../domain/cell';
import { type Fault, invalid, isFault } from '../../domain/fault';
import { isMapping } from '../../domain/json';
import { faultItems } from '../../domain/schema-faults';
import { Case } from '../../domain/suite';
import type { SubjectInput, TestCaseInput } from '../../testgen/case';
import { regressionCase } from '../../testgen/regression';

/** Cases of an agent that failed, each with its cell as `GET /v1/runs/{run_id}/cells` tells of it. */
const Regressions = z.strictObject({
  language: z.string(),
  framework: z.string().nullish(),
  subject: z.custom<SubjectInput>(isMapping, 'an object'),
  regressions: z
    .array(z.strictObject({ case: Case, cell: CellResult }))
    .min(1)
    .max(1_000),
});

/** What tests are to be written for, and what no test of one answer can say. */
export interface RegressionRequest {
  language: string;
  framework: string | null | undefined;
  subject: SubjectInput;
  cases: TestCaseInput[];
  notes: string[];
}

/** Turns failed cases of an agent into test cases of no language. @returns a fault with pointers */
export function readRegressions(value: unknown): RegressionRequest | Fault<'validation_failed'> {
  const parsed = Regressions.safeParse(value);
  if (!parsed.success) return invalid(faultItems(parsed.error, value));
  const { regressions, language, framework, subject } = parsed.data;
  const request: RegressionRequest = { language, framework, subject, cases: [], notes: [] };
  for (const [i, { case: failed, cell }] of regressions.entries()) {
    const regression = regressionCase(failed, cell, language);
    if (isFault(regression)) return invalid(placedIn(regression, i));
    request.cases.push(regression.case);
    request.notes.push(...regression.notes.map((note) => `${failed.id}: ${note}`));
  }
  return request;
}

const placedIn = ({ errors = [] }: Fault<'validation_failed'>, i: number) =>
  errors.map((item) => ({ ...item, pointer: `/regressions/${i}${item.pointer}` }));
