-- 0371_disputes.sql
-- What clinicians hold against entries of others. The entry stays its source's, byte for byte; what
-- is disputed warns nobody while the dispute stands. ADR 0037.

-- distribute: bucket
-- owner: node
CREATE TABLE disputes_dispute (
    bucket        INT64  NOT NULL,  -- of the person
    dispute_id    UUID   NOT NULL,
    person_id     UUID   NOT NULL,
    entry_type    INT64  NOT NULL,  -- number of the type
    entry_bucket  INT64  NOT NULL,
    entry_id      UUID   NOT NULL,
    version       INT64  NOT NULL,  -- of the entry, as it was disputed
    reference     TEXT   NOT NULL,  -- as the entry is served: Type/id
    reason        TEXT   NOT NULL,
    words         TEXT   NOT NULL,  -- as typed; '' = the reason says it
    marks         TEXT   NOT NULL,  -- what the entry and the words are marked as, a blank between; '' = open
    facility_id   UUID   NOT NULL,
    raised_by     UUID   NOT NULL,
    raised_at     INT64  NOT NULL,  -- microseconds UTC
    withdrawn_at  INT64,            -- microseconds UTC; null = stands
    withdrawn_by  UUID,
    CONSTRAINT disputes_dispute_key PRIMARY KEY (dispute_id, bucket),
    CONSTRAINT disputes_dispute_reason_known
        CHECK (reason IN ('another-person', 'proved-wrong', 'mistaken', 'outdated', 'other')),
    CONSTRAINT disputes_dispute_withdrawn_whole
        CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);

-- One dispute of an entry stands at a time.
CREATE UNIQUE INDEX disputes_dispute_stands
    ON disputes_dispute (bucket, person_id, entry_type, entry_id, entry_bucket)
    WHERE withdrawn_at IS NULL;
