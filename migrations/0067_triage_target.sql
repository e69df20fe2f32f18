-- 0067_triage_target.sql
-- Whose oxygen saturation is scored by NEWS2's second scale, since a doctor set a target of 88 to 92 %.
-- It belongs to the person, not to a facility: whoever measures them next has to know. A target is
-- never deleted; it is lifted. Source: RCP, NEWS2 (2017): scale 2 only on a prescriber's decision.

-- distribute: bucket
-- owner: node
CREATE TABLE triage_target (
    bucket       INT64  NOT NULL,
    person_id    UUID   NOT NULL,
    nth          INT64  NOT NULL,  -- of the person, from 1
    facility_id  UUID   NOT NULL,  -- where it was set
    set_by       UUID   NOT NULL,
    set_at       INT64  NOT NULL,  -- microseconds UTC
    lifted_at    INT64,            -- microseconds UTC; null = stands
    lifted_by    UUID,
    CONSTRAINT triage_target_key PRIMARY KEY (bucket, person_id, nth),
    CONSTRAINT triage_target_lifted_whole CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);

-- One target a person stands at a time.
CREATE UNIQUE INDEX triage_target_stands ON triage_target (bucket, person_id)
    WHERE lifted_at IS NULL;
