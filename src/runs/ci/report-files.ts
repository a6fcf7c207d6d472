import type { EvidenceManifest } from '../../domain/ci-run/manifest';
import type { CiRun } from '../../domain/ci-run/view';
import { ciReportHtml } from '../../pages/ci-report/html';
import { ciReportMarkdown } from '../../pages/ci-report/markdown';
import { RUN_FILES, runKey } from '../../store/artifacts';
import type { RunKey } from '../pointer';
import type { MergedCoverage } from './coverage';
import { type FileRow, fileView } from './files';
import { CI_FILES, FILE_PARTS } from './run-files';

/** Writes a finished run's report in all its forms, and the manifest of its evidence. */
export async function writeCiFiles(
  bucket: R2Bucket,
  {
    key,
    run,
    files,
    coverage,
  }: { key: RunKey; run: CiRun; files: readonly FileRow[]; coverage: MergedCoverage | null },
): Promise<void> {
  await writeCiReport(bucket, key, run);
  await putJson(bucket, runKey(key, CI_FILES.manifest), evidenceManifest(run, files, coverage));
}

/** The report alone, again after a model has added to the diagnoses. */
export async function writeCiReport(bucket: R2Bucket, key: RunKey, run: CiRun): Promise<void> {
  const put = (name: 'html' | 'md', text: string, contentType: string) =>
    bucket.put(runKey(key, RUN_FILES[name]), text, { httpMetadata: { contentType } });
  await putJson(bucket, runKey(key, RUN_FILES.json), run);
  await put('html', ciReportHtml(run), 'text/html; charset=utf-8');
  await put('md', ciReportMarkdown(run), 'text/markdown; charset=utf-8');
}

const putJson = (bucket: R2Bucket, key: string, value: unknown) =>
  bucket.put(key, JSON.stringify(value), { httpMetadata: { contentType: 'application/json; charset=utf-8' } });

function evidenceManifest(run: CiRun, files: readonly FileRow[], coverage: MergedCoverage | null): EvidenceManifest {
  const kept = files.filter(({ state }) => state === 'kept');
  const paths = (kind: 'tests' | 'findings' | 'sections') =>
    kept.filter(({ body }) => body?.blocks[kind]).map(({ id }) => `files/${id}/${FILE_PARTS[kind]}`);
  return {
    schema_version: 'evidence_manifest@1',
    run_id: run.id,
    created_at: run.finished_at ?? run.created_at,
    target: { name: run.name, source: run.source },
    tools: Object.fromEntries(
      run.parts.map(({ name, tool, exit_code, error, skipped }) => [
        name,
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
      test_suites: new Set(kept.filter(({ body }) => body?.blocks.tests).map(({ part }) => part)).size,
      tests: run.tests?.tests ?? 0,
      tests_passed: run.tests?.passed ?? 0,
      tests_failed: run.tests?.failed ?? 0,
      tests_errored: run.tests?.errored ?? 0,
      tests_skipped: run.tests?.skipped ?? 0,
      findings: run.findings?.findings ?? null,
      coverage_components: run.coverage?.files ?? null,
    },
    evidence_files: {
      tests: paths('tests'),
      findings: paths('findings'),
      sections: paths('sections'),
      coverage: coverage ? [CI_FILES.coverage, CI_FILES.lcov] : [],
    },
    files: files.map((row) => fileView(run.id, row)),
    diagnostics: files.flatMap(({ id, name, body }) =>
      body?.told.refusal ? [{ file_id: id, name, ...body.told.refusal }] : [],
    ),
  };
}
