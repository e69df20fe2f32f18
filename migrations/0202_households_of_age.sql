-- 0202_households_of_age.sql
-- A guardian answers until the child is of age. The day is kept beside each naming, so that the work
-- of a day finds those that are over, and partners see that they are.

-- Days since 1970; 0 = nobody has looked yet.
ALTER TABLE households_guardian ADD COLUMN of_age_on INT64 NOT NULL DEFAULT 0;

-- It was ended because the child was of age, and by nobody who said so.
ALTER TABLE households_guardian ADD COLUMN by_age BOOL NOT NULL DEFAULT FALSE;

CREATE INDEX households_guardian_due ON households_guardian (of_age_on, guardian_id)
    WHERE until IS NULL;

-- Ended too early: a birth was corrected since, or a clock was wrong.
CREATE INDEX households_guardian_early ON households_guardian (of_age_on, guardian_id)
    WHERE by_age = TRUE;

CREATE INDEX households_guardian_grown ON households_guardian (child_id) WHERE by_age = TRUE;
