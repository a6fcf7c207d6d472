import { relative, sep } from 'node:path';
import type { CiRun } from '../../domain/ci-run/view';
import { EVIDENCE_KINDS } from './report-evidence';
import type { SuiteOutcome } from './suite-run';

/**
 * What lies in the folder of a run: which tools ran and how they ended, how much of each kind of evidence there is and
 * where, which artifacts were kept, and what could not be read. The service writes the same of what it was sent.
 *
 * @param run as this machine came to it
 */
export function localManifest(run: CiRun, outcomes: readonly SuiteOutcome[], folder: string) {
  const reports = outcomes.flatMap((outcome) => outcome.reports);
  const inFolder = (path: string) => relative(folder, path).split(sep).join('/');
  const pathsOf = (kind: (typeof EVIDENCE_KINDS)[number]) =>
    reports.flatMap(({ evidence }) => (evidence[kind] === null ? [] : [inFolder(evidence[kind])]));
  return {
    schema_version: 'evidence_manifest@1',
    run_id: run.id,
    created_at: run.finished_at,
    target: { name: run.name, source: run.source },
    tools: Object.fromEntries(
      outcomes.map(({ suite, report: { tool, exit_code, error, skipped } }) => [
        suite.name,
        {
          name: tool?.name ?? null,
          version: tool?.version ?? null,
          executed: !error && skipped === null,
          exit_code,
          error,
        },
      ]),
    ),
    counts: {
      test_suites: outcomes.filter(({ reports: own }) => own.some(({ tests }) => tests !== null)).length,
      tests: run.tests?.tests ?? 0,
      tests_passed: run.tests?.passed ?? 0,
      tests_failed: run.tests?.failed ?? 0,
      tests_errored: run.tests?.errored ?? 0,
      tests_skipped: run.tests?.skipped ?? 0,
      findings: run.findings?.findings ?? null,
      coverage_components: run.coverage?.files ?? null,
    },
    evidence_files: Object.fromEntries(EVIDENCE_KINDS.map((kind) => [kind, pathsOf(kind)])),
    files: reports.map(({ name, rerun, format, size, sha256, refusal, warnings, incomplete }) => ({
      ...{ name, rerun, format, size, sha256, refusal, warnings, incomplete },
    })),
    artifacts: outcomes.flatMap(({ suite, artifacts, artifacts_cut: cut }) =>
      artifacts.length === 0 && cut === 0 ? [] : [{ suite: suite.name, files: artifacts, cut }],
    ),
    diagnostics: reports.flatMap(({ name, refusal }) => (refusal ? [{ name, ...refusal }] : [])),
  };
}
