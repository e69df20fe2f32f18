-- 0111_registry_kin_lives_together.sql
-- Families that were registered in one go become households of which the first one is the head.
-- Somebody registered beside one who was not first keeps no household; a counter never did that.

INSERT INTO households_household (bucket, household_id, kind, head_id, version, facility_id,
                                  opened_by, opened_at)
SELECT first.bucket, first.person_id, 'home', first.person_id, 1, kin.facility_id, kin.staff_id,
       kin.at
FROM   registry_kin kin
JOIN   registry_person first ON first.person_id = kin.kin_of
WHERE  NOT EXISTS (SELECT 1 FROM registry_kin above WHERE above.person_id = kin.kin_of)
ON     CONFLICT DO NOTHING;

INSERT INTO households_member (bucket, stay_id, person_id, household_id, since, tie, joined_by)
SELECT home.bucket, home.household_id, home.head_id, home.household_id, home.opened_at, 'head',
       home.opened_by
FROM   households_household home
WHERE  home.head_id = home.household_id;

INSERT INTO households_member (bucket, stay_id, person_id, household_id, since, tie, joined_by)
SELECT kin.bucket, kin.person_id, kin.person_id, home.household_id, kin.at,
       CASE kin.relation WHEN 'other' THEN 'kin' ELSE kin.relation END, kin.staff_id
FROM   registry_kin kin
JOIN   households_household home ON home.household_id = kin.kin_of
WHERE  TRUE
ON     CONFLICT DO NOTHING;

DROP TABLE registry_kin;
