-- 0342_smart_code.sql
-- What a member of staff has allowed an app and it has not yet fetched; and what an app that is opened
-- from a chart is opened for. Both live for minutes and are used once. ADR 0031.

-- distribute: hash
-- owner: node
CREATE TABLE smart_code (
    hash          INT64  NOT NULL,  -- the first 8 bytes of the digest
    digest        BYTES  NOT NULL,  -- SHA-256 of the code
    grant_id      UUID   NOT NULL,
    client_id     UUID   NOT NULL,
    redirect      TEXT   NOT NULL,  -- where the app was sent the code
    challenge     TEXT   NOT NULL,  -- of RFC 7636, S256
    scopes        TEXT   NOT NULL,
    session       BYTES  NOT NULL,  -- the digest of the sign-in that allowed it
    patient_id    UUID,
    encounter_id  UUID,
    expires_at    INT64  NOT NULL,  -- microseconds UTC
    used_at       INT64,            -- microseconds UTC; null = not yet
    CONSTRAINT smart_code_key PRIMARY KEY (hash, digest)
);

CREATE INDEX smart_code_over ON smart_code (expires_at);

-- distribute: hash
-- owner: node
CREATE TABLE smart_launch (
    hash          INT64  NOT NULL,  -- the first 8 bytes of the digest
    digest        BYTES  NOT NULL,  -- SHA-256 of what the app is opened with
    client_id     UUID   NOT NULL,
    staff_id      UUID   NOT NULL,  -- who opened it, and alone goes on
    patient_id    UUID   NOT NULL,
    encounter_id  UUID,
    expires_at    INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT smart_launch_key PRIMARY KEY (hash, digest)
);

CREATE INDEX smart_launch_over ON smart_launch (expires_at);
