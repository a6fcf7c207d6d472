import type { CoverageRatio } from '../evidence/coverage';
import { compareCoverage } from './coverage-changes';
import type { TaskForm } from './form';
import { CoveragePayload, gapsOf, percentOf, totalsOf } from './line-coverage';

export { CoveragePayload };

/** Estimates, and parts of a whole that is not known, are no measures. */
function measureCoverage(payload: CoveragePayload): Record<'line' | 'branch' | 'function', number | null> {
  const { lines, branches, functions } = totalsOf(payload);
  const measured = (ratio: CoverageRatio | null) => (payload.estimated || payload.incomplete ? null : percentOf(ratio));
  return { line: measured(lines), branch: measured(branches), function: measured(functions) };
}

/** What follows from the payload; `meets_threshold` null: not measured. */
export function summariseCoverage(payload: CoveragePayload) {
  const { line, branch, function: fn } = measureCoverage(payload);
  const gaps = gapsOf(payload);
  return {
    line_coverage: line,
    branch_coverage: branch,
    function_coverage: fn,
    statement_coverage: payload.estimated ? null : payload.statement_coverage,
    total_files: payload.files.length,
    uncovered_lines: gaps.reduce((sum, { uncovered }) => sum + uncovered, 0),
    files_with_gaps: gaps.length,
    meets_threshold: line === null ? null : line >= payload.threshold,
    measured: !payload.estimated && line !== null,
    estimated: payload.estimated,
    incomplete: payload.incomplete,
  };
}

export const coverageForm: TaskForm<CoveragePayload> = {
  type: 'analyze-coverage',
  payload: CoveragePayload,
  summarise: summariseCoverage,
  measure: (payload) => {
    const { line, branch, function: fn } = measureCoverage(payload);
    return { line_coverage: line, branch_coverage: branch, function_coverage: fn };
  },
  compare: compareCoverage,
};
