-- 0356_record_enforced.sql
-- What partners send of a type has to conform to a profile, by an operator's choice. A row is added,
-- never changed: of one type the last row counts.

-- reference
-- owner: centre
CREATE TABLE record_enforced (
    enforced_id    INT64  NOT NULL,  -- in the order in which they were chosen
    resource_type  INT64  NOT NULL,  -- number of the type
    url            TEXT,             -- canonical, perhaps with a version; null = no longer any
    since          INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT record_enforced_key PRIMARY KEY (enforced_id)
);
