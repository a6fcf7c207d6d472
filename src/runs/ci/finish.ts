import { z } from 'zod';
import { type AssembledFile, assembleTests } from '../../domain/ci-run/assembly';
import type { FollowedTest } from '../../domain/ci-run/gathering';
import { type CiTest, isFailing } from '../../domain/ci-run/test';
import { decideCiRun, type PartOutcome } from '../../domain/ci-run/verdict';
import type { CiRun } from '../../domain/ci-run/view';
import type { Cluster } from '../../domain/diagnosis/clusters';
import { summariseFailures } from '../../domain/diagnosis/summary';
import { sumFindings } from '../../domain/findings';
import type { TestResult } from '../../domain/ledger';
import type { LineBlock } from '../../store/line-blocks';
import type { HistoryEntry } from '../../store/records';
import { mergeCoverage, type StoredSections } from './coverage';
import { clusterView, type DiagnosedFailures, diagnoseFailures } from './failures';
import type { FileRow } from './files';
import { compareFindingsOf } from './findings';
import { ciRecord, describeFailure } from './record';
import { writeCiFiles } from './report-files';
import { filePartKey, readFailing, readFollowed } from './run-files';
import type { CiRunState } from './state';
import { openView, partViews } from './view';

/** Tests of all files that are put together; those beyond are counted, and are in the evidence. */
const MOST_ASSEMBLED = 60_000;
/** Failing tests of all files that are looked at one by one. */
const MOST_FAILING = 5_000;

/** A CI run's end: its final view, and what D1 is told of it. */
export interface CiFinish {
  run: CiRun;
  /** Where the merged coverage lies by source file; null: there is none. */
  coverage_blocks: LineBlock[] | null;
  /** What a model may be asked about, and how many failures are in none of it. */
  clusters: Cluster<null>[];
  others: number;
  record: Omit<HistoryEntry, 'tests'>;
}

/**
 * Computes what a run comes to from the extracts of its files, and writes its report. Safe to repeat: nobody is told
 * of the files before the run is finished, and the same evidence gives the same files.
 */
export async function finishCiRun(state: CiRunState, env: Env): Promise<CiFinish & { tests: TestResult[] }> {
  const { project_id: projectId, run_id: runId } = state.run;
  const key = { projectId, runId };
  const bucket = env.ARTIFACTS;
  const kept = state.files.all('kept').sort(byPartAndRerun);
  const { files, overruled } = await readTests(bucket, state, kept);
  const tests = assembleTests(files, overruled);
  const failing = await readFailingTests(bucket, state, kept, tests.followed);
  const finishedAt = state.run.ended_at ?? state.run.created_at;
  const failures = await diagnoseFailures(env, { projectId, failing, at: new Date(finishedAt).toISOString() });
  const findings = kept.flatMap(({ body }) => body?.told.content?.findings ?? []);
  const coverage = await mergeCoverage(bucket, key, {
    files: kept.flatMap(sectionsOf(state)),
    roots: state.header.request.roots,
  });
  const { verdict, rules } = decideCiRun({
    endedBy: state.run.ended_by ?? 'request',
    declaredParts: state.header.request.parts,
    parts: partOutcomes(state, kept),
    unread: state.files.all('refused').length + kept.filter(({ body }) => body?.told.content?.incomplete).length,
    tests: tests.counts,
    quarantined: failures.classes.quarantined,
  });
  const run: CiRun = {
    ...openView(state),
    status: 'finished',
    verdict,
    rules,
    tests: tests.counts,
    failures: failures.classes,
    failing: failures.listed,
    failing_cut: Math.max(0, tests.counts.failed + tests.counts.errored - failures.listed.length),
    flaky: tests.followed
      .filter(({ flaky, outcome }) => flaky && outcome === 'passed')
      .slice(0, 50)
      .map(({ test_id }) => test_id),
    diagnoses: failures.clusters.map(clusterView),
    diagnosed_by: failures.clusters.length === 0 ? null : failures.askModel ? 'pending' : 'heuristic',
    summary: failures.clusters.length === 0 ? null : summariseFailures(failures),
    findings: findings.length === 0 ? null : sumFindings(findings),
    finding_changes: await compareFindingsOf(env, state, kept),
    coverage: coverage?.totals ?? null,
    not_followed: tests.not_followed,
    finished_at: new Date(finishedAt).toISOString(),
    duration_ms: Math.max(0, finishedAt - state.run.created_at),
    report_url: `/v1/runs/${runId}/report`,
  };
  await writeCiFiles(bucket, { key, run, files: state.files.all(), coverage });
  return {
    run,
    coverage_blocks: coverage?.blocks ?? null,
    clusters: failures.clusters,
    others: failures.others,
    record: ciRecord(run),
    tests: tests.followed.map((test) => testResult(test, failures)),
  };
}

