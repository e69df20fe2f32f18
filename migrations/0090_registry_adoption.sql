-- 0090_registry_adoption.sql
-- A partner's Patient is what that partner says of somebody; an adoption says which person of the
-- city it is. Rows stay: an adoption is undone by a date, never by deletion.

-- The person is drawn in the bucket of the Patient, so both ways of asking stay on one shard.
-- distribute: bucket
-- owner: centre
CREATE TABLE registry_adoption (
    bucket       INT64  NOT NULL,
    adoption_id  UUID   NOT NULL,
    patient_id   UUID   NOT NULL,  -- the entry of the record
    fhir_id      TEXT   NOT NULL,  -- its logical id, which may be one that the partner chose
    person_id    UUID   NOT NULL,
    source       TEXT   NOT NULL,  -- the name of the partner
    adopted_by   UUID   NOT NULL,
    adopted_at   INT64  NOT NULL,  -- microseconds UTC
    undone_by    UUID,
    undone_at    INT64,            -- microseconds UTC; null = in force
    undone_why   TEXT,
    CONSTRAINT registry_adoption_key PRIMARY KEY (bucket, adoption_id),
    CONSTRAINT registry_adoption_person_fkey FOREIGN KEY (person_id, bucket)
        REFERENCES registry_person (person_id, bucket),
    CONSTRAINT registry_adoption_undone_whole
        CHECK ((undone_at IS NULL) = (undone_by IS NULL)
               AND (undone_at IS NULL) = (undone_why IS NULL))
);

CREATE UNIQUE INDEX registry_adoption_once ON registry_adoption (bucket, patient_id)
    WHERE undone_at IS NULL;

CREATE INDEX registry_adoption_person ON registry_adoption (bucket, person_id)
    WHERE undone_at IS NULL;

-- Who was linked to a person, asked by the person who goes on.
CREATE INDEX registry_link_same_as ON registry_link (same_as) WHERE undone_at IS NULL;
