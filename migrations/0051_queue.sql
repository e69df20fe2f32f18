-- 0051_queue.sql
-- Tokens of an OPD unit. The schema, not only the code, says that a number is given once, that
-- nobody holds two tokens for one unit on one day, and that no two calls are the same call.

-- distribute: facility_id
-- owner: node
CREATE TABLE queue_token (
    facility_id  UUID   NOT NULL,
    token_id     UUID   NOT NULL,  -- also the visit and its Encounter
    unit_id      UUID   NOT NULL,
    day          INT64  NOT NULL,  -- days since 1970 on an Indian calendar
    prefix       TEXT   NOT NULL,  -- as it was printed, whatever the unit's letter becomes
    number       INT64  NOT NULL,
    person_id    UUID   NOT NULL,
    lane         TEXT   NOT NULL,
    urgency      INT64  NOT NULL,  -- 0 routine, 1 urgent, 2 cannot wait; triage raises it
    visit        TEXT   NOT NULL,
    issued_at    INT64  NOT NULL,  -- microseconds UTC
    issued_by    UUID   NOT NULL,
    state        TEXT   NOT NULL,
    state_since  INT64  NOT NULL,  -- microseconds UTC
    room_id      UUID,             -- where they were called or seen
    seen_by      UUID,             -- who sees or saw them
    began_at     INT64,            -- microseconds UTC; when they sat down with the doctor
    reason       TEXT,             -- why they left without being seen
    call_order   INT64,            -- how many calls the unit had made by then; null = never called
    calls        INT64  NOT NULL,  -- how often they were called
    prints       INT64  NOT NULL,  -- how often the slip was printed
    cards        INT64  NOT NULL,  -- how often the OPD card was printed
    CONSTRAINT queue_token_key PRIMARY KEY (facility_id, token_id),
    CONSTRAINT queue_token_number_key UNIQUE (facility_id, unit_id, day, number),
    CONSTRAINT queue_token_call_key UNIQUE (facility_id, unit_id, day, call_order),
    CONSTRAINT queue_token_lane_known CHECK (lane IN ('emergency', 'priority', 'general')),
    CONSTRAINT queue_token_urgency_known CHECK (urgency BETWEEN 0 AND 2),
    CONSTRAINT queue_token_visit_known CHECK (visit IN ('new-problem', 'follow-up', 'emergency')),
    CONSTRAINT queue_token_state_known
        CHECK (state IN ('waiting', 'called', 'absent', 'with-doctor', 'seen', 'left')),
    CONSTRAINT queue_token_room_when_called
        CHECK (state NOT IN ('called', 'with-doctor', 'seen') OR room_id IS NOT NULL),
    CONSTRAINT queue_token_doctor_when_seen
        CHECK (state NOT IN ('with-doctor', 'seen') OR seen_by IS NOT NULL),
    CONSTRAINT queue_token_reason_when_left CHECK ((state = 'left') = (reason IS NOT NULL))
);

-- One person, one token, one unit, one day; who left may come back for another.
CREATE UNIQUE INDEX queue_token_person_key ON queue_token (facility_id, unit_id, day, person_id)
    WHERE state <> 'left';

-- The next call and the worklists read those who are still here; most tokens of a day are past.
CREATE INDEX queue_token_here ON queue_token (facility_id, unit_id, day, number)
    WHERE state IN ('waiting', 'called', 'absent', 'with-doctor');

-- "Here on 3 November, Medicine", and today's token of somebody who is found.
CREATE INDEX queue_token_person ON queue_token (facility_id, person_id, day);
