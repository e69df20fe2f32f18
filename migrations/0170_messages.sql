-- 0170_messages.sql
-- Messages to phones: what is to be sent and what became of it, and the codes by which somebody
-- shows that a phone is in their hands. A phone is kept as the registry keeps it (0030); of a code
-- only a digest is, and the text that told it goes when the code is worth nothing any more.

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
    CONSTRAINT messages_outbox_kind_known
        CHECK (kind IN ('code', 'card-ready', 'card-expires', 'card-sent', 'applied')),
    CONSTRAINT messages_outbox_language_known CHECK (language IN ('hi', 'en')),
    CONSTRAINT messages_outbox_state_known CHECK (state IN ('queued', 'sent', 'failed')),
    CONSTRAINT messages_outbox_why_known CHECK (why IN ('gateway', 'lapsed')),
    CONSTRAINT messages_outbox_failed_whole CHECK ((state = 'failed') = (why IS NOT NULL)),
    CONSTRAINT messages_outbox_ended_whole CHECK ((state = 'queued') = (ended_at IS NULL)),
    CONSTRAINT messages_outbox_lapsing_whole CHECK ((kind = 'code') = (lapses_at IS NOT NULL)),
    CONSTRAINT messages_outbox_text_there CHECK (kind = 'code' OR text IS NOT NULL)
);

-- What was sent last, whoever it went to. Ids sort by the time they were drawn.
CREATE INDEX messages_outbox_latest ON messages_outbox (message_id);

CREATE INDEX messages_outbox_failed ON messages_outbox (message_id) WHERE state = 'failed';

-- distribute: bucket
-- owner: node
CREATE TABLE messages_challenge (
    bucket        INT64  NOT NULL,  -- of the phone
    challenge_id  UUID   NOT NULL,
    phone         TEXT   NOT NULL,  -- ten digits
    purpose       TEXT   NOT NULL,
    salt          BYTES  NOT NULL,
    digest        BYTES  NOT NULL,  -- SHA-256 over the salt and the code
    tries         INT64  NOT NULL,
    message_id    UUID   NOT NULL,  -- that told the code
    asked_from    TEXT,             -- a visitor's address; null = there was no network in between
    made_at       INT64  NOT NULL,  -- microseconds UTC
    expires_at    INT64  NOT NULL,  -- microseconds UTC
    used_at       INT64,            -- microseconds UTC; null = not used
    CONSTRAINT messages_challenge_key PRIMARY KEY (bucket, challenge_id),
    CONSTRAINT messages_challenge_purpose_known CHECK (purpose IN ('apply', 'own')),
    CONSTRAINT messages_challenge_tries_some CHECK (tries BETWEEN 0 AND 5)
);

-- How many codes a phone was sent within the hour.
CREATE INDEX messages_challenge_phone ON messages_challenge (bucket, phone, made_at);

-- How many were asked for from one address.
CREATE INDEX messages_challenge_from ON messages_challenge (asked_from, made_at)
    WHERE asked_from IS NOT NULL;

-- What is old is taken away.
CREATE INDEX messages_challenge_made ON messages_challenge (made_at);

-- An address from which as many codes were asked for as are sent within an hour.
-- distribute: bucket
-- owner: node
CREATE TABLE messages_alarm (
    bucket      INT64  NOT NULL,
    alarm_id    UUID   NOT NULL,
    asked_from  TEXT   NOT NULL,
    codes       INT64  NOT NULL,
    raised_at   INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT messages_alarm_key PRIMARY KEY (bucket, alarm_id)
);

CREATE INDEX messages_alarm_raised ON messages_alarm (raised_at);
