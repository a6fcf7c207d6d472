import type { CellResult } from '../../domain/cell';
import { failureSignature } from '../../domain/failure-signature';
import { APPROVED_FROM } from '../../domain/gate';
import { outcomeOf, type TestResult } from '../../domain/ledger';
import type { Run } from '../../domain/run';
import type { Price } from '../../domain/spend';
import { RunTally } from '../../domain/tally';
import { caseTest } from '../../domain/test-identity';
import type { LineBlock } from '../../store/line-blocks';
import type { HistoryEntry, RecordDraft, VersionOutcome } from '../../store/records';
import { settledCells, writeRunFiles } from './run-files';
import type { RunState } from './state';
import { runView } from './view';

/** A record lists this many failing cells; the report and the cells have them all. */
const MOST_FAILURES = 50;

/** A run's end: its final view, and what D1 is told of it. */
export interface Finish {
  run: Run;
  record: Omit<HistoryEntry, 'tests'>;
}

/**
 * Computes the verdict and writes the report in all its forms. Safe to repeat: nobody is told of the files before
 * the run is finished, and the same cells give the same files.
 */
export async function finishRun(
  state: RunState,
  { bucket, prices, finishedAt }: { bucket: R2Bucket; prices: Readonly<Record<string, Price>>; finishedAt: number },
): Promise<Finish & { tests: TestResult[]; cellBlocks: LineBlock[] }> {
  const { run, failures, tests } = concludeRun(state, prices, finishedAt);
  const cellBlocks = await writeRunFiles(state, run, bucket);
  const record = { draft: draftOf(state, run, failures), outcome: versionOutcome(state, run) };
  return { run, record, tests, cellBlocks };
}

interface RecordedFailure {
  case_id: string;
  index: number;
  description: string;
  category: string;
}

function concludeRun(state: RunState, prices: Readonly<Record<string, Price>>, finishedAt: number) {
  const { header } = state;
  const tally = new RunTally({ rubric: header.rubric, gate: header.gate });
  const failures: RecordedFailure[] = [];
  const tests: TestResult[] = [];
  for (const { shown } of settledCells(state)) {
    tally.add(shown);
    const failure = shown.passed !== true && failures.length < MOST_FAILURES ? failureOf(shown) : null;
    if (failure) failures.push(failure);
    // A rehearsed answer says nothing about the agent's tests.
    if (!header.rehearsal) tests.push(testResult(header.agent.name, shown, failure));
  }
  const completed = state.run.ended_by === 'completed';
  const conclusion = tally.conclude({ completed, skipped: header.skipped, hashes: header.hashes });
  const view = runView(state, prices);
  const run: Run = {
    ...view,
    status: 'finished',
    verdict: conclusion.verdict,
    overall_score: conclusion.overall_score,
    dimensions: conclusion.dimensions,
    gate: conclusion.rules,
    framework_approved:
      conclusion.verdict === 'passed' && !header.rehearsal && (conclusion.overall_score ?? 0) >= APPROVED_FROM,
    result_summary: conclusion.result_summary,
    coverage: conclusion.coverage,
    warnings: [...view.warnings, ...conclusion.warnings],
    hashes: { ...header.hashes, evidence: conclusion.evidence_hash },
    finished_at: new Date(finishedAt).toISOString(),
    duration_ms: Math.max(0, finishedAt - state.run.created_at),
    report_url: `/v1/runs/${header.run_id}/report`,
  };
  return { run, failures, tests };
}

function failureOf(cell: CellResult): RecordedFailure {
  const grade = cell.grades.find(({ passed }) => !passed);
  const description =
    cell.error?.detail ??
    (grade ? `expectation ${grade.id}: ${grade.reason ?? 'does not hold'}` : (cell.judgement?.feedback ?? ''));
  return {
    case_id: cell.case_id,
    index: cell.index,
    description: description.slice(0, 500),
    category: cell.error?.code ?? cell.category,
  };
}

function testResult(agent: string, cell: CellResult, failure: RecordedFailure | null): TestResult {
  const description = failure?.description;
  return {
    test: caseTest({ agent, caseId: cell.case_id }),
    outcome: outcomeOf(cell),
    duration: cell.latency_ms === null ? null : cell.latency_ms / 1000,
    failure: description === undefined ? null : { description, signature: failureSignature(description) },
  };
}

function draftOf({ header }: RunState, run: Run, failures: RecordedFailure[]): RecordDraft {
  const { total, passed, failed, errored, skipped } = run.result_summary;
  return {
    timestamp: run.finished_at ?? run.created_at,
    run_id: run.id,
    kind: run.kind,
    agent_name: run.agent.name,
    version: run.agent.version,
    result_status: total > 0 && passed === total ? 'pass' : 'fail',
    verdict: run.verdict ?? 'inconclusive',
    total,
    passed,
    failed,
    errored,
    skipped,
    failures: JSON.stringify(failures),
    failures_cut: failed + errored - failures.length,
    duration: (run.duration_ms ?? 0) / 1000,
    triggered_by: run.triggered_by,
    tags: JSON.stringify(run.tags),
    overall_score: run.overall_score,
    dimensions: JSON.stringify(Object.fromEntries(run.dimensions.map(({ key, score }) => [key, score]))),
    coverage: run.coverage,
    rehearsal: run.rehearsal,
    commit_sha: header.source.commit,
    branch: header.source.branch,
    environment: header.source.environment,
    ci_provider: header.source.ci_provider,
    build_url: header.source.build_url,
    models: JSON.stringify(run.models),
    hashes: JSON.stringify(run.hashes),
    spend: JSON.stringify(run.spend),
    report_url: run.report_url ?? '',
    schema_version: 'record@1',
  };
}

/** A rehearsed run says nothing about a version, and an inconclusive one changes nothing. */
function versionOutcome({ header }: RunState, run: Run): VersionOutcome | null {
  const { name, version, id } = header.agent;
  if (id === null || version === null || header.rehearsal) return null;
  const concluded = run.verdict === 'passed' || run.verdict === 'failed';
  if (!concluded) return null;
  return {
    agent: name,
    version,
    status: run.framework_approved ? 'active' : 'needs_improvement',
    score: run.overall_score,
  };
}
