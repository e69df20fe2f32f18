-- 0101_queue_token_begun.sql
-- What a doctor has begun and not signed, of whichever day and unit: it stands at their desk until
-- it is signed or ends.
CREATE INDEX queue_token_begun ON queue_token (facility_id, seen_by, day)
    WHERE state = 'with-doctor';
