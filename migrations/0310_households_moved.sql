-- 0310_households_moved.sql
-- Whoever has left the city lives in no household of it. What ended for that is marked as what a death
-- ends, so that whoever comes back lives again where they lived.

-- That they left the city ended it, and nobody who said so of the household.
ALTER TABLE households_member ADD COLUMN by_move BOOL NOT NULL DEFAULT FALSE
    CONSTRAINT households_member_gone_once CHECK (by_move = FALSE OR by_death = FALSE);

-- Who lived in a household and has left the city.
CREATE INDEX households_member_away ON households_member (household_id, until)
    WHERE by_move = TRUE;

-- Where somebody lived before.
CREATE INDEX households_member_before ON households_member (person_id, until)
    WHERE until IS NOT NULL;
