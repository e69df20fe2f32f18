-- 0352_terminology_hierarchy.sql
-- What a concept lies directly below, and the ranges of numbers of all that lies below it. A concept
-- with nothing below it has no range. ADR 0032.

-- distribute: reference
-- owner: centre
CREATE TABLE terminology_parent (
    release_id  INT64  NOT NULL,
    concept     INT64  NOT NULL,
    parent      INT64  NOT NULL,
    CONSTRAINT terminology_parent_key PRIMARY KEY (release_id, concept, parent)
) WITHOUT ROWID;

CREATE INDEX terminology_parent_child ON terminology_parent (release_id, parent, concept);

-- distribute: reference
-- owner: centre
CREATE TABLE terminology_below (
    release_id  INT64  NOT NULL,
    concept     INT64  NOT NULL,
    first       INT64  NOT NULL,  -- the first number of a range; the first range begins at the concept
    behind      INT64  NOT NULL,  -- the number behind its last one
    CONSTRAINT terminology_below_key PRIMARY KEY (release_id, concept, first)
) WITHOUT ROWID;
