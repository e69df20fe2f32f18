-- 0350_terminology_release.sql
-- One version of a code system, a value set or a concept map, loaded by whoever holds its licence.
-- While it is loaded nobody is answered from it; once it stands, the one before it with the same
-- address and version is replaced, and its rows are swept a while later. ADR 0032.

-- distribute: reference
-- owner: centre
CREATE TABLE terminology_release (
    release_id         INT64  NOT NULL,
    kind               TEXT   NOT NULL,
    url                TEXT   NOT NULL,
    version            TEXT   NOT NULL,  -- empty = it has none
    name               TEXT   NOT NULL,
    title              TEXT   NOT NULL,  -- empty = it has none
    status             TEXT   NOT NULL,
    copyright          TEXT   NOT NULL,  -- empty = it says nothing
    language           TEXT   NOT NULL,  -- of its displays, as BCP 47 writes it
    content            TEXT,             -- of a code system: complete, fragment, example …
    hierarchy          TEXT,             -- of a code system: is-a, part-of …; null = it says nothing
    is_case_sensitive  BOOL   NOT NULL,
    whole_set          TEXT,             -- of a code system: the address of the value set of all of it
    body               JSON,             -- of a value set and of a concept map, without its rows
    entries            INT64  NOT NULL,  -- concepts, or pairs of a map
    state              TEXT   NOT NULL,
    state_at           INT64  NOT NULL,  -- microseconds UTC, since when
    CONSTRAINT terminology_release_key PRIMARY KEY (release_id),
    CONSTRAINT terminology_release_kind_known
        CHECK (kind IN ('CodeSystem', 'ValueSet', 'ConceptMap')),
    CONSTRAINT terminology_release_state_known CHECK (state IN ('loading', 'standing', 'replaced'))
);

CREATE UNIQUE INDEX terminology_release_standing ON terminology_release (kind, url, version)
    WHERE state = 'standing';

CREATE INDEX terminology_release_whole_set ON terminology_release (whole_set)
    WHERE whole_set IS NOT NULL;
