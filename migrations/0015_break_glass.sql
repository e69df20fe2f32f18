-- 0015_break_glass.sql
-- Reading without a relationship, for a reason, for four hours, and looked at afterwards.

-- distribute: bucket
-- owner: node
CREATE TABLE access_break_glass (
    bucket       INT64  NOT NULL,  -- the person's
    person_id    UUID   NOT NULL,
    break_id     UUID   NOT NULL,
    staff_id     UUID   NOT NULL,
    facility_id  UUID   NOT NULL,  -- where they sat
    reason       TEXT   NOT NULL,
    at           INT64  NOT NULL,  -- microseconds UTC
    until        INT64  NOT NULL,  -- microseconds UTC
    reviewed_at  INT64,            -- microseconds UTC; null = nobody has looked yet
    reviewed_by  UUID,
    verdict      TEXT,
    CONSTRAINT access_break_glass_key PRIMARY KEY (bucket, person_id, break_id),
    CONSTRAINT access_break_glass_verdict_known CHECK (verdict IN ('justified', 'not-justified')),
    CONSTRAINT access_break_glass_reviewed_whole
        CHECK ((reviewed_at IS NULL) = (reviewed_by IS NULL)),
    CONSTRAINT access_break_glass_verdict_with_review
        CHECK ((reviewed_at IS NULL) = (verdict IS NULL))
);

-- The reviewer's list: what happened at a facility and was not looked at, oldest first.
CREATE INDEX access_break_glass_open ON access_break_glass (facility_id, at)
    WHERE reviewed_at IS NULL;
