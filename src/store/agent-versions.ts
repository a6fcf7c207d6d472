import { and, eq } from 'drizzle-orm';
import { type Database, ormOf } from './database';
import { agentVersion } from './schema';

export type AgentVersionRow = typeof agentVersion.$inferSelect;
export type NewAgentVersion = Pick<
  AgentVersionRow,
  'project_id' | 'agent' | 'version' | 'id' | 'content_hash' | 'content' | 'created_at'
>;

/** Leaves a version that is there alone. @returns whether it is new */
export async function addAgentVersion(db: Database, row: NewAgentVersion): Promise<boolean> {
  const added = await ormOf(db).insert(agentVersion).values(row).onConflictDoNothing().returning({
    id: agentVersion.id,
  });
  return added.length > 0;
}

export async function findAgentVersion(
  db: Database,
  key: { projectId: string; agent: string; version: string },
): Promise<AgentVersionRow | undefined> {
  return ormOf(db)
    .select()
    .from(agentVersion)
    .where(
      and(
        eq(agentVersion.project_id, key.projectId),
        eq(agentVersion.agent, key.agent),
        eq(agentVersion.version, key.version),
      ),
    )
    .get();
}
