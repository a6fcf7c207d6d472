import type { CiTest } from '../../domain/ci-run/test';
import type { CiRun, FailingTest } from '../../domain/ci-run/view';
import { sha256 } from '../../domain/hash';
import type { HistoryEntry, RecordDraft } from '../../store/records';

const MOST_DESCRIPTION = 500;

/** A run of CI results as the history records it. It says nothing about a version of an agent. */
export function ciRecord(run: CiRun): Omit<HistoryEntry, 'tests'> {
  const counts = run.tests ?? { tests: 0, passed: 0, failed: 0, errored: 0, skipped: 0 };
  const executed = counts.tests - counts.skipped;
  const draft: RecordDraft = {
    run_id: run.id,
    kind: 'ci',
    agent_name: run.name,
    version: null,
    timestamp: run.finished_at ?? run.created_at,
    result_status: executed > 0 && counts.passed === executed ? 'pass' : 'fail',
    verdict: run.verdict ?? 'inconclusive',
    total: counts.tests,
    passed: counts.passed,
    failed: counts.failed,
    errored: counts.errored,
    skipped: counts.skipped,
    failures: JSON.stringify(run.failing.map((test, index) => recordedFailure(run, test, index))),
    failures_cut: run.failing_cut,
    duration: (run.duration_ms ?? 0) / 1000,
    triggered_by: run.triggered_by,
    tags: JSON.stringify(run.tags),
    overall_score: null,
    dimensions: '{}',
    coverage: null, // Here it means the share of cells that were measured; that of lines is in the run.
    rehearsal: false,
    commit_sha: run.source.commit,
    branch: run.source.branch,
    environment: run.source.environment,
    ci_provider: run.source.ci_provider,
    build_url: run.source.build_url,
    models: 'null',
    hashes: JSON.stringify({ evidence: evidenceHash(run) }),
    spend: 'null',
    report_url: run.report_url ?? '',
    schema_version: 'record@1',
  };
  return { draft, outcome: null };
}

/** What a failing test says, in a line for the history. */
export function describeFailure({ failures, status }: Pick<CiTest, 'failures' | 'status'>): string {
  const { message, type } = failures[0] ?? { message: null, type: null };
  return (message ?? type ?? status).slice(0, MOST_DESCRIPTION).toWellFormed();
}

function recordedFailure({ diagnoses }: CiRun, test: FailingTest, index: number) {
  const diagnosis = diagnoses.find(({ id }) => id === test.diagnosis)?.diagnosis;
  return {
    case_id: test.test_id,
    index,
    description: (test.message ?? test.status).slice(0, MOST_DESCRIPTION).toWellFormed(),
    category: diagnosis?.category ?? 'unknown',
  };
}

/** The same for the same outcome: counts, failing tests, findings and coverage, without times and ids of the run. */
function evidenceHash({ tests, failing, findings, coverage, verdict }: CiRun): string {
  const counts = tests && { ...tests, duration: null };
  const ids = failing.map(({ test_id, status }) => [test_id, status]).sort();
  return sha256(JSON.stringify(['ci_evidence@1', verdict, counts, ids, findings, coverage]));
}
