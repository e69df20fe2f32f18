-- 0024_record_feed.sql
-- In which order versions became visible. A transaction only notes that it wrote; a sealer, one
-- at a time for each lane, gives the positions after the commit, so that a reader who has seen
-- position n will never be shown an n later.

-- distribute: lane
-- owner: node
CREATE TABLE record_unsealed (
    lane      INT64  NOT NULL,
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    type      INT64  NOT NULL,
    version   INT64  NOT NULL,
    CONSTRAINT record_unsealed_key PRIMARY KEY (lane, bucket, entry_id, type, version)
) WITHOUT ROWID;

-- distribute: lane
-- owner: node
CREATE TABLE record_feed (
    lane      INT64  NOT NULL,
    position  INT64  NOT NULL,
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    type      INT64  NOT NULL,
    version   INT64  NOT NULL,
    CONSTRAINT record_feed_key PRIMARY KEY (lane, position)
);
