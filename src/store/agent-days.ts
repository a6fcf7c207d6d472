import { z } from 'zod';
import type { Database } from './database';
import type { record } from './schema';

/** A recorded run, as far as the days of its agent are concerned. */
interface AgentRun {
  draft: Pick<typeof record.$inferSelect, 'kind' | 'agent_name' | 'timestamp' | 'verdict' | 'rehearsal'>;
}

/** Conclusive runs of one agent on one day. */
interface DayCount {
  agent: string;
  /** UTC, `2026-11-21`. */
  day: string;
  runs: number;
  failed: number;
}

// A new day begins with what had been counted up to the day before it.
const BEGIN_DAYS = `INSERT INTO agent_day (project_id, agent, day, runs, failed)
  SELECT ?1, told.value->>'agent', told.value->>'day', coalesce(before.runs, 0), coalesce(before.failed, 0)
  FROM json_each(?2) AS told LEFT JOIN agent_day AS before ON before.project_id = ?1
    AND before.agent = told.value->>'agent' AND before.day = (
      SELECT max(day) FROM agent_day
      WHERE project_id = ?1 AND agent = told.value->>'agent' AND day <= told.value->>'day')
  WHERE true ON CONFLICT DO NOTHING`;

// Every day from that of the run on has it. As a rule that is one; more where a run is recorded days late.
const COUNT_RUNS = `UPDATE agent_day SET
    runs = runs + (SELECT sum(value->>'runs') FROM json_each(?2)
      WHERE value->>'agent' = agent_day.agent AND value->>'day' <= agent_day.day),
    failed = failed + (SELECT sum(value->>'failed') FROM json_each(?2)
      WHERE value->>'agent' = agent_day.agent AND value->>'day' <= agent_day.day)
  FROM (SELECT value->>'agent' AS agent, min(value->>'day') AS day FROM json_each(?2) GROUP BY 1) AS told
  WHERE agent_day.project_id = ?1 AND agent_day.agent = told.agent AND agent_day.day >= told.day`;

/**
 * What counts these runs in the days of their agents. To be run once a record, in the transaction that adds it. A run
 * counts where it measured an agent: passed or failed, and not rehearsed.
 */
export function countAgentDays(db: D1Database, projectId: string, entries: readonly AgentRun[]): D1PreparedStatement[] {
  const counts = JSON.stringify(countsOf(entries));
  return [BEGIN_DAYS, COUNT_RUNS].map((statement) => db.prepare(statement).bind(projectId, counts));
}

function countsOf(entries: readonly AgentRun[]): DayCount[] {
  const counts = new Map<string, DayCount>();
  for (const { draft } of entries) {
    if (draft.kind !== 'agent' || draft.rehearsal || draft.verdict === 'inconclusive') continue;
    const day = draft.timestamp.slice(0, 10);
    const key = JSON.stringify([draft.agent_name, day]);
    const count = counts.get(key) ?? { agent: draft.agent_name, day, runs: 0, failed: 0 };
    counts.set(key, count);
    count.runs += 1;
    if (draft.verdict === 'failed') count.failed += 1;
  }
  return [...counts.values()];
}

/** Conclusive runs of an agent in a window of days. */
export interface AgentCount {
  agent: string;
  runs: number;
  failed: number;
}

/** Agents that one page looks at: D1 counts three rows for each. */
const AGENTS_A_PAGE = 60;

/** Sorts above every name. */
const LAST_NAME = '\u{10ffff}';

// An agent's newest day stands at the end of its days: going down, the step to an agent lands on it, however many days
// it has. A second look finds what had been counted before the window.
const NEWEST_DAY_OF_NEXT = `SELECT json_array(agent, runs, failed) FROM agent_day WHERE project_id = ?1`;
const COUNT_AGENTS = `WITH RECURSIVE page(newest, place) AS (
    SELECT (${NEWEST_DAY_OF_NEXT} AND agent < ?2 ORDER BY agent DESC, day DESC LIMIT 1), 1
    UNION ALL
    SELECT (${NEWEST_DAY_OF_NEXT} AND agent < page.newest->>0 ORDER BY agent DESC, day DESC LIMIT 1), place + 1
    FROM page WHERE newest IS NOT NULL AND place < ${AGENTS_A_PAGE}
  )
  SELECT newest, (
    SELECT json_array(agent, runs, failed) FROM agent_day
    WHERE project_id = ?1 AND agent = page.newest->>0 AND day < ?3 ORDER BY day DESC LIMIT 1
  ) AS earlier
  FROM page WHERE newest IS NOT NULL`;

/** Agent, and what has been counted of it up to a day: as one value, because a subquery brings no more. */
const Counted = z.tuple([z.string(), z.int(), z.int()]);

/**
 * Agents from the last name to the first, with their conclusive runs from a day on, none left out.
 *
 * @param since the first day, UTC, `2026-11-21`
 * @param before the agent that the page before ended with, null for the first page
 * @returns `next`: the agent that this page ended with, null where no agent is left
 */
export async function countAgents(
  db: Database,
  projectId: string,
  { since, before }: { since: string; before: string | null },
): Promise<{ counts: AgentCount[]; next: string | null }> {
  const { results } = await db
    .prepare(COUNT_AGENTS)
    .bind(projectId, before ?? LAST_NAME, since)
    .all<{ newest: string; earlier: string | null }>();
  const counts = results.map(({ newest, earlier }) => {
    const [agent, runs, failed] = Counted.parse(JSON.parse(newest));
    const [, runsBefore, failedBefore] = earlier === null ? [agent, 0, 0] : Counted.parse(JSON.parse(earlier));
    return { agent, runs: runs - runsBefore, failed: failed - failedBefore };
  });
  return { counts, next: counts.length === AGENTS_A_PAGE ? (counts.at(-1)?.agent ?? null) : null };
}

/** Conclusive runs of one agent from a day on, UTC. */
export async function countRunsSince(
  db: Database,
  key: { projectId: string; agent: string; since: string },
): Promise<number> {
  const row = await db
    .prepare(
      `SELECT
        coalesce((SELECT runs FROM agent_day WHERE project_id = ?1 AND agent = ?2 ORDER BY day DESC LIMIT 1), 0)
        - coalesce((SELECT runs FROM agent_day WHERE project_id = ?1 AND agent = ?2 AND day < ?3
            ORDER BY day DESC LIMIT 1), 0) AS runs`,
    )
    .bind(key.projectId, key.agent, key.since)
    .first<{ runs: number }>();
  return row?.runs ?? 0;
}
