-- 0353_terminology_word.sql
-- The words of displays and designations, folded, and codes: what somebody begins to type.

-- distribute: reference
-- owner: centre
CREATE TABLE terminology_word (
    release_id  INT64  NOT NULL,
    word        TEXT   NOT NULL,
    concept     INT64  NOT NULL,
    CONSTRAINT terminology_word_key PRIMARY KEY (release_id, word, concept)
) WITHOUT ROWID;