const byPartAndRerun = (a: FileRow, b: FileRow) =>
  a.part === b.part ? a.rerun - b.rerun || a.seq - b.seq : a.part < b.part ? -1 : 1;

/** What the files of a run say of its tests, and which tests failed in attempts that later ones have replaced. */
async function readTests(bucket: R2Bucket, state: CiRunState, kept: readonly FileRow[]) {
  const key = { projectId: state.run.project_id, runId: state.run.run_id };
  const files: AssembledFile[] = [];
  let room = MOST_ASSEMBLED;
  for (const { id, part, rerun, body } of kept) {
    const counts = body?.told.content?.tests;
    if (!counts || !body.followed) continue;
    const followed = (await readFollowed(bucket, key, id)).slice(0, room);
    room -= followed.length;
    files.push({ part, rerun, counts, followed });
  }
  const overruled = new Set<string>();
  for (const { id, body } of state.files.all('replaced')) {
    if (!body?.failing || overruled.size >= MOST_FAILING) continue;
    for (const { test_id } of await readFailing(bucket, key, id)) overruled.add(test_id);
  }
  return { files, overruled };
}

/** The tests that ended failed or in error, each once, with what they say. */
async function readFailingTests(
  bucket: R2Bucket,
  state: CiRunState,
  kept: readonly FileRow[],
  followed: readonly FollowedTest[],
): Promise<CiTest[]> {
  const key = { projectId: state.run.project_id, runId: state.run.run_id };
  const outcomes = new Map(followed.map(({ test_id, outcome }) => [test_id, outcome]));
  const failing = new Map<string, CiTest>();
  for (const { id, body } of kept) {
    if (!body?.failing || failing.size >= MOST_FAILING) continue;
    for (const test of await readFailing(bucket, key, id)) {
      const outcome = outcomes.get(test.test_id);
      if (outcome === undefined || isFailing({ status: outcome })) failing.set(test.test_id, test);
    }
  }
  return [...failing.values()].slice(0, MOST_FAILING);
}

const SourceFolders = z.array(z.string());

const sectionsOf =
  (state: CiRunState) =>
  ({ id, body }: FileRow): StoredSections[] => {
    const blocks = body?.blocks.sections;
    if (!blocks) return [];
    const key = { projectId: state.run.project_id, runId: state.run.run_id };
    const sources = SourceFolders.safeParse(body.told.content?.facts.sources).data ?? [];
    return [{ key: filePartKey(key, id, 'sections'), blocks, format: body.told.format, sources }];
  };

/** An exit code is explained by any test that failed on the way, even one that passed when it was tried again. */
function partOutcomes(state: CiRunState, kept: readonly FileRow[]): PartOutcome[] {
  return partViews(state).map(({ name, exit_code, error, skipped, complete }) => {
    const own = kept.filter(({ part }) => part === name);
    const failing = own.reduce((sum, { body }) => sum + (body?.told.content?.failing ?? 0), 0);
    return { name, exit_code, error, skipped, complete, failing };
  });
}

/** To the history, a test that ended in error has failed: a runner measured that it did not pass. */
function testResult(test: FollowedTest, failures: DiagnosedFailures): TestResult {
  const failure = failures.byTest.get(test.test_id);
  const failed = isFailing({ status: test.outcome });
  return {
    test: test.test,
    outcome: failed ? 'failed' : test.outcome,
    duration: test.duration,
    flaky: test.flaky,
    failure: failed && failure ? { description: describeFailure(failure.test), signature: failure.signature } : null,
  };
}
