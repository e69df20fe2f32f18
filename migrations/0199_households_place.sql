-- 0199_households_place.sql
-- A shelter, a hostel, a prison or a place where people sleep is where many live and none is the
-- head: it lies in a ward, and somebody is asked there.

ALTER TABLE households_household ADD COLUMN ward TEXT;     -- the ward's number
ALTER TABLE households_household ADD COLUMN contact TEXT;  -- the warden: a name, a phone

CREATE INDEX households_household_place ON households_household (called, household_id)
    WHERE called IS NOT NULL AND closed_at IS NULL;
