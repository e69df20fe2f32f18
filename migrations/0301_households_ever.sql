-- 0301_households_ever.sql
-- Once a wrong link is taken back, all that was written of either of the two meanwhile is listed: where
-- they came to live and for whom they were named, ended or not.
CREATE INDEX households_member_person ON households_member (person_id, since);

CREATE INDEX households_guardian_named ON households_guardian (person_id, since);
