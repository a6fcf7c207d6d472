import type { Database } from './database';
import type { LedgerRow } from './ledger-queries';

/**
 * Replaces the owners of a test.
 *
 * @param owners each once, in order: the same set is the same row
 * @returns the test as it now is; null where the project has none of that id
 */
export async function setTestOwners(
  db: Database,
  key: { projectId: string; testId: string },
  owners: readonly string[],
): Promise<LedgerRow | null> {
  return db
    .prepare('UPDATE test_ledger SET owners = ?3 WHERE project_id = ?1 AND test_id = ?2 RETURNING *')
    .bind(key.projectId, key.testId, JSON.stringify(owners))
    .first<LedgerRow>();
}
