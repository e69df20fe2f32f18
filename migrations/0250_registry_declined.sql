-- 0250_registry_declined.sql
-- Corrections that were declined are read beside the person's history, with why they were.
CREATE INDEX registry_correction_declined ON registry_correction (person_id, decided_at)
    WHERE state = 'declined';
