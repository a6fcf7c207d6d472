import type { BundleCell } from '../../domain/bundle';
import type { CellError, CellResult } from '../../domain/cell';
import { type CellEvidence, cellEvidenceHash } from '../../domain/cell-evidence';
import type { Summary } from '../../domain/judgement';
import type { Warning } from '../../domain/manifest';
import type { Run } from '../../domain/run';
import type { CellScore } from '../../domain/scoring';
import { costOf, type Price } from '../../domain/spend';
import type { Case } from '../../domain/suite';
import type { Transcript } from '../../domain/transcript';
import { SUMMARY_CELL } from '../pointer';
import { type CellRow, TRIAL } from './cells';
import type { StoredOutcome } from './commits';
import type { RunRow } from './run-row';
import type { RunState } from './state';

/** A settled cell with everything that it was judged by. */
export function bundleCell(state: RunState, row: CellRow): BundleCell {
  const testCase = state.documents.get<Case>('case', row.i);
  if (!testCase) throw new Error(`cell ${row.i} has no case`);
  const outcome = state.documents.get<StoredOutcome>('outcome', row.i);
  const evidence: CellEvidence = {
    case: testCase,
    trial: TRIAL,
    transcript: state.documents.get<Transcript>('transcript', row.i),
    grades: outcome?.grades ?? [],
    judgement: outcome?.judgement ?? null,
    error: errorOf(row),
  };
  const score: CellScore = {
    state: row.outcome ?? 'error',
    passed: row.passed === null ? null : row.passed === 1,
    score: row.score,
  };
  return { ...evidence, ...score, evidence_hash: cellEvidenceHash(evidence, score) };
}

/** A settled cell as reports and lists show it. */
export function cellResult(state: RunState, row: CellRow): CellResult {
  return shownCell(state, row, bundleCell(state, row));
}

/** The same, of evidence that is at hand. */
export function shownCell(state: RunState, row: CellRow, cell: BundleCell): CellResult {
  const { case: testCase, trial, transcript, grades, judgement, error, evidence_hash } = cell;
  const { id: case_id, expectations: _, ...shown } = testCase;
  const outcome = state.documents.get<StoredOutcome>('outcome', row.i);
  return {
    schema_version: 'cell@1',
    index: row.i,
    case_id,
    trial,
    ...shown,
    state: cell.state,
    passed: cell.passed,
    score: cell.score,
    output: transcript?.output ?? null,
    grades,
    judgement,
    error,
    attempts: { simulate: row.simulate_attempts, judge: row.judge_attempts },
    latency_ms: transcript?.metrics.latency_ms ?? null,
    answer_usage: outcome?.answer_usage ?? null,
    judge_usage: outcome?.judge_usage ?? null,
    evidence_hash,
  };
}

function errorOf({ error_code, error_stage, error_detail }: CellRow): CellError | null {
  if (error_code === null || error_stage === null) return null;
  return { code: error_code, stage: error_stage, detail: error_detail ?? '' };
}

/** The run as it stands before it is concluded: what only the end can tell is null. */
export function runView(state: RunState, prices: Readonly<Record<string, Price>>): Run {
  const { header } = state;
  const row = state.run;
  return {
    schema_version: 'run@1',
    id: header.run_id,
    kind: 'agent',
    status: row.status,
    ended_by: row.ended_by,
    reason: row.reason,
    verdict: null,
    overall_score: null,
    dimensions: (header.rubric?.dimensions ?? []).map(({ key, weight, looks_at }) => ({
      key,
      weight,
      looks_at,
      score: null,
    })),
    gate: [],
    framework_approved: null,
    rehearsal: header.rehearsal,
    agent: {
      name: header.agent.name,
      version: header.agent.version,
      id: header.agent.id,
      content_hash: header.agent.content_hash,
    },
    result_summary: {
      total: row.cells,
      passed: row.passed,
      failed: row.failed,
      errored: row.errored,
      skipped: header.skipped,
    },
    progress: { cells: row.cells, settled: row.settled, in_flight: state.cells.inFlight() },
    coverage: null,
    summary: state.documents.get<Summary>('summary'),
    warnings: [...header.warnings, ...summaryWarning(state)],
    models: { target: header.target.kind, answer: header.target.model, judge: header.judge?.model ?? null },
    hashes: { ...header.hashes, evidence: null },
    spend: {
      answer: { input_tokens: row.answer_input_tokens, output_tokens: row.answer_output_tokens },
      judge: { input_tokens: row.judge_input_tokens, output_tokens: row.judge_output_tokens },
      cost_usd: costOf(paidCalls(state, row), row.untold_usage, prices),
    },
    triggered_by: header.triggered_by,
    tags: header.tags,
    source: header.source,
    created_at: header.created_at,
    finished_at: null,
    duration_ms: null,
    report_url: null,
  };
}

function summaryWarning(state: RunState): Warning[] {
  const row = state.cells.row(SUMMARY_CELL);
  if (row?.outcome !== 'error') return [];
  const detail = `strengths, weaknesses and recommendations could not be written: ${row.error_detail ?? row.error_code}`;
  return [{ code: 'summary_unavailable', detail }];
}

function paidCalls({ header }: RunState, row: RunRow) {
  const calls = [];
  if (header.target.kind === 'claude' && header.target.model !== null) {
    const usage = { input_tokens: row.answer_input_tokens, output_tokens: row.answer_output_tokens };
    calls.push({ model: header.target.model, usage });
  }
  if (header.judge?.provider === 'claude') {
    const usage = { input_tokens: row.judge_input_tokens, output_tokens: row.judge_output_tokens };
    calls.push({ model: header.judge.model, usage });
  }
  return calls;
}
