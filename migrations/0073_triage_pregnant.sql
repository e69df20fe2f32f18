-- 0073_triage_pregnant.sql
-- Whether the person was pregnant when a set was taken: NEWS2 does not hold then, and the next
-- nurse and the doctor have to know. Of older sets nobody kept it.
ALTER TABLE triage_vitals ADD COLUMN pregnant BOOL NOT NULL DEFAULT FALSE;

-- What the last set here said of a person.
CREATE INDEX triage_vitals_person ON triage_vitals (facility_id, person_id, taken_at)
    WHERE withdrawn_at IS NULL;
