-- 0130_consent.sql
-- What people were asked, one purpose at a time, what they answered, and the notice that was shown.
-- Rows stay: an answer is followed by the next one and never changed. ADR 0023.

-- reference
-- owner: centre
CREATE TABLE consent_notice (
    purpose        TEXT   NOT NULL,
    version        INT64  NOT NULL,  -- counted from 1 for each purpose
    text_en        TEXT   NOT NULL,
    text_hi        TEXT   NOT NULL,
    demonstration  BOOL   NOT NULL,  -- written to try the program with; nobody has approved it
    since          INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT consent_notice_key PRIMARY KEY (purpose, version),
    CONSTRAINT consent_notice_purpose_known CHECK (purpose IN
        ('health-card', 'record-sharing', 'survey-health', 'research', 'sms'))
);

-- distribute: bucket
-- owner: node
CREATE TABLE consent_answer (
    bucket       INT64  NOT NULL,
    answer_id    UUID   NOT NULL,
    person_id    UUID   NOT NULL,
    purpose      TEXT   NOT NULL,
    number       INT64  NOT NULL,  -- counted from 1 for each person and purpose
    said         TEXT   NOT NULL,
    shares       TEXT   NOT NULL,  -- sensitive categories that are shared too, spaces between them
    until        INT64,            -- days since 1970; from then on it is asked anew
    takes_back   UUID,             -- the answer that a withdrawal ends
    notice       INT64  NOT NULL,  -- the version of the purpose's notice
    shown_in     TEXT   NOT NULL,  -- the language in which it was shown
    answered_by  TEXT   NOT NULL,
    proxy_name   TEXT,             -- as entered
    proxy_tie    TEXT,             -- what the proxy is to the person
    proxy_why    TEXT,             -- why the person cannot answer
    way          TEXT   NOT NULL,
    witness      TEXT,             -- as entered
    facility_id  UUID   NOT NULL,
    asked_by     UUID   NOT NULL,
    answered_at  INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT consent_answer_key PRIMARY KEY (answer_id, bucket),
    CONSTRAINT consent_answer_once UNIQUE (person_id, purpose, number, bucket),
    CONSTRAINT consent_answer_purpose_known CHECK (purpose IN
        ('health-card', 'record-sharing', 'survey-health', 'research', 'sms')),
    CONSTRAINT consent_answer_said_known CHECK (said IN ('given', 'refused', 'withdrawn')),
    CONSTRAINT consent_answer_shown_in_known CHECK (shown_in IN ('hi', 'en')),
    CONSTRAINT consent_answer_by_known
        CHECK (answered_by IN ('themselves', 'guardian', 'representative')),
    CONSTRAINT consent_answer_tie_known CHECK (proxy_tie IN
        ('father', 'mother', 'guardian', 'spouse', 'child', 'sibling', 'other')),
    CONSTRAINT consent_answer_way_known CHECK (way IN ('screen', 'paper', 'spoken')),
    CONSTRAINT consent_answer_withdrawn_whole
        CHECK ((said = 'withdrawn') = (takes_back IS NOT NULL)),
    CONSTRAINT consent_answer_proxy_named
        CHECK ((answered_by = 'themselves') = (proxy_name IS NULL)),
    CONSTRAINT consent_answer_proxy_tied CHECK ((proxy_name IS NULL) = (proxy_tie IS NULL)),
    CONSTRAINT consent_answer_proxy_reasoned
        CHECK ((answered_by = 'representative') = (proxy_why IS NOT NULL)),
    CONSTRAINT consent_answer_witnessed CHECK ((way = 'spoken') = (witness IS NOT NULL))
);
