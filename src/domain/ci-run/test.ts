import { z } from 'zod';
import { type TestEvidence, TestEvidence as Evidence } from '../evidence/test';
import { TestIds, type TestName } from '../test-identity';

/** Who sent a file, as far as it belongs to each of its tests. */
export interface TestOrigin {
  file_id: string;
  /** What the sender calls its suite (`unit`, `e2e`, …); null: nothing. */
  kind: string | null;
  runner: string | null;
}

/** A test of a run: its evidence, which test of the project it is, and where it comes from. */
export const CiTest = Evidence.extend({
  test_id: z.string().meta({ description: 'Its id in the history: GET /v1/history/tests/{test_id}' }),
  kind: z.string().nullable().meta({ description: 'What its sender calls the suite: unit, e2e, …' }),
  runner: z.string().nullable(),
  route: z.string().nullable().meta({ description: 'Of an API test: `GET /pets/{pet_id}`' }),
  file_id: z.string().meta({ description: 'The uploaded file that it was read from; `ref` is the place there' }),
}).meta({ description: "One test's outcome, whatever format it came in" });
export type CiTest = z.infer<typeof CiTest>;

/** What the history calls a test of a report. A sender's own name for the suite keeps equal names of two suites apart. */
export function testNameOf({ suite, file, class: className, name, parameters }: TestEvidence, kind: string | null) {
  const path = [kind, suite].filter((part) => part !== null && part !== '').join(' > ');
  return { suite: path === '' ? 'tests' : path, file, class: className, name, parameters } satisfies TestName;
}

export const isFailing = ({ status }: { status: CiTest['status'] }) => status === 'failed' || status === 'error';

/** @param ids of the file that it stands in, which make the ids of its many tests cheaper */
export function ciTest(
  evidence: TestEvidence,
  origin: TestOrigin,
  route: string | null,
  ids: TestIds = new TestIds(),
): CiTest {
  return { ...evidence, ...origin, route, test_id: ids.idOf(testNameOf(evidence, origin.kind)) };
}
