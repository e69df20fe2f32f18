-- 0022_record_index.sql
-- The city's index: nothing but keys. Hashes filter, bodies decide. Parameters are the numbers of
-- `nabz_fhir::definitions`; a hash is xxh3, 64 bits.

-- distribute: bucket
-- owner: node
CREATE TABLE record_token (
    type      INT64  NOT NULL,
    param     INT64  NOT NULL,
    hash      INT64  NOT NULL,  -- of the code; the system is compared in the body
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    CONSTRAINT record_token_key PRIMARY KEY (type, param, hash, bucket, entry_id)
) WITHOUT ROWID;

-- distribute: bucket
-- owner: node
CREATE TABLE record_string (
    type      INT64  NOT NULL,
    param     INT64  NOT NULL,
    folded    TEXT   NOT NULL,  -- lower case, without accents, cut short
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    CONSTRAINT record_string_key PRIMARY KEY (type, param, folded, bucket, entry_id)
) WITHOUT ROWID;

-- Spans longer than a month, or open, are kept under the negative parameter, so that the others
-- can be found by their beginning alone.
-- distribute: bucket
-- owner: node
CREATE TABLE record_date (
    type      INT64  NOT NULL,
    param     INT64  NOT NULL,
    first     INT64  NOT NULL,  -- microseconds UTC
    last      INT64  NOT NULL,  -- microseconds UTC, inclusive
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    CONSTRAINT record_date_key PRIMARY KEY (type, param, first, last, bucket, entry_id)
) WITHOUT ROWID;

-- References to anything but the Patient of the compartment, whose chart has them.
-- distribute: bucket
-- owner: node
CREATE TABLE record_reference (
    type      INT64  NOT NULL,
    param     INT64  NOT NULL,
    hash      INT64  NOT NULL,  -- of the target, 'Type/id'
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    CONSTRAINT record_reference_key PRIMARY KEY (type, param, hash, bucket, entry_id)
) WITHOUT ROWID;

-- distribute: bucket
-- owner: node
CREATE TABLE record_quantity (
    type        INT64  NOT NULL,
    param       INT64  NOT NULL,
    millionths  INT64  NOT NULL,  -- of the unit it was written in
    bucket      INT64  NOT NULL,
    entry_id    UUID   NOT NULL,
    CONSTRAINT record_quantity_key PRIMARY KEY (type, param, millionths, bucket, entry_id)
) WITHOUT ROWID;

-- Looking up a number never asks every shard.
-- distribute: hash
-- owner: centre
CREATE TABLE record_identifier (
    hash      INT64  NOT NULL,  -- of the value; the system is compared in the body
    type      INT64  NOT NULL,
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    CONSTRAINT record_identifier_key PRIMARY KEY (hash, type, bucket, entry_id)
) WITHOUT ROWID;
