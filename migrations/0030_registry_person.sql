-- 0030_registry_person.sql
-- The city's one identity of each resident, and what each source said when it registered them.

-- distribute: bucket
-- owner: node
CREATE TABLE registry_person (
    bucket             INT64  NOT NULL,
    person_id          UUID   NOT NULL,  -- begins with the time, so new persons are found in order
    health_id          INT64  NOT NULL,  -- thirteen digits
    identity           TEXT   NOT NULL,
    name_hi            TEXT,             -- as entered; null = never written in Devanagari
    name_en            TEXT,             -- as entered; null = never written in Roman letters
    sex                TEXT,
    birth_date         TEXT,             -- as FHIR writes it, as exactly as known: '1984', '1984-03-12'
    birth_quality      TEXT,
    guardian_relation  TEXT,
    guardian_hi        TEXT,
    guardian_en        TEXT,
    phone              TEXT,             -- ten digits
    phone_whose        TEXT,
    address_line       TEXT,
    locality           TEXT,
    ward               TEXT,             -- the ward's number: '11', 'NDMC_5'
    district           TEXT,
    language           TEXT,             -- what the person speaks: 'hi', 'pa'
    life               TEXT   NOT NULL,
    life_since         INT64,            -- days since 1970; null = not known
    version            INT64  NOT NULL,
    facility_id        UUID   NOT NULL,  -- where first registered
    registered_at      INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT registry_person_key PRIMARY KEY (person_id, bucket),
    CONSTRAINT registry_person_named CHECK (name_hi IS NOT NULL OR name_en IS NOT NULL),
    CONSTRAINT registry_person_identity_known CHECK (identity IN ('known', 'unknown')),
    CONSTRAINT registry_person_sex_known CHECK (sex IN ('female', 'male', 'other')),
    CONSTRAINT registry_person_quality_known
        CHECK (birth_quality IN ('documented', 'stated', 'estimated')),
    CONSTRAINT registry_person_birth_whole CHECK ((birth_date IS NULL) = (birth_quality IS NULL)),
    CONSTRAINT registry_person_life_known CHECK (life IN ('living', 'deceased', 'moved'))
);

-- distribute: bucket
-- owner: node
CREATE TABLE registry_registration (
    bucket           INT64  NOT NULL,
    registration_id  UUID   NOT NULL,
    person_id        UUID   NOT NULL,
    source           TEXT   NOT NULL,  -- 'nabz', or the name of a partner
    facility_id      UUID   NOT NULL,
    staff_id         UUID   NOT NULL,
    at               INT64  NOT NULL,  -- microseconds UTC
    paper_seen       TEXT,             -- which paper was shown, never its number
    said             JSON   NOT NULL,  -- what was said, word for word
    CONSTRAINT registry_registration_key PRIMARY KEY (bucket, registration_id),
    CONSTRAINT registry_registration_person_fkey FOREIGN KEY (person_id, bucket)
        REFERENCES registry_person (person_id, bucket)
);

CREATE INDEX registry_registration_person ON registry_registration (bucket, person_id);
