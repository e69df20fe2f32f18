-- 0251_registry_adoption_ever.sql
-- Which partners' Patients ever stood for a person, those that were taken back included.
CREATE INDEX registry_adoption_ever ON registry_adoption (bucket, person_id, adoption_id);
