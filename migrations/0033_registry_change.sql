-- 0033_registry_change.sql
-- Corrections that wait for a second pair of eyes, and links that say two persons are one.
-- Rows stay: a link is undone by a date, never by deletion.

-- distribute: bucket
-- owner: node
CREATE TABLE registry_correction (
    bucket          INT64  NOT NULL,
    correction_id   UUID   NOT NULL,
    person_id       UUID   NOT NULL,
    person_version  INT64  NOT NULL,  -- what the asker saw
    facility_id     UUID   NOT NULL,
    asked_by        UUID   NOT NULL,
    asked_at        INT64  NOT NULL,  -- microseconds UTC
    reason          TEXT   NOT NULL,
    wanted          JSON   NOT NULL,
    state           TEXT   NOT NULL,
    decided_by      UUID,
    decided_at      INT64,            -- microseconds UTC
    note            TEXT,
    CONSTRAINT registry_correction_key PRIMARY KEY (bucket, correction_id),
    CONSTRAINT registry_correction_person_fkey FOREIGN KEY (person_id, bucket)
        REFERENCES registry_person (person_id, bucket),
    CONSTRAINT registry_correction_state_known
        CHECK (state IN ('asked', 'approved', 'declined')),
    CONSTRAINT registry_correction_decided_whole
        CHECK ((state = 'asked') = (decided_by IS NULL))
);

CREATE INDEX registry_correction_asked ON registry_correction (facility_id, asked_at)
    WHERE state = 'asked';

-- Other processes learn new spellings from what was decided lately.
CREATE INDEX registry_correction_decided ON registry_correction (decided_at)
    WHERE state = 'approved';

-- distribute: bucket
-- owner: centre
CREATE TABLE registry_link (
    bucket     INT64  NOT NULL,  -- of the person who is linked
    link_id    UUID   NOT NULL,
    person_id  UUID   NOT NULL,
    same_as    UUID   NOT NULL,  -- the person whose record goes on
    linked_by  UUID   NOT NULL,
    linked_at  INT64  NOT NULL,  -- microseconds UTC
    reason     TEXT   NOT NULL,
    undone_by  UUID,
    undone_at  INT64,            -- microseconds UTC; null = in force
    CONSTRAINT registry_link_key PRIMARY KEY (bucket, link_id),
    CONSTRAINT registry_link_two CHECK (person_id <> same_as)
);

CREATE UNIQUE INDEX registry_link_once ON registry_link (bucket, person_id) WHERE undone_at IS NULL;
