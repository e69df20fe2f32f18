-- 0037_registry_kin.sql
-- Members of one family who were registered in one go: each says what they are to the first one.
-- It is what was said at a counter, not a household.

-- distribute: bucket
-- owner: node
CREATE TABLE registry_kin (
    bucket       INT64  NOT NULL,  -- of the person who was registered later
    person_id    UUID   NOT NULL,
    kin_of       UUID   NOT NULL,  -- who was registered first
    relation     TEXT   NOT NULL,  -- what the person is to the first one
    facility_id  UUID   NOT NULL,
    staff_id     UUID   NOT NULL,
    at           INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT registry_kin_key PRIMARY KEY (person_id, kin_of, bucket),
    CONSTRAINT registry_kin_person_fkey FOREIGN KEY (person_id, bucket)
        REFERENCES registry_person (person_id, bucket),
    CONSTRAINT registry_kin_two CHECK (person_id <> kin_of),
    CONSTRAINT registry_kin_relation_known
        CHECK (relation IN ('child', 'spouse', 'parent', 'sibling', 'other'))
);
