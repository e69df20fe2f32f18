-- 0020_record_source.sql
-- Who speaks. Every entry belongs to the source that first wrote it, and only that source may
-- change it.

-- reference
-- owner: centre
CREATE TABLE record_source (
    source_id  INT64  NOT NULL,  -- 1 = nabz, the city's own capabilities
    name       TEXT   NOT NULL,  -- as it ends meta.source: 'synthea-2019'
    key_hash   BYTES,            -- SHA-256 of the key it signs in with; null = it cannot sign in
    since      INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT record_source_key PRIMARY KEY (source_id),
    CONSTRAINT record_source_name_key UNIQUE (name)
);

INSERT INTO record_source (source_id, name, key_hash, since) VALUES (1, 'nabz', NULL, 0);
