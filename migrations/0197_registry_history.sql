-- 0197_registry_history.sql
-- What was on record of somebody before: who noted that they died, moved away or came back stays
-- from here on, and their corrections are found by the person.

-- distribute: bucket
-- owner: node
CREATE TABLE registry_life (
    bucket       INT64  NOT NULL,
    person_id    UUID   NOT NULL,
    version      INT64  NOT NULL,  -- of the person, which the note has made
    life         TEXT   NOT NULL,
    life_since   INT64,            -- days since 1970; null = not known
    facility_id  UUID   NOT NULL,
    staff_id     UUID   NOT NULL,
    at           INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT registry_life_key PRIMARY KEY (person_id, version, bucket),
    CONSTRAINT registry_life_person_fkey FOREIGN KEY (person_id, bucket)
        REFERENCES registry_person (person_id, bucket),
    CONSTRAINT registry_life_life_known CHECK (life IN ('living', 'deceased', 'moved'))
);

CREATE INDEX registry_correction_person ON registry_correction (person_id, decided_at)
    WHERE state = 'approved';
