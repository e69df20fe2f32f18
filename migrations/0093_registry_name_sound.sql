-- 0093_registry_name_sound.sql
-- Beside each key stands the name it was made of, as it sounds: a search tells how alike a few
-- hundred names are without reading the persons who bear them.

-- distribute: bucket
-- owner: node
CREATE TABLE registry_name_sound (
    key         INT64  NOT NULL,  -- hash of one folded word or of two in either order
    birth_year  INT64  NOT NULL,  -- 0 = not known
    bucket      INT64  NOT NULL,
    person_id   UUID   NOT NULL,
    sound       TEXT   NOT NULL,  -- folded words of the whole name; an initial ends with a dot
    CONSTRAINT registry_name_sound_key PRIMARY KEY (key, birth_year, bucket, person_id, sound)
);

DROP TABLE registry_name_key;

-- Persons from before, who are not in the table yet: the program writes their keys while it runs.
-- local
-- owner: node
CREATE TABLE registry_name_pending (
    from_id  UUID  NOT NULL,  -- this one and those after it
    CONSTRAINT registry_name_pending_key PRIMARY KEY (from_id)
);

INSERT INTO registry_name_pending (from_id)
SELECT person_id FROM registry_person ORDER BY person_id LIMIT 1;
