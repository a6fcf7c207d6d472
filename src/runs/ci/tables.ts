/**
 * The database of a CI run, one a run: the truth about it while it lives. What is in a file lies in R2; `body` is
 * what the run needs to know of it.
 */
const TABLES = `
CREATE TABLE ci_run (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  project_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  status TEXT NOT NULL,
  ended_by TEXT,
  created_at INTEGER NOT NULL,
  deadline_at INTEGER NOT NULL,
  ended_at INTEGER,
  diagnosing INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE part (
  name TEXT PRIMARY KEY,
  attempt INTEGER NOT NULL,
  report TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE file (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  part TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  name TEXT NOT NULL,
  suite TEXT,
  runner TEXT,
  rerun INTEGER NOT NULL,
  state TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  upload_id TEXT,
  body TEXT
);
CREATE TABLE upload_part (
  file_id TEXT NOT NULL,
  part INTEGER NOT NULL,
  etag TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (file_id, part)
) WITHOUT ROWID;
CREATE INDEX file_by_part ON file (part, attempt, name, rerun);
CREATE TABLE document (
  kind TEXT NOT NULL,
  cell INTEGER NOT NULL,
  part INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, cell, part)
) WITHOUT ROWID;
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL
);
`;

/** Made by the request that opens a run: an object that was only asked about stays without storage. */
export function createTables(sql: SqlStorage): void {
  sql.exec(TABLES);
}

export function hasTables(sql: SqlStorage): boolean {
  return sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'ci_run'").toArray().length > 0;
}

/** The opposite of `createTables`. */
export function dropTables(sql: SqlStorage): void {
  for (const [, name] of TABLES.matchAll(/^CREATE TABLE (\w+)/gm)) sql.exec(`DROP TABLE ${name}`);
}
