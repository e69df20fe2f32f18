-- 0099_prescribing_of_person.sql
-- Where in the city something was prescribed to a person. Lines stay with the facility where they
-- were signed, and whoever prescribes next, wherever that is, has to know what is still taken.

-- distribute: bucket
-- owner: node
CREATE TABLE prescribing_of_person (
    bucket           INT64  NOT NULL,  -- the person's
    person_id        UUID   NOT NULL,
    prescription_id  UUID   NOT NULL,
    facility_id      UUID   NOT NULL,
    visit_id         UUID   NOT NULL,
    written_at       INT64  NOT NULL,  -- microseconds UTC, of its latest line
    CONSTRAINT prescribing_of_person_key PRIMARY KEY (bucket, person_id, prescription_id)
);

-- What was signed before this was kept.
INSERT INTO prescribing_of_person (bucket, person_id, prescription_id, facility_id, visit_id,
                                   written_at)
SELECT   person.bucket, person.person_id, signed.prescription_id, signed.facility_id,
         signed.visit_id, MAX(line.written_at)
FROM     prescribing_prescription AS signed
         JOIN registry_person AS person ON person.person_id = signed.person_id
         JOIN prescribing_line AS line ON line.facility_id = signed.facility_id
                                      AND line.prescription_id = signed.prescription_id
GROUP BY person.bucket, person.person_id, signed.prescription_id, signed.facility_id,
         signed.visit_id;

-- Asked of one facility, nobody asks any more.
DROP INDEX prescribing_prescription_person;
