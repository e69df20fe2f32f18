-- 0256_rights.sql
-- What people ask about what is held of them, by when they are answered and what they were told; and
-- whom they named to ask after their death. Rows stay: a request ends, a nominee is followed by the
-- next one. Source of the days: Digital Personal Data Protection Rules 2025, rule 14.

-- distribute: bucket
-- owner: centre
CREATE TABLE rights_request (
    bucket       INT64  NOT NULL,
    request_id   UUID   NOT NULL,
    number       INT64  NOT NULL,  -- counted from 1 for the whole city; what a person quotes
    person_id    UUID   NOT NULL,  -- about whom
    kind         TEXT   NOT NULL,
    asked_as     TEXT   NOT NULL,
    proxy_name   TEXT,             -- of whoever asked in place of the person, as entered
    proxy_tie    TEXT,             -- what they are to the person
    note         TEXT,             -- in the words of whoever asked
    facility_id  UUID   NOT NULL,  -- the office that answers
    asked_by     UUID   NOT NULL,  -- who wrote it down; the program, on somebody's own phone
    asked_at     INT64  NOT NULL,  -- microseconds UTC
    due_on       INT64  NOT NULL,  -- days since 1970; answered by the end of it
    state        TEXT   NOT NULL,
    taken_by     UUID,             -- who is looking into it
    taken_at     INT64,            -- microseconds UTC
    ended_by     UUID,
    ended_at     INT64,            -- microseconds UTC; null = open
    outcome      TEXT,             -- what became of a wish to erase
    answer       TEXT,             -- in words
    CONSTRAINT rights_request_key PRIMARY KEY (request_id, bucket),
    CONSTRAINT rights_request_kind_known
        CHECK (kind IN ('access', 'correction', 'erasure', 'grievance')),
    CONSTRAINT rights_request_asker_known
        CHECK (asked_as IN ('themselves', 'guardian', 'nominee')),
    CONSTRAINT rights_request_tie_known CHECK (proxy_tie IN
        ('father', 'mother', 'guardian', 'spouse', 'child', 'sibling', 'other')),
    CONSTRAINT rights_request_proxy_named
        CHECK ((asked_as = 'themselves') = (proxy_name IS NULL)),
    CONSTRAINT rights_request_proxy_tied CHECK ((proxy_name IS NULL) = (proxy_tie IS NULL)),
    CONSTRAINT rights_request_noted CHECK (kind = 'access' OR note IS NOT NULL),
    CONSTRAINT rights_request_state_known
        CHECK (state IN ('received', 'looking', 'answered', 'withdrawn')),
    CONSTRAINT rights_request_taken_whole CHECK ((taken_by IS NULL) = (taken_at IS NULL)),
    CONSTRAINT rights_request_looked CHECK (state <> 'received' OR taken_at IS NULL),
    CONSTRAINT rights_request_looking CHECK (state <> 'looking' OR taken_at IS NOT NULL),
    CONSTRAINT rights_request_ended_whole CHECK ((ended_by IS NULL) = (ended_at IS NULL)),
    CONSTRAINT rights_request_ended
        CHECK ((state IN ('answered', 'withdrawn')) = (ended_at IS NOT NULL)),
    CONSTRAINT rights_request_answered CHECK ((state = 'answered') = (answer IS NOT NULL)),
    CONSTRAINT rights_request_outcome_known CHECK (outcome IN ('done', 'part', 'refused')),
    CONSTRAINT rights_request_outcome_said
        CHECK ((kind = 'erasure' AND state = 'answered') = (outcome IS NOT NULL))
);

-- Of each kind one is open: whoever presses twice, or asks on the phone and at a counter, asks once.
CREATE UNIQUE INDEX rights_request_open ON rights_request (person_id, kind, bucket)
    WHERE ended_at IS NULL;

-- What somebody ever asked.
CREATE INDEX rights_request_person ON rights_request (person_id, asked_at);

-- What waits at an office, whatever is due first before the rest.
CREATE INDEX rights_request_due ON rights_request (facility_id, due_on, request_id)
    WHERE ended_at IS NULL;

