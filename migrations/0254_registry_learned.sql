-- What the search over the registry has learned about how records of one person agree, so that the
-- next search and a search that was stopped judge alike.

-- local
-- owner: centre
CREATE TABLE registry_duplicate_learned (
    walk        TEXT   NOT NULL,
    learned     TEXT   NOT NULL,  -- as nabz-linkage writes it
    persons     INT64  NOT NULL,  -- so many it was learned from
    learned_at  INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT registry_duplicate_learned_key PRIMARY KEY (walk)
);
