-- A saved result of a quality task. Its files lie in R2 under projects/<project>/results/<id>/<path> and are there
-- before this row is: a row without files can not come about. `summary`, `metrics`, `tool`, `tags` and `files` are
-- JSON; `files` is a list of {path, role, format, media_type, size, sha256}, size and hash of the plain bytes.
CREATE TABLE quality_result (
  project_id TEXT NOT NULL,
  id TEXT NOT NULL,
  created_at TEXT NOT NULL,
  task_type TEXT NOT NULL,
  task TEXT NOT NULL,
  branch TEXT,
  commit_sha TEXT,
  tags TEXT NOT NULL,
  pinned INTEGER NOT NULL DEFAULT 0,
  -- Bytes of its files as they were saved.
  bytes INTEGER NOT NULL,
  -- When its files were compressed in place, and when and why they were deleted; the row stays.
  compressed_at TEXT,
  purged_at TEXT,
  purge_reason TEXT,
  name TEXT NOT NULL,
  prefix TEXT,
  language TEXT,
  framework TEXT,
  tool TEXT,
  triggered_by TEXT NOT NULL,
  environment TEXT,
  ci_provider TEXT,
  build_url TEXT,
  note TEXT,
  -- What its file paths begin with: no other result of the project has it.
  stem TEXT NOT NULL,
  -- SHA-256 of the request: a key that was used for another one is told.
  fingerprint TEXT NOT NULL,
  metrics TEXT NOT NULL,
  summary TEXT NOT NULL,
  files TEXT NOT NULL,
  PRIMARY KEY (project_id, id)
);

CREATE UNIQUE INDEX quality_result_stem ON quality_result (project_id, stem);
CREATE INDEX quality_result_newest ON quality_result (project_id, created_at, id);
CREATE INDEX quality_result_by_type ON quality_result (project_id, task_type, created_at, id);
CREATE INDEX quality_result_by_branch ON quality_result (project_id, task_type, branch, created_at, id);
CREATE INDEX quality_result_by_commit ON quality_result (project_id, commit_sha, created_at, id)
WHERE commit_sha IS NOT NULL;

-- A save that has begun: it holds the paths, and names the files that lie in R2 without a result where the save died.
-- `abandoned_at` is set before these are deleted; from then on the save can no longer be completed.
CREATE TABLE quality_save (
  project_id TEXT NOT NULL,
  id TEXT NOT NULL,
  created_at TEXT NOT NULL,
  stem TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  abandoned_at TEXT,
  PRIMARY KEY (project_id, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX quality_save_stem ON quality_save (project_id, stem);
CREATE INDEX quality_save_by_age ON quality_save (created_at);
