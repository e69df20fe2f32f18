-- 0040_formulary.sql
-- The medicines a city may prescribe and hand out. Small, the same everywhere, changed by import
-- alone; the words are what search-as-you-type looks up, in both scripts.

-- distribute: reference
-- owner: centre
CREATE TABLE formulary_medicine (
    medicine_id      UUID   NOT NULL,
    code             TEXT   NOT NULL,  -- our own: 'PARA-500-TAB'; no licensed classification in it
    name_en          TEXT   NOT NULL,
    name_hi          TEXT   NOT NULL,
    name_key_en      TEXT   NOT NULL,  -- folded as searching folds what is typed
    name_key_hi      TEXT   NOT NULL,
    ingredients      TEXT   NOT NULL,  -- joined by '+': 'amoxicillin+clavulanic acid'
    groups           TEXT   NOT NULL,  -- joined by '+': what an allergy may be to; '' = none
    form             TEXT   NOT NULL,
    strength         TEXT   NOT NULL,  -- as the pack says it; the digits are never computed with
    route            TEXT   NOT NULL,
    schedule         TEXT   NOT NULL,
    unit             TEXT   NOT NULL,  -- what the stock counts
    measure          TEXT   NOT NULL,  -- what a dose is counted in
    measures_a_unit  INT64  NOT NULL,
    content          TEXT   NOT NULL,  -- of one measure: '500 mg'; '' = doses are in measures
    doses            TEXT   NOT NULL,  -- usual doses, as formulary::store spells them
    position         INT64  NOT NULL,  -- line of the list it was loaded from
    retired          BOOL   NOT NULL,  -- no longer prescribed; old prescriptions still name it
    CONSTRAINT formulary_medicine_key PRIMARY KEY (medicine_id),
    CONSTRAINT formulary_medicine_code_key UNIQUE (code),
    CONSTRAINT formulary_medicine_divides CHECK (measures_a_unit >= 1)
);

-- distribute: reference
-- owner: centre
CREATE TABLE formulary_word (
    word         TEXT  NOT NULL,  -- folded
    medicine_id  UUID  NOT NULL,
    CONSTRAINT formulary_word_key PRIMARY KEY (word, medicine_id),
    CONSTRAINT formulary_word_medicine_fkey FOREIGN KEY (medicine_id)
        REFERENCES formulary_medicine (medicine_id)
);

-- A search of several words asks of each found medicine whether it has the other words.
CREATE INDEX formulary_word_medicine ON formulary_word (medicine_id, word);
