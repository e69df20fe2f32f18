-- 0005_audit.sql
-- Who did what to which thing, whose care it concerned, and how it ended. Rows are added, never
-- changed; the sealer proves it.

-- distribute: facility_id
-- owner: node
CREATE TABLE audit_row (
    facility_id   UUID   NOT NULL,
    audit_id      UUID   NOT NULL,
    at            INT64  NOT NULL,  -- microseconds UTC
    actor_id      UUID   NOT NULL,
    act           TEXT   NOT NULL,
    subject_kind  TEXT   NOT NULL,
    subject_id    UUID   NOT NULL,
    patient_id    UUID,             -- whose care it concerned, if anybody's
    purpose       TEXT   NOT NULL,
    session_id    UUID,
    outcome       TEXT   NOT NULL,
    CONSTRAINT audit_row_key PRIMARY KEY (facility_id, audit_id),
    CONSTRAINT audit_row_outcome_known CHECK (outcome IN ('done', 'refused'))
);

-- A resident may ask who looked; most rows concern nobody in particular.
CREATE INDEX audit_row_patient ON audit_row (patient_id, at)
    WHERE patient_id IS NOT NULL;

CREATE INDEX audit_row_actor ON audit_row (actor_id, at);

-- Rows that the sealer has not seen. A list, because a row that commits late may sort before rows
-- that were sealed long ago.
-- distribute: facility_id
-- owner: node
CREATE TABLE audit_unsealed (
    facility_id  UUID  NOT NULL,
    audit_id     UUID  NOT NULL,
    CONSTRAINT audit_unsealed_key PRIMARY KEY (audit_id, facility_id)
);

-- One link of the chain for each row: its hash covers the row and the hash before it.
-- distribute: facility_id
-- owner: node
CREATE TABLE audit_link (
    facility_id  UUID   NOT NULL,
    audit_id     UUID   NOT NULL,
    position     INT64  NOT NULL,  -- from 1, without gaps
    hash         BYTES  NOT NULL,  -- SHA-256
    CONSTRAINT audit_link_key PRIMARY KEY (facility_id, audit_id),
    CONSTRAINT audit_link_position_key UNIQUE (position, facility_id)
);

-- distribute: lane
-- owner: node
CREATE TABLE audit_head (
    lane       INT64  NOT NULL,  -- always 0: there is one chain
    position   INT64  NOT NULL,  -- the last link
    hash       BYTES  NOT NULL,  -- of the last link
    roots      INT64  NOT NULL,  -- how many roots there are
    rooted     INT64  NOT NULL,  -- the last link that a root covers
    rooted_at  INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT audit_head_key PRIMARY KEY (lane)
);

-- What was signed, and written to a place that the database account cannot change.
-- distribute: lane
-- owner: node
CREATE TABLE audit_root (
    lane       INT64  NOT NULL,
    number     INT64  NOT NULL,  -- from 1, without gaps
    first      INT64  NOT NULL,
    last       INT64  NOT NULL,
    at         INT64  NOT NULL,  -- microseconds UTC
    hash       BYTES  NOT NULL,  -- of the last link
    merkle     BYTES  NOT NULL,  -- over the hashes of the links, first to last
    signature  BYTES  NOT NULL,  -- Ed25519
    CONSTRAINT audit_root_key PRIMARY KEY (lane, number),
    CONSTRAINT audit_root_covers_links CHECK (last >= first)
);
