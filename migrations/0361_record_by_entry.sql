-- 0361_record_by_entry.sql
-- Every table of the record is sorted by the entry, then by its shard. Ids are drawn in the order of
-- time, so what is new stands beside what was new before it: sorted by the shard first, each row of a
-- new entry touched a page of its own, and 95 kB were written for an entry of one. What is found by
-- its text is sorted by the text, so that ids and identifiers which a source counts up lie together.
-- An export that was at work would go on from a place of the old order; it is asked for again.
-- ADR 0040.

UPDATE record_export SET state = 'failed' WHERE state = 'open';

DROP INDEX record_entry_updated;

DROP INDEX record_entry_source;

DROP INDEX record_history_updated;

ALTER TABLE record_entry RENAME TO record_entry_before;

-- distribute: bucket
-- owner: node
CREATE TABLE record_entry (
    bucket      INT64  NOT NULL,
    entry_id    UUID   NOT NULL,
    type        INT64  NOT NULL,
    chosen_id   TEXT,            -- the logical id where a partner chose it; null = the entry_id
    source_id   INT64  NOT NULL,
    patient_id  UUID,            -- the Patient entry whose compartment it lies in
    version     INT64  NOT NULL,
    updated_at  INT64  NOT NULL,  -- microseconds UTC
    deleted     BOOL   NOT NULL,
    body        BYTES  NOT NULL,  -- served as it is stored; empty when deleted
    put         BOOL   NOT NULL DEFAULT FALSE,
    CONSTRAINT record_entry_place PRIMARY KEY (entry_id, type, bucket),
    CONSTRAINT record_entry_counts CHECK (version >= 1)
);

INSERT INTO record_entry (bucket, entry_id, type, chosen_id, source_id, patient_id, version,
                          updated_at, deleted, body, put)
SELECT bucket, entry_id, type, chosen_id, source_id, patient_id, version, updated_at, deleted, body,
       put
FROM   record_entry_before
ORDER  BY entry_id, type;

DROP TABLE record_entry_before;

-- Listing a type, and what changed since a moment.
CREATE INDEX record_entry_updated ON record_entry (type, updated_at, entry_id, bucket);

-- What each partner said, type by type, in an order that nothing written later changes.
CREATE INDEX record_entry_source ON record_entry (source_id, type, entry_id, bucket)
    WHERE source_id <> 1;

CREATE INDEX record_history_updated
    ON record_history (type, updated_at, entry_id, bucket, version);

ALTER TABLE record_original RENAME TO record_original_before;

-- distribute: bucket
-- owner: node
CREATE TABLE record_original (
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    type      INT64  NOT NULL,
    version   INT64  NOT NULL,
    body      BYTES  NOT NULL,  -- zstd
    CONSTRAINT record_original_place PRIMARY KEY (entry_id, type, version, bucket)
);

INSERT INTO record_original (bucket, entry_id, type, version, body)
SELECT bucket, entry_id, type, version, body
FROM   record_original_before
ORDER  BY entry_id, type, version;

DROP TABLE record_original_before;

ALTER TABLE record_alias RENAME TO record_alias_before;

-- distribute: hash
-- owner: centre
CREATE TABLE record_alias (
    hash       INT64  NOT NULL,  -- xxh3 of 'Type/id'
    type       INT64  NOT NULL,
    chosen_id  TEXT   NOT NULL,
    bucket     INT64  NOT NULL,
    entry_id   UUID   NOT NULL,
    CONSTRAINT record_alias_named PRIMARY KEY (type, chosen_id, hash)
) WITHOUT ROWID;

INSERT INTO record_alias (hash, type, chosen_id, bucket, entry_id)
SELECT hash, type, chosen_id, bucket, entry_id
FROM   record_alias_before
ORDER  BY type, chosen_id;

DROP TABLE record_alias_before;

ALTER TABLE record_claim RENAME TO record_claim_before;

-- distribute: hash
-- owner: centre
CREATE TABLE record_claim (
    hash       INT64  NOT NULL,  -- xxh3 of the claim
    source_id  INT64  NOT NULL,
    type       INT64  NOT NULL,
    claim      TEXT   NOT NULL,
    bucket     INT64  NOT NULL,
    entry_id   UUID   NOT NULL,
    CONSTRAINT record_claim_said PRIMARY KEY (source_id, type, claim, hash)
) WITHOUT ROWID;

INSERT INTO record_claim (hash, source_id, type, claim, bucket, entry_id)
SELECT hash, source_id, type, claim, bucket, entry_id
FROM   record_claim_before
ORDER  BY source_id, type, claim;

DROP TABLE record_claim_before;

ALTER TABLE record_token RENAME TO record_token_before;

-- distribute: bucket
-- owner: node
CREATE TABLE record_token (
    type      INT64  NOT NULL,
    param     INT64  NOT NULL,
    hash      INT64  NOT NULL,  -- of the code; the system is compared in the body
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    CONSTRAINT record_token_place PRIMARY KEY (type, param, hash, entry_id, bucket)
) WITHOUT ROWID;

