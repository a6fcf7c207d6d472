import { z } from 'zod';
import type { TestCounts } from '../evidence/test';
import type { Verdict } from '../gate';
import { PART_ERRORS, type PartReport } from './part';

/** One rule by which a CI run gets its verdict. `actual` null: there is no number to it. */
export const CiRule = z.strictObject({
  rule: z.enum(['ended', 'parts', 'files', 'measured', 'tools', 'tests']),
  threshold: z.number().nullable(),
  actual: z.number().nullable(),
  passed: z.boolean(),
  detail: z.string(),
});
export type CiRule = z.infer<typeof CiRule>;

/** What is known of a part when its run ends. */
export interface PartOutcome extends Omit<PartReport, 'attempt' | 'tool'> {
  name: string;
  /** Tests that ended failed or in error, those in quarantine too. */
  failing: number;
}

/** What a CI run is judged by. */
export interface CiEvidence {
  endedBy: 'request' | 'parts' | 'deadline';
  /** Parts that were announced; null: none were. */
  declaredParts: number | null;
  parts: readonly PartOutcome[];
  /** Files that could not be read to their end, and files that announce tests and hold none. */
  unread: number;
  tests: TestCounts;
  /** Of the tests that ended failed or in error. */
  quarantined: number;
}

/**
 * Fails closed. A test that fails outside quarantine, or a tool that did not do its work, makes a run failed. Whatever
 * is missing beside that, a part, the rest of a file, any test that was executed at all, makes it inconclusive.
 */
export function decideCiRun(evidence: CiEvidence): { verdict: Verdict; rules: CiRule[] } {
  const rules = [
    endedRule(evidence),
    partsRule(evidence),
    filesRule(evidence),
    measuredRule(evidence),
    toolsRule(evidence),
    testsRule(evidence),
  ];
  const broken = rules.filter(({ passed }) => !passed).map(({ rule }) => rule);
  if (broken.length === 0) return { verdict: 'passed', rules };
  const failed = broken.includes('tests') || broken.includes('tools');
  return { verdict: failed ? 'failed' : 'inconclusive', rules };
}

function endedRule({ endedBy, parts }: CiEvidence): CiRule {
  const open = parts.filter(({ complete }) => !complete).map(({ name }) => name);
  const detail =
    endedBy === 'deadline'
      ? 'nobody finished the run before its deadline'
      : open.length > 0
        ? `parts that were begun and not completed: ${named(open)}`
        : 'the run was finished with all that was begun';
  return { rule: 'ended', threshold: null, actual: null, passed: endedBy !== 'deadline' && open.length === 0, detail };
}

function partsRule({ declaredParts, parts }: CiEvidence): CiRule {
  const complete = parts.filter((part) => part.complete).length;
  return {
    rule: 'parts',
    threshold: declaredParts,
    actual: complete,
    passed: complete > 0 && complete >= (declaredParts ?? 1),
    detail: declaredParts === null ? `${counted(complete, 'part')} came` : `${complete} of ${declaredParts} parts came`,
  };
}

function filesRule({ unread }: CiEvidence): CiRule {
  const detail =
    unread === 0 ? 'every file was read to its end' : `${counted(unread, 'file')} could not be read to the end`;
  return { rule: 'files', threshold: 0, actual: unread, passed: unread === 0, detail };
}

function measuredRule({ tests }: CiEvidence): CiRule {
  const executed = tests.tests - tests.skipped;
  const detail = executed > 0 ? `${counted(executed, 'test')} executed` : 'no test was executed';
  return { rule: 'measured', threshold: 1, actual: executed, passed: executed > 0, detail };
}

/** An exit code that is not 0 needs a failing test to explain it: a report may be older than the run it came with. */
function toolsRule({ parts }: CiEvidence): CiRule {
  const faults = parts.flatMap(({ name, error, exit_code, failing }) => {
    if (error) return [`${name}: ${PART_ERRORS[error.code]}`];
    const unexplained = exit_code !== null && exit_code !== 0 && failing === 0;
    return unexplained ? [`${name}: exit code ${exit_code}, and no test failed`] : [];
  });
  const detail = faults.length === 0 ? 'every tool did its work' : named(faults, '; ');
  return { rule: 'tools', threshold: 0, actual: faults.length, passed: faults.length === 0, detail };
}

function testsRule({ tests, quarantined }: CiEvidence): CiRule {
  const failing = tests.failed + tests.errored;
  const counted = failing - quarantined;
  const detail =
    quarantined === 0
      ? `${failing} of ${tests.tests} tests fail`
      : `${failing} of ${tests.tests} tests fail, ${quarantined} of them in quarantine`;
  return { rule: 'tests', threshold: 0, actual: counted, passed: counted === 0, detail };
}

const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`;

function named(names: readonly string[], separator = ', '): string {
  const most = 5;
  const rest = names.length - most;
  return names.slice(0, most).join(separator) + (rest > 0 ? ` and ${rest} more` : '');
}
