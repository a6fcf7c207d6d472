import { assembleTests, type AssembledFile } from '../../domain/ci-run/assembly';
import { type CiTest, isFailing } from '../../domain/ci-run/test';
import { decideCiRun } from '../../domain/ci-run/verdict';
import type { CiRun, FailingTest, FailureCluster } from '../../domain/ci-run/view';
import { type Cluster, clusterFailures } from '../../domain/diagnosis/clusters';
import { factsOf } from '../../domain/diagnosis/facts';
import { summariseFailures } from '../../domain/diagnosis/summary';
import { sumFindings } from '../../domain/findings';
import { classifyFailure } from '../../domain/flakiness';
import type { RunSource } from '../../domain/manifest';
import { mergeLocalCoverage } from './local-coverage';
import type { SuiteOutcome } from './suite-run';

const MOST_LISTED = 50;
const MOST_CLUSTERS = 20;
const MOST_MESSAGE = 500;

/** What a run without a service is called, and when it was. */
export interface LocalRun {
  name: string;
  source: RunSource;
  cwd: string;
  began: Date;
  ended: Date;
}

/**
 * What suites come to by the rules of the service, on this machine alone: no history is known, so every failure is a
 * new one, and nothing is in quarantine.
 */
export async function concludeLocally(outcomes: readonly SuiteOutcome[], local: LocalRun): Promise<CiRun> {
  const tests = assembleTests(filesOf(outcomes), new Set());
  const failing = failingOf(outcomes, new Map(tests.followed.map(({ test_id, outcome }) => [test_id, outcome])));
  const failures = diagnoseLocally(failing);
  const reports = outcomes.flatMap((outcome) => outcome.reports);
  const findings = reports.flatMap((report) => report.findings ?? []);
  const { verdict, rules } = decideCiRun({
    endedBy: 'request',
    declaredParts: outcomes.length,
    parts: outcomes.map(({ suite, report, reports: own }) => {
      const { exit_code, error, skipped, complete } = report;
      return { name: suite.name, exit_code, error, skipped, complete, failing: sumOf(own.map(failingIn)) };
    }),
    unread: reports.filter(({ refusal, incomplete }) => refusal !== null || incomplete).length,
    tests: tests.counts,
    quarantined: 0,
  });
  const ended = local.ended.toISOString();
  return {
    schema_version: 'ci_run@1',
    id: 'local',
    kind: 'ci',
    name: local.name,
    handle: null,
    status: 'finished',
    ended_by: 'request',
    verdict,
    rules,
    tests: tests.counts,
    ...failures,
    failing_cut: Math.max(0, tests.counts.failed + tests.counts.errored - failures.failing.length),
    flaky: tests.followed
      .filter(({ flaky, outcome }) => flaky && outcome === 'passed')
      .slice(0, MOST_LISTED)
      .map(({ test_id }) => test_id),
    findings: findings.length === 0 ? null : sumFindings(findings),
    finding_changes: null,
    coverage: await mergeLocalCoverage(reports, local.cwd),
    parts: outcomes.map(({ suite, report, reports: own }) => ({
      name: suite.name,
      attempt: 1,
      ...report,
      files: own.length,
      updated_at: ended,
    })),
    declared_parts: outcomes.length,
    files: reports.length,
    not_followed: tests.not_followed,
    warnings: [],
    triggered_by: 'assay run-all --local',
    tags: [],
    source: local.source,
    created_at: local.began.toISOString(),
    deadline_at: ended,
    finished_at: ended,
    duration_ms: local.ended.getTime() - local.began.getTime(),
    report_url: null,
  };
}

function filesOf(outcomes: readonly SuiteOutcome[]): AssembledFile[] {
  return outcomes.flatMap(({ suite, reports }) =>
    [...reports]
      .sort((a, b) => a.rerun - b.rerun)
      .flatMap(({ rerun, tests }) =>
        tests ? [{ part: suite.name, rerun, counts: tests.counts, followed: tests.followed }] : [],
      ),
  );
}

/** The tests that ended failed or in error, each once, as the last round found it. */
function failingOf(outcomes: readonly SuiteOutcome[], ended: ReadonlyMap<string, CiTest['status']>): CiTest[] {
  const failing = new Map<string, CiTest>();
  for (const { reports } of outcomes) {
    for (const test of reports.flatMap((report) => report.tests?.failing ?? [])) {
      const status = ended.get(test.test_id);
      if (status === undefined || isFailing({ status })) failing.set(test.test_id, test);
    }
  }
  return [...failing.values()];
}

function diagnoseLocally(
  failing: readonly CiTest[],
): Pick<CiRun, 'failures' | 'failing' | 'diagnoses' | 'diagnosed_by' | 'summary'> {
  const known = classifyFailure(null, { quarantined: false });
  const classes = { new_failure: 0, still_failing: 0, known_flaky: 0, quarantined: 0, [known]: failing.length };
  const facts = failing.map((test) => ({
    test_id: test.test_id,
    ref: null,
    facts: factsOf(test, { runner: test.runner }),
  }));
  const { clusters, others } = clusterFailures(facts, { most: MOST_CLUSTERS });
  const diagnoses = clusters.map(clusterView);
  return {
    failures: classes,
    failing: failing.slice(0, MOST_LISTED).map((test) => failingView(test, diagnoses)),
    diagnoses,
    diagnosed_by: diagnoses.length === 0 ? null : 'heuristic',
    summary: diagnoses.length === 0 ? null : summariseFailures({ clusters: diagnoses, others, classes }),
  };
}

function clusterView({ signature, count, examples, facts, diagnosis }: Cluster<null>): FailureCluster {
  const tests = examples.map(({ test_id }) => test_id);
  const message = facts.message?.slice(0, MOST_MESSAGE) ?? null;
  return { id: signature.replace('sig_', 'dgn_'), count, tests, message, diagnosis };
}

function failingView(test: CiTest, diagnoses: readonly FailureCluster[]): FailingTest {
  const { test_id, suite, class: className, name, parameters, file, line, status, failures } = test;
  return {
    ...{ test_id, suite, class: className, name, parameters, file, line },
    status: status === 'error' ? 'error' : 'failed',
    class_of_failure: classifyFailure(null, { quarantined: false }),
    message: failures[0]?.message?.slice(0, MOST_MESSAGE) ?? null,
    diagnosis: diagnoses.find(({ tests }) => tests.includes(test_id))?.id ?? null,
  };
}

const failingIn = ({ tests }: SuiteOutcome['reports'][number]) =>
  tests ? tests.counts.failed + tests.counts.errored : 0;

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
