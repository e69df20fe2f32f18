-- 0014_relations.sql
-- Why somebody may read about a person: an open visit, a token, a case. Capabilities open and
-- close them; every list and search of the record joins this one table.

-- distribute: bucket
-- owner: node
CREATE TABLE access_relation (
    bucket       INT64  NOT NULL,  -- the person's
    person_id    UUID   NOT NULL,
    holder_kind  TEXT   NOT NULL,  -- 'staff', or 'node' for everyone who gives care there
    holder_id    UUID   NOT NULL,
    kind         TEXT   NOT NULL,
    because_id   UUID   NOT NULL,  -- the visit, the case, the breaking of the glass
    opened_at    INT64  NOT NULL,  -- microseconds UTC
    until        INT64  NOT NULL,  -- microseconds UTC; when it ends by itself
    closed_at    INT64,            -- microseconds UTC; null = open
    CONSTRAINT access_relation_key PRIMARY KEY (bucket, person_id, holder_id, kind, because_id),
    CONSTRAINT access_relation_holder_known CHECK (holder_kind IN ('staff', 'node'))
);