-- distribute: bucket
-- owner: centre
CREATE TABLE rights_nominee (
    bucket       INT64  NOT NULL,
    nominee_id   UUID   NOT NULL,
    person_id    UUID   NOT NULL,  -- who named them
    name         TEXT   NOT NULL,  -- as entered
    tie          TEXT   NOT NULL,  -- what they are to the person
    phone        TEXT   NOT NULL,  -- ten digits
    facility_id  UUID   NOT NULL,
    named_by     UUID   NOT NULL,  -- who wrote it down; the program, on somebody's own phone
    named_at     INT64  NOT NULL,  -- microseconds UTC
    ended_as     TEXT,
    ended_by     UUID,
    ended_at     INT64,            -- microseconds UTC; null = in force
    CONSTRAINT rights_nominee_key PRIMARY KEY (nominee_id, bucket),
    CONSTRAINT rights_nominee_tie_known CHECK (tie IN
        ('father', 'mother', 'guardian', 'spouse', 'child', 'sibling', 'other')),
    CONSTRAINT rights_nominee_ended_known CHECK (ended_as IN ('changed', 'withdrawn')),
    CONSTRAINT rights_nominee_ended_whole
        CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_as IS NULL))
);

-- Nobody names two at once.
CREATE UNIQUE INDEX rights_nominee_one ON rights_nominee (person_id, bucket)
    WHERE ended_at IS NULL;

-- Whom somebody ever named.
CREATE INDEX rights_nominee_person ON rights_nominee (person_id, named_at);

-- One more kind of message: that a request was answered. What may stand in the column is a part of
-- the table, which one of the engines cannot change: it is made anew, with what it held.
CREATE TEMPORARY TABLE messages_kept AS
SELECT bucket, message_id, kind, phone, language, text, state, why, tries, job_id, made_at, due_at,
       lapses_at, ended_at
FROM   messages_outbox;

DROP TABLE messages_outbox;

-- distribute: bucket
-- owner: node
CREATE TABLE messages_outbox (
    bucket      INT64  NOT NULL,  -- of the phone
    message_id  UUID   NOT NULL,
    kind        TEXT   NOT NULL,
    phone       TEXT   NOT NULL,  -- ten digits
    language    TEXT   NOT NULL,
    text        TEXT,             -- null = it held a code that has lapsed
    state       TEXT   NOT NULL,
    why         TEXT,             -- why it was not sent
    tries       INT64  NOT NULL,
    job_id      UUID   NOT NULL,  -- the work that sends it
    made_at     INT64  NOT NULL,  -- microseconds UTC
    due_at      INT64  NOT NULL,  -- microseconds UTC; not sent before
    lapses_at   INT64,            -- microseconds UTC; from then on its code is worth nothing
    ended_at    INT64,            -- microseconds UTC; when it was sent, or given up
    CONSTRAINT messages_outbox_key PRIMARY KEY (bucket, message_id),
    CONSTRAINT messages_outbox_kind_known CHECK (kind IN
        ('code', 'card-ready', 'card-expires', 'card-sent', 'applied', 'request-answered')),
    CONSTRAINT messages_outbox_language_known CHECK (language IN ('hi', 'en')),
    CONSTRAINT messages_outbox_state_known CHECK (state IN ('queued', 'sent', 'failed')),
    CONSTRAINT messages_outbox_why_known CHECK (why IN ('gateway', 'lapsed')),
    CONSTRAINT messages_outbox_failed_whole CHECK ((state = 'failed') = (why IS NOT NULL)),
    CONSTRAINT messages_outbox_ended_whole CHECK ((state = 'queued') = (ended_at IS NULL)),
    CONSTRAINT messages_outbox_lapsing_whole CHECK ((kind = 'code') = (lapses_at IS NOT NULL)),
    CONSTRAINT messages_outbox_text_there CHECK (kind = 'code' OR text IS NOT NULL)
);

INSERT INTO messages_outbox (bucket, message_id, kind, phone, language, text, state, why, tries,
                             job_id, made_at, due_at, lapses_at, ended_at)
SELECT bucket, message_id, kind, phone, language, text, state, why, tries, job_id, made_at, due_at,
       lapses_at, ended_at
FROM   messages_kept;

DROP TABLE messages_kept;

-- What was sent last, whoever it went to. Ids sort by the time they were drawn.
CREATE INDEX messages_outbox_latest ON messages_outbox (message_id);

CREATE INDEX messages_outbox_failed ON messages_outbox (message_id) WHERE state = 'failed';