INSERT INTO record_token (type, param, hash, bucket, entry_id)
SELECT type, param, hash, bucket, entry_id
FROM   record_token_before
ORDER  BY type, param, hash, entry_id;

DROP TABLE record_token_before;

ALTER TABLE record_string RENAME TO record_string_before;

-- distribute: bucket
-- owner: node
CREATE TABLE record_string (
    type      INT64  NOT NULL,
    param     INT64  NOT NULL,
    folded    TEXT   NOT NULL,  -- lower case, without accents, cut short
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    CONSTRAINT record_string_place PRIMARY KEY (type, param, folded, entry_id, bucket)
) WITHOUT ROWID;

INSERT INTO record_string (type, param, folded, bucket, entry_id)
SELECT type, param, folded, bucket, entry_id
FROM   record_string_before
ORDER  BY type, param, folded, entry_id;

DROP TABLE record_string_before;

ALTER TABLE record_date RENAME TO record_date_before;

-- distribute: bucket
-- owner: node
CREATE TABLE record_date (
    type      INT64  NOT NULL,
    param     INT64  NOT NULL,  -- negative: of spans longer than a month, or open
    first     INT64  NOT NULL,  -- microseconds UTC
    last      INT64  NOT NULL,  -- microseconds UTC, inclusive
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    CONSTRAINT record_date_place PRIMARY KEY (type, param, first, last, entry_id, bucket)
) WITHOUT ROWID;

INSERT INTO record_date (type, param, first, last, bucket, entry_id)
SELECT type, param, first, last, bucket, entry_id
FROM   record_date_before
ORDER  BY type, param, first, last, entry_id;

DROP TABLE record_date_before;

ALTER TABLE record_reference RENAME TO record_reference_before;

-- distribute: bucket
-- owner: node
CREATE TABLE record_reference (
    type      INT64  NOT NULL,
    param     INT64  NOT NULL,
    hash      INT64  NOT NULL,  -- of the target, 'Type/id'
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    CONSTRAINT record_reference_place PRIMARY KEY (type, param, hash, entry_id, bucket)
) WITHOUT ROWID;

INSERT INTO record_reference (type, param, hash, bucket, entry_id)
SELECT type, param, hash, bucket, entry_id
FROM   record_reference_before
ORDER  BY type, param, hash, entry_id;

DROP TABLE record_reference_before;

ALTER TABLE record_quantity RENAME TO record_quantity_before;

-- distribute: bucket
-- owner: node
CREATE TABLE record_quantity (
    type      INT64  NOT NULL,
    param     INT64  NOT NULL,
    apart     INT64  NOT NULL,  -- 0: the number as written; else a hash of base units, of a code, of both
    value     INT64  NOT NULL,  -- in the order of the decimals; of a code, its hash
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    CONSTRAINT record_quantity_place PRIMARY KEY (type, param, apart, value, entry_id, bucket)
) WITHOUT ROWID;

INSERT INTO record_quantity (type, param, apart, value, bucket, entry_id)
SELECT type, param, apart, value, bucket, entry_id
FROM   record_quantity_before
ORDER  BY type, param, apart, value, entry_id;

DROP TABLE record_quantity_before;

ALTER TABLE record_identifier RENAME TO record_identifier_before;

-- distribute: bucket
-- owner: node
CREATE TABLE record_identifier (
    hash      INT64  NOT NULL,  -- of the value; the system is compared in the body
    type      INT64  NOT NULL,
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    CONSTRAINT record_identifier_place PRIMARY KEY (hash, type, entry_id, bucket)
) WITHOUT ROWID;

INSERT INTO record_identifier (hash, type, bucket, entry_id)
SELECT hash, type, bucket, entry_id
FROM   record_identifier_before
ORDER  BY hash, type, entry_id;

DROP TABLE record_identifier_before;

ALTER TABLE record_chart RENAME TO record_chart_before;

-- distribute: bucket
-- owner: node
CREATE TABLE record_chart (
    bucket        INT64  NOT NULL,
    patient_id    UUID   NOT NULL,
    param         INT64  NOT NULL,
    type          INT64  NOT NULL,
    hash          INT64  NOT NULL,  -- parameter 0: when it happened, microseconds UTC; else of the code
    entry_bucket  INT64  NOT NULL,
    entry_id      UUID   NOT NULL,
    CONSTRAINT record_chart_place
        PRIMARY KEY (patient_id, param, type, hash, entry_id, entry_bucket, bucket)
) WITHOUT ROWID;

INSERT INTO record_chart (bucket, patient_id, param, type, hash, entry_bucket, entry_id)
SELECT bucket, patient_id, param, type, hash, entry_bucket, entry_id
FROM   record_chart_before
ORDER  BY patient_id, param, type, hash, entry_id;

DROP TABLE record_chart_before;
