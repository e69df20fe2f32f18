-- 0286_registry_unknown.sql
-- Whoever was brought in and could not say who they are is looked for until somebody knows.

CREATE INDEX registry_person_unknown ON registry_person (facility_id, person_id)
    WHERE identity = 'unknown';
