-- 0302_outage_of_person.sql
-- Once a wrong link is taken back, the visits that a counter without a network told of meanwhile are
-- listed, too.
CREATE INDEX outage_visit_person ON outage_visit (person_id, told_at);
