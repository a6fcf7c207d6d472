-- The trend of each type of result by project, as JSON, and when cron computes it next: an hour after the last time
-- where results came in, else a day later, because windows move on. `due_at` null: its results are older than any window.
CREATE TABLE quality_trend (
  project_id TEXT NOT NULL,
  task_type TEXT NOT NULL,
  due_at TEXT,
  computed_at TEXT,
  trend TEXT,
  PRIMARY KEY (project_id, task_type)
) WITHOUT ROWID;

CREATE INDEX quality_trend_due ON quality_trend (due_at) WHERE due_at IS NOT NULL;

-- The type `other` measures nothing that could have a trend.
CREATE TRIGGER quality_trend_follows_result AFTER INSERT ON quality_result WHEN NEW.task_type <> 'other'
BEGIN
  INSERT INTO quality_trend (project_id, task_type, due_at) VALUES (NEW.project_id, NEW.task_type, NEW.created_at)
  ON CONFLICT DO UPDATE SET due_at = min(
    coalesce(due_at, '~'),
    max(NEW.created_at, coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', computed_at, '+1 hour'), ''))
  );
END;

INSERT INTO quality_trend (project_id, task_type, due_at)
SELECT project_id, task_type, max(created_at) FROM quality_result WHERE task_type <> 'other'
GROUP BY project_id, task_type;

-- What cron has still to do with a result. Each column is a line that is served from its oldest on; null: it stands in
-- none. `purge_from` waits for the type's days, `compress_from` for the project's, `clear_from` for the next tick.
CREATE TABLE quality_upkeep (
  project_id TEXT NOT NULL,
  id TEXT NOT NULL,
  task_type TEXT NOT NULL,
  -- Bytes that its files take in R2, compressed or not.
  stored_bytes INTEGER NOT NULL,
  purge_from TEXT,
  compress_from TEXT,
  clear_from TEXT,
  PRIMARY KEY (project_id, id)
) WITHOUT ROWID;

CREATE INDEX quality_upkeep_purge ON quality_upkeep (project_id, task_type, purge_from) WHERE purge_from IS NOT NULL;
CREATE INDEX quality_upkeep_compress ON quality_upkeep (project_id, compress_from) WHERE compress_from IS NOT NULL;
CREATE INDEX quality_upkeep_clear ON quality_upkeep (clear_from) WHERE clear_from IS NOT NULL;

CREATE TRIGGER quality_upkeep_follows_result AFTER INSERT ON quality_result
BEGIN
  INSERT INTO quality_upkeep (project_id, id, task_type, stored_bytes, purge_from, compress_from)
  VALUES (NEW.project_id, NEW.id, NEW.task_type, NEW.bytes, NEW.created_at, NEW.created_at);
END;

CREATE TRIGGER quality_upkeep_follows_pin AFTER UPDATE OF pinned ON quality_result
WHEN NEW.pinned <> OLD.pinned AND NEW.purged_at IS NULL
BEGIN
  UPDATE quality_upkeep SET purge_from = iif(NEW.pinned, NULL, NEW.created_at)
  WHERE project_id = NEW.project_id AND id = NEW.id;
END;

CREATE TRIGGER quality_upkeep_follows_purge AFTER UPDATE OF purged_at ON quality_result
WHEN OLD.purged_at IS NULL AND NEW.purged_at IS NOT NULL
BEGIN
  UPDATE quality_upkeep SET purge_from = NULL, compress_from = NULL, clear_from = NEW.purged_at
  WHERE project_id = NEW.project_id AND id = NEW.id;
END;

INSERT INTO quality_upkeep (project_id, id, task_type, stored_bytes, purge_from, compress_from)
SELECT project_id, id, task_type, bytes, iif(pinned, NULL, created_at), created_at FROM quality_result;

-- Days that results are kept, by type where it is not 30; and what has been freed of them so far.
ALTER TABLE retention ADD COLUMN result_days TEXT NOT NULL DEFAULT '{}';
ALTER TABLE retention ADD COLUMN compress_after_days INTEGER NOT NULL DEFAULT 7;
ALTER TABLE retention ADD COLUMN results_purged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE retention ADD COLUMN result_bytes_purged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE retention ADD COLUMN results_compressed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE retention ADD COLUMN result_bytes_saved INTEGER NOT NULL DEFAULT 0;
ALTER TABLE retention ADD COLUMN results_visited_at TEXT NOT NULL DEFAULT '';

CREATE INDEX retention_by_result_visit ON retention (results_visited_at);

-- The CI runs of a commit, for the gate.
CREATE INDEX record_ci_by_commit ON record (project_id, commit_sha) WHERE kind = 'ci' AND commit_sha IS NOT NULL;
