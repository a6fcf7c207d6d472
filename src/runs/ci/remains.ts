import type { CiRun } from '../../domain/ci-run/view';
import type { Purge } from '../../domain/retention';
import { dropTables } from './tables';

/** What is left of a run whose files were deleted: its final view, and when and why that was. */
export interface CiRemains {
  run: CiRun;
  purge: Purge;
}

/** Replaces all that a run has stored by its remains. Callers hold the transaction. */
export function leaveRemains(sql: SqlStorage, remains: CiRemains): void {
  dropTables(sql);
  sql.exec('CREATE TABLE ci_remains (body TEXT NOT NULL)');
  sql.exec('INSERT INTO ci_remains (body) VALUES (?)', JSON.stringify(remains));
}

/** null where the run was not purged. */
export function readRemains(sql: SqlStorage): CiRemains | null {
  const there = sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'ci_remains'").toArray();
  if (there.length === 0) return null;
  // Only `leaveRemains` writes the table.
  return JSON.parse(sql.exec<{ body: string }>('SELECT body FROM ci_remains').one().body) as CiRemains;
}
