-- A record that is wrong stays as it is and is followed by another one, which says how it is to be read. Both columns
-- are null in the record of a run. What is null here is no part of a record's hash: older records keep theirs.
ALTER TABLE record ADD COLUMN corrects TEXT;
ALTER TABLE record ADD COLUMN reason TEXT;

-- The newest correction of a run by one row, and the corrections of an agent newest first.
CREATE INDEX record_corrections ON record (project_id, corrects, seq) WHERE corrects IS NOT NULL;
CREATE INDEX record_corrections_by_agent ON record (project_id, agent_name) WHERE corrects IS NOT NULL;

-- A correction names a run: never nothing, never another correction.
CREATE TRIGGER record_corrects_a_run BEFORE INSERT ON record
WHEN NEW.corrects IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM record WHERE project_id = NEW.project_id AND run_id = NEW.corrects AND corrects IS NULL
)
BEGIN SELECT RAISE(ABORT, 'a correction names the record of a run'); END;
