import type { Purge } from '../domain/retention';

/** What is left of a run whose files and transcripts were deleted: its final view, and when and why that was. */
export interface Remains<View> {
  run: View;
  purge: Purge;
}

/** Keeps the remains of a run whose own tables were dropped. Callers hold the transaction. */
export function leaveRemains(sql: SqlStorage, remains: Remains<unknown>): void {
  sql.exec('CREATE TABLE remains (body TEXT NOT NULL)');
  sql.exec('INSERT INTO remains (body) VALUES (?)', JSON.stringify(remains));
}

/** null where the run was not purged. `View` is that of the kind of run whose object asks. */
export function readRemains<View>(sql: SqlStorage): Remains<View> | null {
  const there = sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'remains'").toArray();
  if (there.length === 0) return null;
  // Only `leaveRemains` writes the table.
  return JSON.parse(sql.exec<{ body: string }>('SELECT body FROM remains').one().body) as Remains<View>;
}
