import { z } from '@hono/zod-openapi';
import { type Fault, fault, isFault } from '../../domain/fault';
import { Comparison, type ComparedCell, compareCells, firstDifferenceOf, NotComparable } from '../../domain/trend';
import { coordinatorOf } from '../../runs/handle';
import type { RunKey } from '../../runs/pointer';
import { readCellOutcomes } from '../../store/cell-outcomes';
import type { RecordRow } from '../../store/records';

/** A run as a comparison names it. */
export const ComparedRun = z
  .strictObject({
    run_id: z.string(),
    agent_name: z.string(),
    version: z.string().nullable(),
    timestamp: z.iso.datetime(),
    verdict: z.enum(['passed', 'failed', 'inconclusive']),
    overall_score: z.number().nullable(),
    rehearsal: z.boolean(),
    commit: z.string().nullable(),
    branch: z.string().nullable(),
  })
  .openapi('ComparedRun');
export type ComparedRun = z.infer<typeof ComparedRun>;

/** A union, because of a nullable schema with a name the description forgets the null. */
export const orNull = <S extends z.ZodType>(schema: S) => z.union([schema, z.null()]);

/** Two runs, and either what changed between them or why that can not be said. */
export const RunComparison = {
  not_comparable: NotComparable.nullable().openapi({
    description: 'The first input that differs: then nothing is compared. null: the runs are compared',
  }),
  comparison: orNull(Comparison.openapi('Comparison')),
};

export function comparedRun(row: RecordRow): ComparedRun {
  const { run_id, agent_name, version, timestamp, verdict, overall_score, commit_sha: commit, branch } = row;
  const rehearsal = Boolean(row.rehearsal);
  return { run_id, agent_name, version, timestamp, verdict, overall_score, rehearsal, commit, branch };
}

/** What changed between two runs, from their cells; a fault where the files of one are gone. */
export async function compareRuns(
  env: Env,
  projectId: string,
  { from, to }: { from: RecordRow; to: RecordRow },
): Promise<{ not_comparable: NotComparable | null; comparison: Comparison | null } | Fault<'gone'>> {
  const inputs = ({ kind, hashes }: RecordRow) => ({ kind, hashes: JSON.parse(hashes) });
  const difference = firstDifferenceOf(inputs(from), inputs(to));
  if (difference) return { not_comparable: difference, comparison: null };
  const [before, after] = await Promise.all([
    cellOutcomes(env, { projectId, runId: from.run_id }),
    cellOutcomes(env, { projectId, runId: to.run_id }),
  ]);
  if (isFault(before)) return before;
  if (isFault(after)) return after;
  return { not_comparable: null, comparison: compareCells(before, after) };
}

/** How a recorded run's cells came out; a fault where its files are gone: its project's retention says when they went. */
async function cellOutcomes(env: Env, key: RunKey): Promise<ComparedCell[] | Fault<'gone'>> {
  const blocks = await coordinatorOf(env, key).cellBlocks();
  const cells = isFault(blocks) ? null : await readCellOutcomes(env.ARTIFACTS, key, blocks);
  if (cells) return cells;
  const purged = isFault(blocks) && blocks.fault === 'gone';
  return fault('gone', purged ? blocks.detail : 'The cells of a run are no longer kept: name another run');
}
