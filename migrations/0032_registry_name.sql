-- 0032_registry_name.sql
-- How persons are found by name: words and pairs of words by their hash, narrowed by year of
-- birth, and the spellings in use, which every process holds in memory.

-- distribute: bucket
-- owner: node
CREATE TABLE registry_name_key (
    key         INT64  NOT NULL,  -- hash of one folded word or of two in either order
    birth_year  INT64  NOT NULL,  -- 0 = not known
    bucket      INT64  NOT NULL,
    person_id   UUID   NOT NULL,
    CONSTRAINT registry_name_key_key PRIMARY KEY (key, birth_year, bucket, person_id)
);

-- distribute: hash
-- owner: node
CREATE TABLE registry_spelling (
    hash      INT64  NOT NULL,
    spelling  TEXT   NOT NULL,  -- folded
    CONSTRAINT registry_spelling_key PRIMARY KEY (hash, spelling)
);
