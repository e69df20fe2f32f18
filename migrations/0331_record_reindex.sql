-- 0331_record_reindex.sql
-- How far the index has come to hold what this release keeps of each body. A generation is a hash
-- of which rows there are; each type is walked in the order of its last change. ADR 0029.

-- reference
-- owner: node
CREATE TABLE record_reindex (
    generation  INT64  NOT NULL,
    type        INT64  NOT NULL,  -- is being walked; those before it are done
    updated_at  INT64  NOT NULL,  -- behind this entry
    bucket      INT64  NOT NULL,
    entry_id    UUID   NOT NULL,
    entries     INT64  NOT NULL,  -- looked at so far
    missing     INT64  NOT NULL,  -- rows that were added
    done        BOOL   NOT NULL,
    CONSTRAINT record_reindex_key PRIMARY KEY (generation)
);
