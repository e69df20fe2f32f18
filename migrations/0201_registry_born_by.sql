-- 0201_registry_born_by.sql
-- An office finds whoever it registered and who turns one, or eighteen, by the day of their birth.
-- Where only a month or a year is known, it is the last day that this allows.

-- As FHIR writes a day. Of a month that was known before it is the 31st, whatever the month.
ALTER TABLE registry_person ADD COLUMN born_by TEXT;

UPDATE registry_person
SET    born_by = CASE LENGTH(birth_date)
           WHEN 4 THEN birth_date || '-12-31'
           WHEN 7 THEN birth_date || '-31'
           ELSE birth_date
       END
WHERE  birth_date IS NOT NULL;

CREATE INDEX registry_person_born ON registry_person (facility_id, born_by, person_id);
