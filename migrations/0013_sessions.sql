-- 0013_sessions.sql
-- Sign-ins that have not ended. Only a digest of the cookie is kept: whoever reads this table
-- cannot sign in with it.

-- distribute: hash
-- owner: node
CREATE TABLE access_session (
    hash           INT64  NOT NULL,  -- the first 8 bytes of the digest
    digest         BYTES  NOT NULL,  -- SHA-256 of the cookie's value
    session_id     UUID   NOT NULL,
    staff_id       UUID   NOT NULL,
    second_factor  BOOL   NOT NULL,
    opened_at      INT64  NOT NULL,  -- microseconds UTC
    seen_at        INT64  NOT NULL,  -- microseconds UTC, to the minute
    ended_at       INT64,            -- microseconds UTC; null = open
    device         TEXT   NOT NULL,  -- what the browser says it is, shortened
    facility_id    UUID   NOT NULL,  -- where they sit; the department's node for who sits there
    unit_id        UUID,
    room_id        UUID,
    counter        TEXT,
    path           TEXT   NOT NULL,  -- of the unit or facility, as in access_node
    CONSTRAINT access_session_key PRIMARY KEY (hash, digest)
);

-- "My sign-ins", and ending all of somebody's at once.
CREATE INDEX access_session_staff ON access_session (staff_id, opened_at) WHERE ended_at IS NULL;
