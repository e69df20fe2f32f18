-- 0240_households_died.sql
-- A death ends where somebody lives, that they answer for a child and that somebody answers for them.
-- What it ended is marked, so that a death which was noted by mistake is taken back with all of it.

-- Their death ended it, and nobody who said so.
ALTER TABLE households_member ADD COLUMN by_death BOOL NOT NULL DEFAULT FALSE;

-- Who spoke for the household until then; null = nobody, or no death ended it.
ALTER TABLE households_member ADD COLUMN head_then UUID;

-- Whose death ended it, of the two; null = no death did.
ALTER TABLE households_guardian ADD COLUMN by_death UUID;

-- The office that registered the child, which looks for another guardian; null = none is needed.
ALTER TABLE households_guardian ADD COLUMN office_id UUID;

CREATE INDEX households_member_died ON households_member (person_id) WHERE by_death = TRUE;

CREATE INDEX households_guardian_died ON households_guardian (by_death, guardian_id)
    WHERE by_death IS NOT NULL;

CREATE INDEX households_guardian_orphan ON households_guardian (child_id)
    WHERE by_death IS NOT NULL;

CREATE INDEX households_guardian_bereaved ON households_guardian (office_id, until, guardian_id)
    WHERE office_id IS NOT NULL;

CREATE INDEX households_household_headless ON households_household (facility_id, household_id)
    WHERE head_id IS NULL AND closed_at IS NULL;
