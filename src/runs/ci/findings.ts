import { z } from 'zod';
import type { FindingChanges } from '../../domain/ci-run/view';
import { type Analysis, type ComparedFinding, compareFindings } from '../../domain/findings';
import { findBaseline } from '../../store/finding-baselines';
import { runKey } from '../../store/artifacts';
import type { FileRow } from './files';
import { CI_FILES, filePartKey, putExtract, readEvidence } from './run-files';
import type { CiRunState } from './state';

/** Findings that are compared with those of the run before; a run with more is not compared. */
const MOST_COMPARED = 100_000;

/** What later runs compare their findings with. */
interface Side {
  analyses: Analysis[];
  findings: ComparedFinding[];
}

/**
 * Compares the findings of a run with those of the last run of its name and branch, and writes down its own for the
 * next one. null: it has none, there is nothing to compare with, or no analysis ran in both.
 */
export async function compareFindingsOf(
  env: Env,
  state: CiRunState,
  kept: readonly FileRow[],
): Promise<FindingChanges | null> {
  const { project_id: projectId, run_id: runId } = state.run;
  const { name, source } = state.header.request;
  const own = kept.filter(({ body }) => body?.told.content?.findings);
  const count = own.reduce((sum, { body }) => sum + (body?.told.content?.findings?.findings ?? 0), 0);
  if (own.length === 0 || count > MOST_COMPARED) return null;
  const current = await sideOf(env.ARTIFACTS, state, own);
  const bucketKey = (run: string) => runKey({ projectId, runId: run }, CI_FILES.fingerprints);
  await putExtract(env.ARTIFACTS, bucketKey(runId), current);
  const base = await findBaseline(env.DB, { projectId, name, branch: source.branch });
  const object = base === null ? null : await env.ARTIFACTS.get(bucketKey(base));
  if (base === null || !object) return null;
  const { compared } = compareFindings(await object.json<Side>(), current, 0);
  if (compared.length === 0) return null;
  const sum = (part: 'new' | 'fixed' | 'unchanged') => compared.reduce((total, changes) => total + changes[part], 0);
  return { run_id: base, new: sum('new'), fixed: sum('fixed'), unchanged: sum('unchanged') };
}

async function sideOf(bucket: R2Bucket, state: CiRunState, files: readonly FileRow[]): Promise<Side> {
  const key = { projectId: state.run.project_id, runId: state.run.run_id };
  const side: Side = { analyses: [], findings: [] };
  for (const { id, body } of files) {
    side.analyses.push(...analysesOf(body?.told.content?.facts ?? {}));
    const blocks = body?.blocks.findings ?? [];
    for await (const finding of readEvidence<ComparedFinding>(bucket, filePartKey(key, id, 'findings'), blocks)) {
      const { tool, category, kind, suppressed, baseline_state, fingerprint, older_fingerprints } = finding;
      side.findings.push({ tool, category, kind, suppressed, baseline_state, fingerprint, older_fingerprints });
    }
  }
  return side;
}

/** The part of the facts of a SARIF file that tells which analyses ran to their end. */
const Ran = z.object({
  runs: z.array(
    z.object({
      tool: z.string(),
      category: z.string().nullable(),
      ran: z.boolean(),
      incomplete: z.array(z.string()),
    }),
  ),
});

/** Of an analysis that did not run to its end nobody knows what it would have found. */
function analysesOf(facts: unknown): Analysis[] {
  const ran = Ran.safeParse(facts);
  if (!ran.success) return [];
  return ran.data.runs
    .filter((run) => run.ran && run.incomplete.length === 0)
    .map(({ tool, category }) => ({ tool, category }));
}
