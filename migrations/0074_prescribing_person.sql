-- 0074_prescribing_person.sql
-- Whoever prescribes is told what the person takes already from other visits here.
CREATE INDEX prescribing_prescription_person
    ON prescribing_prescription (facility_id, person_id, signed_at);
