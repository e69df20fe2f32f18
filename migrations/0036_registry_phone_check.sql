-- 0036_registry_phone_check.sql
-- A phone changes hands sooner than anything else about a person, so counters ask whether it is
-- still right. Each answer stays with its day.

-- distribute: bucket
-- owner: node
CREATE TABLE registry_phone_check (
    bucket       INT64  NOT NULL,
    person_id    UUID   NOT NULL,
    at           INT64  NOT NULL,  -- microseconds UTC
    phone        TEXT   NOT NULL,  -- the ten digits that are right since then
    answer       TEXT   NOT NULL,
    facility_id  UUID   NOT NULL,
    staff_id     UUID   NOT NULL,
    CONSTRAINT registry_phone_check_key PRIMARY KEY (person_id, at, bucket),
    CONSTRAINT registry_phone_check_person_fkey FOREIGN KEY (person_id, bucket)
        REFERENCES registry_person (person_id, bucket),
    CONSTRAINT registry_phone_check_answer_known CHECK (answer IN ('same', 'changed'))
);
