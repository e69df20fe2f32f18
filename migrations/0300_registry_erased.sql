-- 0300_registry_erased.sql
-- What somebody has erased is taken out of all that was ever written down of them: what they said on
-- each occasion, what was wanted on record, what they answered about their phone. What is left says
-- that it was erased, when, by whom and on which request. ADR 0023.

-- What this correction took off the record because the person asked for it; null = it is another one.
ALTER TABLE registry_correction ADD COLUMN erases TEXT
    CONSTRAINT registry_correction_erases_known
    CHECK (erases IN ('phone', 'line', 'phone-and-line'));

-- Every wish about somebody, whatever became of it.
CREATE INDEX registry_correction_of ON registry_correction (person_id, correction_id);
