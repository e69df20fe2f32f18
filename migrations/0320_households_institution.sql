-- 0320_households_institution.sql
-- A place where many live is kept by itself, whether or not somebody lives there: of which kind it is,
-- who is called at its desk, and who receives the cards of those who live there. It is closed by whoever
-- keeps it, and what the closing ended is marked, so that it can be taken back. ADR 0024.

-- Of which kind it is; null = nobody said, or a family.
ALTER TABLE households_household ADD COLUMN sort TEXT
    CONSTRAINT households_household_sort_known
    CHECK (sort IN ('night-shelter', 'old-age-home', 'childrens-home', 'hostel', 'labour-camp',
                    'womens-shelter', 'prison', 'de-addiction', 'hiv-care', 'halfway-home',
                    'street', 'other'));

-- The figures of its desk's phone.
ALTER TABLE households_household ADD COLUMN phone TEXT;

-- Who may receive the cards of those who live there, as entered; null = nobody.
ALTER TABLE households_household ADD COLUMN caretaker TEXT;

CREATE INDEX households_household_shut ON households_household (closed_at, household_id)
    WHERE called IS NOT NULL AND closed_at IS NOT NULL;

-- The closing of the place ended it, and nobody who left.
ALTER TABLE households_member ADD COLUMN by_closing BOOL NOT NULL DEFAULT FALSE
    CONSTRAINT households_member_closed_once
    CHECK (by_closing = FALSE OR (by_death = FALSE AND by_move = FALSE));

CREATE INDEX households_member_living ON households_member (household_id, stay_id)
    WHERE until IS NULL;

CREATE INDEX households_member_left ON households_member (household_id, until, stay_id)
    WHERE until IS NOT NULL;

CREATE INDEX households_member_shut ON households_member (household_id, stay_id)
    WHERE by_closing = TRUE;
