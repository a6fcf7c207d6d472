-- Which commit each of the kept outcomes was of: eight hexadecimal digits an outcome, eight spaces where nobody said.
-- Both outcomes on one commit tell of a flaky test, and so does a pass that came only when it was tried again.
ALTER TABLE test_ledger ADD COLUMN commits TEXT NOT NULL DEFAULT '';
ALTER TABLE test_ledger ADD COLUMN flaky_seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE test_ledger ADD COLUMN last_flaky_at TEXT;

DROP INDEX test_ledger_watched;
CREATE INDEX test_ledger_watched ON test_ledger (project_id)
WHERE failing_since IS NOT NULL OR flips >= 3 OR flaky_seen > 0;

-- Tests whose failures do not count for a while, and why.
CREATE TABLE quarantine (
  project_id TEXT NOT NULL,
  test_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  PRIMARY KEY (project_id, test_id)
) WITHOUT ROWID;

-- The last run that had findings, by what it is listed under and its branch ('' where it has none).
CREATE TABLE finding_baseline (
  project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  branch TEXT NOT NULL,
  run_id TEXT NOT NULL,
  timestamp TEXT NOT NULL,
  PRIMARY KEY (project_id, name, branch)
) WITHOUT ROWID;
