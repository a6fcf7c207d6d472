import type { VersionStrategy } from '../domain/version-strategy';
import { LEAST_RUNS } from '../domain/version-strategy';
import type { Database } from './database';
import type { AgentVersionRow } from './agent-versions';

/** A version without what it is made of: its content can be a megabyte. */
export type VersionSummaryRow = Omit<AgentVersionRow, 'content' | 'framework_approved'> & {
  /** 0 or 1, as D1 has it. */
  framework_approved: number;
};

const SUMMARY = `project_id, agent, version, id, content_hash, created_at, status, framework_approved,
  last_test_score, last_test_at, last_test_run_id, test_report_url,
  best_test_score, best_test_at, best_test_run_id, worst_test_score, worst_test_at, worst_test_run_id,
  runs, conclusive_runs, retest_priority`;

/** Where a page of an agent's versions ended. */
export interface VersionKey {
  created_at: string;
  version: string;
}

/** Sorts above every time. */
const NEWEST: VersionKey = { created_at: '~', version: '' };

/** Versions of an agent, newest first. Reads one row too many: it tells of a next page. */
export async function listVersions(
  db: Database,
  key: { projectId: string; agent: string },
  { before, limit }: { before: VersionKey | null; limit: number },
): Promise<{ versions: VersionSummaryRow[]; next: VersionKey | null }> {
  const top = before ?? NEWEST;
  const { results } = await db
    .prepare(
      `SELECT ${SUMMARY} FROM agent_version INDEXED BY agent_version_by_age
       WHERE project_id = ?1 AND agent = ?2 AND (created_at, version) < (?3, ?4)
       ORDER BY created_at DESC, version DESC LIMIT ?5`,
    )
    .bind(key.projectId, key.agent, top.created_at, top.version, limit + 1)
    .all<VersionSummaryRow>();
  const versions = results.slice(0, limit);
  const last = versions.at(-1);
  const next = results.length > limit && last ? { created_at: last.created_at, version: last.version } : null;
  return { versions, next };
}

/** How each strategy finds its version: by the first row of an index, whatever the number of versions. */
const RESOLVE: Record<VersionStrategy, string> = {
  latest: `FROM agent_version INDEXED BY agent_version_by_age
    WHERE project_id = ?1 AND agent = ?2 ORDER BY created_at DESC, version DESC LIMIT 1`,
  stable: `FROM agent_version INDEXED BY agent_version_by_approval
    WHERE project_id = ?1 AND agent = ?2 AND framework_approved = 1 ORDER BY created_at DESC, version DESC LIMIT 1`,
  best: `FROM agent_version INDEXED BY agent_version_by_best
    WHERE project_id = ?1 AND agent = ?2 AND conclusive_runs >= ${LEAST_RUNS} AND best_test_score IS NOT NULL
    ORDER BY best_test_score DESC, version DESC LIMIT 1`,
};

/** @returns undefined where no version of the agent fits the strategy */
export async function resolveVersion(
  db: Database,
  key: { projectId: string; agent: string; strategy: VersionStrategy },
): Promise<VersionSummaryRow | undefined> {
  const row = await db
    .prepare(`SELECT ${SUMMARY} ${RESOLVE[key.strategy]}`)
    .bind(key.projectId, key.agent)
    .first<VersionSummaryRow>();
  return row ?? undefined;
}

/** Where a page of the retest queue ended. */
export interface RetestKey {
  retest_priority: number;
  created_at: string;
  agent: string;
  version: string;
}

/** Priorities of the queue, the most urgent first. */
const PRIORITIES = [1, 2, 3, 4];

/**
 * Versions that need a test: the most urgent first, the newest first within a priority. One index tells them all; what
 * needs no test is not in it.
 */
export async function listRetests(
  db: Database,
  projectId: string,
  { before, limit }: { before: RetestKey | null; limit: number },
): Promise<{ versions: VersionSummaryRow[]; next: RetestKey | null }> {
  const versions: VersionSummaryRow[] = [];
  // A range of its own each priority: they count up while the times within them count down.
  for (const priority of PRIORITIES.filter((priority) => priority >= (before?.retest_priority ?? 0))) {
    const top =
      before?.retest_priority === priority ? before : { created_at: NEWEST.created_at, agent: '', version: '' };
    const { results } = await db
      .prepare(
        `SELECT ${SUMMARY} FROM agent_version INDEXED BY agent_version_by_retest
         WHERE project_id = ?1 AND retest_priority = ?2 AND retest_priority IS NOT NULL
           AND (created_at, agent, version) < (?3, ?4, ?5)
         ORDER BY created_at DESC, agent DESC, version DESC LIMIT ?6`,
      )
      .bind(projectId, priority, top.created_at, top.agent, top.version, limit + 1 - versions.length)
      .all<VersionSummaryRow>();
    versions.push(...results);
    if (versions.length > limit) break;
  }
  const page = versions.slice(0, limit);
  return { versions: page, next: versions.length > limit ? retestKeyOf(page.at(-1)) : null };
}

function retestKeyOf(row: VersionSummaryRow | undefined): RetestKey | null {
  if (!row || row.retest_priority === null) return null;
  const { retest_priority, created_at, agent, version } = row;
  return { retest_priority, created_at, agent, version };
}
