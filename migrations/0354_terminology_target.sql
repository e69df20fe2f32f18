-- 0354_terminology_target.sql
-- What the codes of one system are in another, by a concept map.

-- distribute: reference
-- owner: centre
CREATE TABLE terminology_target (
    release_id     INT64  NOT NULL,
    place          INT64  NOT NULL,  -- in the order of the map
    source_system  TEXT   NOT NULL,
    source_code    TEXT   NOT NULL,
    target_system  TEXT   NOT NULL,
    target_code    TEXT   NOT NULL,  -- empty = the map says that there is none
    display        TEXT   NOT NULL,  -- of the target; empty = the map does not say
    equivalence    TEXT   NOT NULL,
    remark         TEXT   NOT NULL,  -- empty = none
    CONSTRAINT terminology_target_key PRIMARY KEY (release_id, place)
) WITHOUT ROWID;

CREATE INDEX terminology_target_source
    ON terminology_target (source_code, source_system, release_id, place);

CREATE INDEX terminology_target_target
    ON terminology_target (target_code, target_system, release_id, place);
