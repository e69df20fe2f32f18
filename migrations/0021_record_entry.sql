-- 0021_record_entry.sql
-- What has been said: the current version of every entry, and apart from it the older ones.
-- A version is moved, never changed. Types are the numbers of `nabz_fhir::resource_types`.

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
    CONSTRAINT record_entry_key PRIMARY KEY (bucket, entry_id, type),
    CONSTRAINT record_entry_version_counts CHECK (version >= 1)
);

-- Listing a type, and what changed since a moment.
CREATE INDEX record_entry_updated ON record_entry (type, updated_at, bucket, entry_id);

-- distribute: bucket
-- owner: node
CREATE TABLE record_history (
    bucket      INT64  NOT NULL,
    entry_id    UUID   NOT NULL,
    type        INT64  NOT NULL,
    version     INT64  NOT NULL,
    updated_at  INT64  NOT NULL,  -- microseconds UTC
    deleted     BOOL   NOT NULL,
    body        BYTES  NOT NULL,  -- zstd
    CONSTRAINT record_history_key PRIMARY KEY (bucket, entry_id, type, version)
);

-- Ids that a partner chose. Our own ids say by themselves where they live.
-- distribute: hash
-- owner: centre
CREATE TABLE record_alias (
    hash       INT64  NOT NULL,  -- xxh3 of 'Type/id'
    type       INT64  NOT NULL,
    chosen_id  TEXT   NOT NULL,
    bucket     INT64  NOT NULL,
    entry_id   UUID   NOT NULL,
    CONSTRAINT record_alias_key PRIMARY KEY (hash, type, chosen_id)
);

-- What a source has already sent, by full URL, identifier or criteria. A conditional write and a
-- repeated import meet here first, so that two at once cannot both find nothing.
-- distribute: hash
-- owner: centre
CREATE TABLE record_claim (
    hash       INT64  NOT NULL,  -- xxh3 of the claim
    source_id  INT64  NOT NULL,
    type       INT64  NOT NULL,
    claim      TEXT   NOT NULL,
    bucket     INT64  NOT NULL,
    entry_id   UUID   NOT NULL,
    CONSTRAINT record_claim_key PRIMARY KEY (hash, source_id, type, claim)
);

-- What a source sent, where it differs from what is served: references were resolved.
-- distribute: bucket
-- owner: node
CREATE TABLE record_original (
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    type      INT64  NOT NULL,
    version   INT64  NOT NULL,
    body      BYTES  NOT NULL,  -- zstd
    CONSTRAINT record_original_key PRIMARY KEY (bucket, entry_id, type, version)
);
