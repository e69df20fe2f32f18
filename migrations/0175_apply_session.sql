-- 0175_apply_session.sql
-- A stranger's browser between asking for a code and leaving, and how many ask in an hour. Rows are
-- taken away when their time is over.

-- distribute: hash
-- owner: centre
CREATE TABLE apply_session (
    hash          INT64  NOT NULL,
    digest        BYTES  NOT NULL,  -- of what the cookie holds
    purpose       TEXT   NOT NULL,
    asked_with    TEXT   NOT NULL,  -- the key of the form that asked: pressed twice, sent once
    challenge_id  UUID   NOT NULL,  -- the code that was sent last
    phone         TEXT,             -- ten digits; null until the code was typed
    until         INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT apply_session_key PRIMARY KEY (hash, digest),
    CONSTRAINT apply_session_purpose_known CHECK (purpose IN ('apply', 'own'))
);

CREATE INDEX apply_session_over ON apply_session (until);

-- local
-- owner: centre
CREATE TABLE apply_hour (
    hour   INT64  NOT NULL,  -- since 1970
    asked  INT64  NOT NULL,  -- codes
    wrong  INT64  NOT NULL,  -- codes that were typed wrongly
    CONSTRAINT apply_hour_key PRIMARY KEY (hour)
);
