-- 0064_codes.sql
-- Diagnoses by code, loaded by whoever holds the licence. The words are what search-as-you-type
-- looks up, in both scripts. A code that a later list drops is retired, not deleted: old notes name it.

-- distribute: reference
-- owner: centre
CREATE TABLE codes_concept (
    system_url  TEXT   NOT NULL,
    code        TEXT   NOT NULL,
    display_en  TEXT   NOT NULL,
    display_hi  TEXT   NOT NULL,
    key_en      TEXT   NOT NULL,  -- folded as searching folds what is typed
    key_hi      TEXT   NOT NULL,
    position    INT64  NOT NULL,  -- line of the list it was loaded from
    retired     BOOL   NOT NULL,
    CONSTRAINT codes_concept_key PRIMARY KEY (system_url, code)
);

-- distribute: reference
-- owner: centre
CREATE TABLE codes_word (
    word        TEXT  NOT NULL,  -- folded
    system_url  TEXT  NOT NULL,
    code        TEXT  NOT NULL,
    CONSTRAINT codes_word_key PRIMARY KEY (word, system_url, code),
    CONSTRAINT codes_word_concept_fkey FOREIGN KEY (system_url, code)
        REFERENCES codes_concept (system_url, code)
);

-- A search of several words asks of each found concept whether it has the other words.
CREATE INDEX codes_word_concept ON codes_word (system_url, code, word);
