-- 0052_queue_record_kept.sql
-- The same for those who were given a token at a facility and registered at another.

INSERT INTO access_relation (bucket, person_id, holder_kind, holder_id, kind, because_id,
                             opened_at, until)
SELECT   person.bucket, person.person_id, 'node', token.facility_id, 'record', token.facility_id,
         MIN(token.issued_at), 9223372036854775807
FROM     queue_token AS token
         JOIN registry_person AS person ON person.person_id = token.person_id
WHERE    TRUE
GROUP BY person.bucket, person.person_id, token.facility_id
ON CONFLICT (bucket, person_id, holder_id, kind, because_id) DO NOTHING;
