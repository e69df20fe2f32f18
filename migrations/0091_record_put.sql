-- 0091_record_put.sql
-- A history says of its first version whether it was posted or put: a partner that chose an id in
-- the form of ours cannot be told from the id alone.

ALTER TABLE record_entry ADD COLUMN put BOOL NOT NULL DEFAULT FALSE;

UPDATE record_entry SET put = TRUE WHERE chosen_id IS NOT NULL;
