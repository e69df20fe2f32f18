-- 0078_registry_identification.sql
-- Who said, and where, what an unknown person is called. Other processes learn the new name by it.

-- distribute: bucket
-- owner: node
CREATE TABLE registry_identification (
    bucket       INT64  NOT NULL,
    person_id    UUID   NOT NULL,
    at           INT64  NOT NULL,  -- microseconds UTC
    facility_id  UUID   NOT NULL,
    staff_id     UUID   NOT NULL,
    CONSTRAINT registry_identification_key PRIMARY KEY (person_id, at, bucket),
    CONSTRAINT registry_identification_person_fkey FOREIGN KEY (person_id, bucket)
        REFERENCES registry_person (person_id, bucket)
);

CREATE INDEX registry_identification_at ON registry_identification (at);
