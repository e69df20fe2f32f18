-- 0380_smart_refresh.sql
-- What an app fetches its next token with, while the sign-in lasts in which it was let. Each is used
-- once; one that comes twice ends all that came of its grant, so those that were used are kept until
-- the grant is over. Only a digest is kept. ADR 0038.

-- distribute: hash
-- owner: node
CREATE TABLE smart_refresh (
    hash          INT64  NOT NULL,  -- the first 8 bytes of the digest
    digest        BYTES  NOT NULL,  -- SHA-256 of what the app holds
    grant_id      UUID   NOT NULL,
    client_id     UUID   NOT NULL,
    scopes        TEXT   NOT NULL,
    session       BYTES  NOT NULL,  -- the digest of the sign-in that allowed it
    patient_id    UUID,             -- the person whom it is about, where it is about one
    encounter_id  UUID,
    expires_at    INT64  NOT NULL,  -- microseconds UTC; the same for all of one grant
    used_at       INT64,            -- microseconds UTC; null = not yet
    revoked_at    INT64,            -- microseconds UTC; null = in force
    CONSTRAINT smart_refresh_key PRIMARY KEY (hash, digest)
);

-- What is revoked together.
CREATE INDEX smart_refresh_grant ON smart_refresh (grant_id);
CREATE INDEX smart_refresh_over ON smart_refresh (expires_at);
