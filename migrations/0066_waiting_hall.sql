-- 0066_waiting_hall.sql
-- What a counter asks before each token: how many wait, and how fast the last ones were seen. A
-- day has thousands of tokens that are past; these indexes hold those that the answer needs.

CREATE INDEX queue_token_waiting ON queue_token (facility_id, day, unit_id) WHERE state = 'waiting';

CREATE INDEX queue_token_seen ON queue_token (facility_id, unit_id, day, state_since, token_id)
    WHERE state = 'seen';

-- The board's lines: who is called or sits with a doctor.
CREATE INDEX queue_token_hall ON queue_token (facility_id, day, room_id, call_order)
    WHERE state IN ('called', 'with-doctor');

-- The doctors' queue asks for the signs of those who are here, by their visit.
DROP INDEX triage_vitals_urgent;
