-- 0110_households.sql
-- Who lives with whom, and who answers for a child. A row is never deleted: living somewhere, and
-- answering for somebody, end with a day.

-- distribute: bucket
-- owner: node
CREATE TABLE households_household (
    bucket        INT64  NOT NULL,
    household_id  UUID   NOT NULL,
    kind          TEXT   NOT NULL,
    called        TEXT,             -- of an institution or a place to sleep; a family has no name
    head_id       UUID,             -- null until somebody says who
    version       INT64  NOT NULL,  -- counts changes from 1
    facility_id   UUID   NOT NULL,  -- where it was written down
    opened_by     UUID   NOT NULL,
    opened_at     INT64  NOT NULL,  -- microseconds UTC
    closed_at     INT64,            -- microseconds UTC; null = somebody lives here
    CONSTRAINT households_household_key PRIMARY KEY (household_id, bucket),
    CONSTRAINT households_household_kind_known
        CHECK (kind IN ('home', 'institution', 'street', 'visiting'))
);

-- distribute: bucket
-- owner: node
CREATE TABLE households_member (
    bucket        INT64  NOT NULL,  -- of the person
    stay_id       UUID   NOT NULL,
    person_id     UUID   NOT NULL,
    household_id  UUID   NOT NULL,
    since         INT64  NOT NULL,  -- microseconds UTC
    tie           TEXT   NOT NULL,  -- what they are to the head
    joined_by     UUID   NOT NULL,
    until         INT64,            -- microseconds UTC; null = lives there
    ended_why     TEXT,
    ended_by      UUID,
    CONSTRAINT households_member_key PRIMARY KEY (stay_id, bucket),
    CONSTRAINT households_member_tie_known
        CHECK (tie IN ('head', 'spouse', 'child', 'parent', 'sibling', 'grandchild',
                       'child-in-law', 'parent-in-law', 'kin', 'unrelated')),
    CONSTRAINT households_member_ended_whole CHECK ((until IS NULL) = (ended_why IS NULL)),
    CONSTRAINT households_member_why_known
        CHECK (ended_why IN ('moved', 'split', 'died', 'mistake'))
);

-- Nobody lives in two places.
CREATE UNIQUE INDEX households_member_now ON households_member (person_id, bucket)
    WHERE until IS NULL;

CREATE INDEX households_member_of ON households_member (household_id) WHERE until IS NULL;

-- distribute: bucket
-- owner: node
CREATE TABLE households_guardian (
    bucket       INT64  NOT NULL,  -- of the child
    guardian_id  UUID   NOT NULL,  -- this row
    child_id     UUID   NOT NULL,
    person_id    UUID   NOT NULL,  -- who answers for the child
    role         TEXT   NOT NULL,
    since        INT64  NOT NULL,  -- microseconds UTC
    named_by     UUID   NOT NULL,
    until        INT64,            -- microseconds UTC; null = until the child is of age
    ended_by     UUID,
    reason       TEXT,             -- why it ended
    CONSTRAINT households_guardian_key PRIMARY KEY (guardian_id, bucket),
    CONSTRAINT households_guardian_two CHECK (child_id <> person_id),
    CONSTRAINT households_guardian_role_known CHECK (role IN ('mother', 'father', 'guardian'))
);

CREATE UNIQUE INDEX households_guardian_once ON households_guardian (child_id, person_id, bucket)
    WHERE until IS NULL;

CREATE INDEX households_guardian_of ON households_guardian (person_id) WHERE until IS NULL;
