import type { Part } from '../../domain/ci-run/part';
import type { CiRun } from '../../domain/ci-run/view';
import type { CiRunState } from './state';

/** A run that is not finished: what was sent to it, and nothing that is not measured yet. */
export function openView(state: CiRunState): CiRun {
  const { run, header } = state;
  const { request } = header;
  return {
    schema_version: 'ci_run@1',
    id: run.run_id,
    kind: 'ci',
    name: request.name,
    handle: request.handle,
    status: run.status,
    ended_by: run.ended_by,
    verdict: null,
    rules: [],
    tests: null,
    failures: null,
    failing: [],
    failing_cut: 0,
    flaky: [],
    diagnoses: [],
    diagnosed_by: null,
    summary: null,
    findings: null,
    finding_changes: null,
    coverage: null,
    parts: partViews(state),
    declared_parts: request.parts,
    files: state.files.all('kept').length,
    not_followed: 0,
    warnings: [],
    triggered_by: request.triggered_by,
    tags: request.tags,
    source: request.source,
    created_at: header.created_at,
    deadline_at: new Date(run.deadline_at).toISOString(),
    finished_at: null,
    duration_ms: null,
    report_url: null,
  };
}

/** By name. A part of which a file is still on its way is not complete. */
export function partViews(state: CiRunState): Part[] {
  const files = state.files.all();
  return state.parts.all().map(({ name, report, updated_at }) => {
    const own = files.filter(({ part }) => part === name);
    const onTheWay = own.some((file) => file.state === 'receiving');
    return {
      name,
      ...report,
      complete: report.complete && !onTheWay,
      files: own.filter((file) => file.state === 'kept').length,
      updated_at: new Date(updated_at).toISOString(),
    };
  });
}
