import type { Database } from './database';

/** A test whose failures do not count until `expires_at`, RFC 3339. */
export interface QuarantinedTest {
  test_id: string;
  reason: string;
  created_at: string;
  expires_at: string;
}

/** Tests of a project that may be in quarantine at a time: beyond that, nobody looks at the tests any more. */
export const MOST_QUARANTINED = 1000;

/** The tests in quarantine at `now`, by id. */
export async function quarantinedTests(db: Database, projectId: string, now: string): Promise<QuarantinedTest[]> {
  const { results } = await db
    .prepare(
      `SELECT test_id, reason, created_at, expires_at FROM quarantine
       WHERE project_id = ?1 AND expires_at > ?2 ORDER BY test_id LIMIT ?3`,
    )
    .bind(projectId, now, MOST_QUARANTINED)
    .all<QuarantinedTest>();
  return results;
}

/**
 * Puts a test into quarantine, or changes why and until when; what has expired goes out with the same write.
 *
 * @returns false where there are too many
 */
export async function quarantineTest(db: Database, projectId: string, entry: QuarantinedTest): Promise<boolean> {
  const { test_id, reason, created_at, expires_at } = entry;
  const [, written] = await db.batch([
    db.prepare('DELETE FROM quarantine WHERE project_id = ?1 AND expires_at <= ?2').bind(projectId, created_at),
    db
      .prepare(
        `INSERT INTO quarantine (project_id, test_id, reason, created_at, expires_at)
         SELECT ?1, ?2, ?3, ?4, ?5
         WHERE (SELECT count(*) FROM quarantine WHERE project_id = ?1 AND test_id <> ?2) < ${MOST_QUARANTINED}
         ON CONFLICT (project_id, test_id) DO UPDATE SET reason = excluded.reason, expires_at = excluded.expires_at`,
      )
      .bind(projectId, test_id, reason, created_at, expires_at),
  ]);
  return (written?.meta.changes ?? 0) > 0;
}

/** @returns whether it was in quarantine */
export async function releaseTest(db: Database, projectId: string, testId: string): Promise<boolean> {
  const { meta } = await db
    .prepare('DELETE FROM quarantine WHERE project_id = ?1 AND test_id = ?2')
    .bind(projectId, testId)
    .run();
  return meta.changes > 0;
}
