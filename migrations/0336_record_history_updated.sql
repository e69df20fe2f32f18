-- 0336_record_history_updated.sql
-- What changed of a type, the latest first: the current versions have such an index already
-- (`record_entry_updated`), and `_history` of a type walks along both.

CREATE INDEX record_history_updated
    ON record_history (type, updated_at, bucket, entry_id, version);
