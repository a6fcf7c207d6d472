import type { CiTest } from '../../domain/ci-run/test';
import { type JunitCase, type JunitSuite, writeJunit } from '../../formats/junit-writer';
import { readLines } from './evidence-lines';
import type { SuiteOutcome } from './suite-run';

/** Of a failure's message, UTF-16 units: the reports themselves have all of it. */
const MOST_MESSAGE = 8 * 1024;

/**
 * The tests of all suites as one JUnit document: each once, with the outcome of its last round. A suite whose tool did
 * not do its work has a test in error that says so: readers take a document without failures for a good one.
 */
export async function mergedJunit(name: string, outcomes: readonly SuiteOutcome[]): Promise<string> {
  const suites: JunitSuite[] = [];
  for (const outcome of outcomes) suites.push({ name: outcome.suite.name, cases: await casesOf(outcome) });
  return writeJunit({ name, properties: {}, suites });
}

async function casesOf({ suite, report, reports }: SuiteOutcome): Promise<JunitCase[]> {
  const cases = new Map<string, JunitCase>();
  for (const { rerun, evidence, refusal, name } of reports) {
    if (evidence.tests !== null) {
      for await (const test of readLines<CiTest>(evidence.tests)) {
        // A filter reports the tests that it left out as skipped.
        if (rerun > 0 && test.status === 'skipped' && cases.has(test.test_id)) continue;
        cases.set(test.test_id, caseOf(test));
      }
    }
    if (refusal) cases.set(name, troubleOf(suite.name, refusal.fault, `${name} could not be read: ${refusal.detail}`));
  }
  const { error, skipped, complete } = report;
  if (error) cases.set('', troubleOf(suite.name, error.code, error.detail));
  else if (!complete) cases.set('', troubleOf(suite.name, 'stopped', 'it was stopped before its end'));
  else if (skipped !== null) cases.set('', { name: 'the suite runs', classname: suite.name, outcome: 'skipped' });
  return [...cases.values()];
}

function caseOf({ suite, class: className, name, parameters, file, duration, status, failures }: CiTest): JunitCase {
  const failure = failures[0];
  return {
    name: parameters === null ? name : `${name}[${parameters}]`,
    classname: className ?? suite,
    ...(file === null ? {} : { file }),
    ...(duration === null ? {} : { time: duration }),
    outcome:
      status === 'passed' || status === 'skipped'
        ? status
        : {
            kind: status === 'failed' ? 'failure' : 'error',
            type: failure?.type ?? status,
            message: (failure?.message ?? failure?.stack ?? '').slice(0, MOST_MESSAGE),
          },
  };
}

const troubleOf = (suite: string, type: string, message: string): JunitCase => ({
  name: 'the suite runs',
  classname: suite,
  outcome: { kind: 'error', type, message },
});
