-- 0351_terminology_concept.sql
-- The concepts of a code system. Each has a number within its release: a concept stands before what
-- lies below it, and what lies below it is a few ranges of numbers. ADR 0032.

-- distribute: reference
-- owner: centre
CREATE TABLE terminology_concept (
    release_id   INT64  NOT NULL,
    concept      INT64  NOT NULL,  -- its number, from 0
    code         TEXT   NOT NULL,
    code_key     TEXT   NOT NULL,  -- the code; in small letters where the system does not tell them apart
    display      TEXT   NOT NULL,
    definition   TEXT,
    is_active    BOOL   NOT NULL,
    is_abstract  BOOL   NOT NULL,  -- it only groups others
    CONSTRAINT terminology_concept_key PRIMARY KEY (release_id, concept),
    CONSTRAINT terminology_concept_code_key UNIQUE (release_id, code_key)
) WITHOUT ROWID;

CREATE INDEX terminology_concept_inactive ON terminology_concept (release_id, concept)
    WHERE is_active = FALSE;

-- What else a concept is called.
-- distribute: reference
-- owner: centre
CREATE TABLE terminology_designation (
    release_id  INT64  NOT NULL,
    concept     INT64  NOT NULL,
    place       INT64  NOT NULL,  -- among those of the concept
    language    TEXT   NOT NULL,  -- as BCP 47 writes it; empty = nobody said
    use_system  TEXT   NOT NULL,  -- empty = it says for no use
    use_code    TEXT   NOT NULL,
    words       TEXT   NOT NULL,
    CONSTRAINT terminology_designation_key PRIMARY KEY (release_id, concept, place)
) WITHOUT ROWID;

-- What else is said of a concept.
-- distribute: reference
-- owner: centre
CREATE TABLE terminology_property (
    release_id    INT64  NOT NULL,
    concept       INT64  NOT NULL,
    place         INT64  NOT NULL,  -- among those of the concept
    name          TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    value         TEXT   NOT NULL,  -- of a Coding its code
    value_key     TEXT   NOT NULL,  -- the first 64 signs of it
    value_system  TEXT   NOT NULL,  -- of a Coding; else empty
    CONSTRAINT terminology_property_key PRIMARY KEY (release_id, concept, place),
    CONSTRAINT terminology_property_kind_known
        CHECK (kind IN ('code', 'string', 'integer', 'boolean', 'Coding', 'dateTime', 'decimal'))
) WITHOUT ROWID;

CREATE INDEX terminology_property_value
    ON terminology_property (release_id, name, value_key, concept);
