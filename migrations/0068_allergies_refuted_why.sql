-- 0068_allergies_refuted_why.sql
-- Why an allergy was refuted: whoever reads the history later has to be able to weigh it.
ALTER TABLE allergies_allergy ADD COLUMN refuted_why TEXT;  -- as typed; null while it stands
