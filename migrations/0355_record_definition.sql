-- 0355_record_definition.sql
-- Profiles, value sets and code systems that bodies are held against. A row is added, never changed:
-- of one URL and version the last row counts, of one URL the last version, unless a version is named.

-- reference
-- owner: centre
CREATE TABLE record_definition (
    definition_id  INT64  NOT NULL,  -- in the order in which they were loaded
    url            TEXT   NOT NULL,  -- canonical, without a version
    version        TEXT   NOT NULL,  -- '' = it says none
    kind           TEXT   NOT NULL,  -- the type of the resource: 'StructureDefinition'
    digest         BYTES  NOT NULL,  -- SHA-256 of the body
    body           BYTES  NOT NULL,  -- zstd
    loaded_at      INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT record_definition_key PRIMARY KEY (definition_id)
);

CREATE INDEX record_definition_url ON record_definition (url, version, definition_id);
