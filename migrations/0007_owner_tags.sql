-- Who answers for a test, as somebody declared it: a JSON list. A run tells nothing of it, so the statement that
-- follows a run leaves it alone.
ALTER TABLE test_ledger ADD COLUMN owners TEXT NOT NULL DEFAULT '[]';

-- The same by owner, for the question which tests one has: SQLite indexes no items of a list. Only the triggers write
-- it, so the two agree whoever changes a list, and the many writes of runs never touch it.
CREATE TABLE test_owner (
  project_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  test_id TEXT NOT NULL,
  PRIMARY KEY (project_id, owner, test_id)
) WITHOUT ROWID;

CREATE TRIGGER test_owner_follows_insert AFTER INSERT ON test_ledger WHEN NEW.owners <> '[]'
BEGIN
  INSERT INTO test_owner (project_id, owner, test_id)
  SELECT NEW.project_id, value, NEW.test_id FROM json_each(NEW.owners) WHERE true ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER test_owner_follows_update AFTER UPDATE OF owners ON test_ledger WHEN NEW.owners <> OLD.owners
BEGIN
  DELETE FROM test_owner WHERE project_id = OLD.project_id AND test_id = OLD.test_id
    AND owner IN (SELECT value FROM json_each(OLD.owners));
  INSERT INTO test_owner (project_id, owner, test_id)
  SELECT NEW.project_id, value, NEW.test_id FROM json_each(NEW.owners) WHERE true ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER test_owner_follows_delete AFTER DELETE ON test_ledger WHEN OLD.owners <> '[]'
BEGIN
  DELETE FROM test_owner WHERE project_id = OLD.project_id AND test_id = OLD.test_id
    AND owner IN (SELECT value FROM json_each(OLD.owners));
END;
