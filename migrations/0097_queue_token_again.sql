-- 0097_queue_token_again.sql
-- Only a token that is still open keeps somebody from another one of the same unit and day: who was
-- seen in the morning and is worse by the evening is given one more.

DROP INDEX queue_token_person_key;

CREATE UNIQUE INDEX queue_token_person_key ON queue_token (facility_id, unit_id, day, person_id)
    WHERE state IN ('waiting', 'called', 'absent', 'with-doctor');
