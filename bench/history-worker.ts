// First of all: only schemas that are made after it can tell the API's description of themselves.
import '@hono/zod-openapi';
import { z } from 'zod';
import { contentHash } from '../src/domain/hash';
import { appendRecords } from '../src/store/records';
import counting from './counting-worker';
import { AGENTS, agentName, historyEntry, registeredAt, VERSIONS, versionName } from './history-records';

export { CiRunCoordinator, HistoryWriter, RunCoordinator } from './counting-worker';

/** A stretch of a history, as the benchmark asks for it. */
const Stretch = z.strictObject({
  project: z.string(),
  from: z.int(),
  count: z.int(),
  plan: z.strictObject({ seed: z.int(), records: z.int(), end: z.int() }),
});
type Stretch = z.infer<typeof Stretch>;

/** Records by the store's own hand, so that everything which is kept about them is there as well. */
async function fill(db: D1Database, { project, from, count, plan }: Stretch): Promise<void> {
  const row = await db.prepare('SELECT id FROM project WHERE name = ?1').bind(project).first<{ id: string }>();
  if (!row) throw new Error('the project of the benchmark is not there');
  if (from === 0) await registerVersions(db, row.id, plan);
  const entries = Array.from({ length: count }, (_, i) => historyEntry(plan, from + i));
  await appendRecords(db, row.id, entries);
}

async function registerVersions(db: D1Database, projectId: string, plan: Stretch['plan']): Promise<void> {
  const versions = Array.from({ length: AGENTS * VERSIONS }, (_, i) => {
    const [agent, version] = [Math.floor(i / VERSIONS), i % VERSIONS];
    const content = { system_prompt: `Agent ${agent}, version ${version}.`, target: { kind: 'recorded' } };
    return {
      agent: agentName(agent),
      version: versionName(version),
      id: `agv_${contentHash([agent, version]).slice(0, 32)}`,
      content_hash: contentHash(content),
      content: JSON.stringify(content),
      created_at: registeredAt(plan, version),
    };
  });
  const columns = ['agent', 'version', 'id', 'content_hash', 'content', 'created_at'];
  await db
    .prepare(
      `INSERT INTO agent_version (project_id, ${columns})
       SELECT ?1, ${columns.map((column) => `value->>'${column}'`)} FROM json_each(?2)`,
    )
    .bind(projectId, JSON.stringify(versions))
    .run();
}

/** The counting Worker, and a way to fill its history faster than runs could. */
// eslint-disable-next-line no-restricted-syntax -- the platform looks for the Worker here.
export default {
  ...counting,
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== '/fill') return counting.fetch(request, env, ctx);
    await fill(env.DB, Stretch.parse(await request.json()));
    return new Response(null, { status: 204 });
  },
} satisfies ExportedHandler<Env>;
