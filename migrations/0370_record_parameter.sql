-- 0370_record_parameter.sql
-- Search parameters that the city added to those of R4. A number is given once: the rows of one that
-- was retired cannot be taken for those of another. Entries that stood before are walked by type, each
-- in the order of its last change. ADR 0036.

-- reference
-- owner: centre
CREATE TABLE record_parameter (
    number      INT64  NOT NULL,  -- under which its rows stand, from 20,000
    url         TEXT   NOT NULL,  -- canonical, without a version
    digest      BYTES  NOT NULL,  -- SHA-256 of the body
    body        BYTES  NOT NULL,  -- the SearchParameter, zstd
    added_at    INT64  NOT NULL,  -- microseconds UTC
    retired_at  INT64,            -- microseconds UTC; null = in force
    stage       INT64  NOT NULL,  -- 1 added, 2 walking, 3 answering, 4 retired, 5 gone with its rows
    type        INT64  NOT NULL,  -- is being walked; those before it are done
    updated_at  INT64  NOT NULL,  -- behind this entry
    bucket      INT64  NOT NULL,
    entry_id    UUID   NOT NULL,
    entries     INT64  NOT NULL,  -- looked at so far
    CONSTRAINT record_parameter_key PRIMARY KEY (number)
);

CREATE INDEX record_parameter_stage ON record_parameter (stage, number);
