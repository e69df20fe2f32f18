-- 0035_registry_record_kept.sql
-- Whoever keeps the records of a facility reads about those who were registered there. Persons
-- registered before that was so are caught up with.

INSERT INTO access_relation (bucket, person_id, holder_kind, holder_id, kind, because_id,
                             opened_at, until)
SELECT bucket, person_id, 'node', facility_id, 'record', facility_id,
       registered_at, 9223372036854775807
FROM   registry_person
WHERE  TRUE
ON CONFLICT (bucket, person_id, holder_id, kind, because_id) DO NOTHING;
