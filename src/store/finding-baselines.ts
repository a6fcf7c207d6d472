/** A run whose findings later ones are compared with: the last of its name and branch. */
export interface FindingBaseline {
  projectId: string;
  /** What the run is listed under. */
  name: string;
  branch: string | null;
}

/** The run to compare with; null: there is none yet. */
export async function findBaseline(
  db: D1Database,
  { projectId, name, branch }: FindingBaseline,
): Promise<string | null> {
  return db
    .prepare('SELECT run_id FROM finding_baseline WHERE project_id = ?1 AND name = ?2 AND branch = ?3')
    .bind(projectId, name, branch ?? '')
    .first<string>('run_id');
}

/** Later runs are compared with this one, unless a younger one is there already. Safe to repeat. */
export async function putBaseline(
  db: D1Database,
  { projectId, name, branch }: FindingBaseline,
  run: { run_id: string; timestamp: string },
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO finding_baseline (project_id, name, branch, run_id, timestamp) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (project_id, name, branch) DO UPDATE SET run_id = excluded.run_id, timestamp = excluded.timestamp
       WHERE excluded.timestamp >= timestamp`,
    )
    .bind(projectId, name, branch ?? '', run.run_id, run.timestamp)
    .run();
}
