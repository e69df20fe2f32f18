-- 0190_emergency.sql
-- What helps in an emergency: the blood group, what a person has had for long, their operations.
-- It belongs to the person, not to a facility, and an entry is never deleted: one that was wrong or
-- is over says so.

-- distribute: bucket
-- owner: node
CREATE TABLE emergency_blood_group (
    bucket       INT64  NOT NULL,
    entry_id     UUID   NOT NULL,
    person_id    UUID   NOT NULL,
    number       INT64  NOT NULL,  -- counted from 1 for each person; the last one holds
    blood_group  TEXT,             -- null = what stood was wrong, and nothing else is known
    how          TEXT   NOT NULL,
    tested_on    TEXT,             -- a day, a month or a year: 2026-11-23, 2026-11, 2026
    why          TEXT   NOT NULL,  -- why the one before was wrong; '' = nothing was
    facility_id  UUID   NOT NULL,
    noted_by     UUID   NOT NULL,
    noted_at     INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT emergency_blood_group_key PRIMARY KEY (entry_id, bucket),
    CONSTRAINT emergency_blood_group_once UNIQUE (person_id, number, bucket),
    CONSTRAINT emergency_blood_group_known CHECK (blood_group IN
        ('A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-')),
    CONSTRAINT emergency_blood_group_how_known CHECK (how IN ('tested', 'said'))
);

-- distribute: bucket
-- owner: node
CREATE TABLE emergency_condition (
    bucket        INT64  NOT NULL,
    condition_id  UUID   NOT NULL,
    person_id     UUID   NOT NULL,
    code          TEXT   NOT NULL,  -- ICD-10
    since         TEXT,             -- a day, a month or a year
    facility_id   UUID   NOT NULL,
    noted_by      UUID   NOT NULL,
    noted_at      INT64  NOT NULL,  -- microseconds UTC
    ended         TEXT,             -- null = stands
    ended_why     TEXT,             -- as typed
    ended_by      UUID,
    ended_at      INT64,            -- microseconds UTC
    CONSTRAINT emergency_condition_key PRIMARY KEY (condition_id, bucket),
    CONSTRAINT emergency_condition_ended_known CHECK (ended IN ('over', 'wrong')),
    CONSTRAINT emergency_condition_ended_whole CHECK (
        (ended IS NULL) = (ended_why IS NULL) AND (ended IS NULL) = (ended_by IS NULL)
        AND (ended IS NULL) = (ended_at IS NULL))
);

-- One entry a person and code stands at a time.
CREATE UNIQUE INDEX emergency_condition_stands ON emergency_condition (bucket, person_id, code)
    WHERE ended IS NULL;

-- distribute: bucket
-- owner: node
CREATE TABLE emergency_surgery (
    bucket       INT64  NOT NULL,
    surgery_id   UUID   NOT NULL,
    person_id    UUID   NOT NULL,
    what         TEXT   NOT NULL,  -- as typed
    done         TEXT,             -- a day, a month or a year; null = nobody knows when
    facility_id  UUID   NOT NULL,
    noted_by     UUID   NOT NULL,
    noted_at     INT64  NOT NULL,  -- microseconds UTC
    wrong_why    TEXT,             -- as typed; null = stands
    wrong_by     UUID,
    wrong_at     INT64,            -- microseconds UTC
    CONSTRAINT emergency_surgery_key PRIMARY KEY (surgery_id, bucket),
    CONSTRAINT emergency_surgery_wrong_whole CHECK (
        (wrong_why IS NULL) = (wrong_by IS NULL) AND (wrong_why IS NULL) = (wrong_at IS NULL))
);

-- The operations of a person.
CREATE INDEX emergency_surgery_of ON emergency_surgery (bucket, person_id)
    WHERE wrong_why IS NULL;
