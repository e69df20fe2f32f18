-- 0341_smart_token.sql
-- Tokens that were issued, until a while after they end. Only a digest is kept: whoever reads this
-- table cannot ask with it. ADR 0031.

-- distribute: hash
-- owner: node
CREATE TABLE smart_token (
    hash          INT64  NOT NULL,  -- the first 8 bytes of the digest
    digest        BYTES  NOT NULL,  -- SHA-256 of the token
    grant_id      UUID   NOT NULL,  -- all that came of one code, or of one assertion
    client_id     UUID   NOT NULL,
    scopes        TEXT   NOT NULL,
    issued_at     INT64  NOT NULL,  -- microseconds UTC
    expires_at    INT64  NOT NULL,  -- microseconds UTC
    session       BYTES,            -- the digest of the sign-in that allowed it; null = nobody's
    patient_id    UUID,             -- the person whom it is about, where it is about one
    encounter_id  UUID,
    revoked_at    INT64,            -- microseconds UTC; null = in force
    CONSTRAINT smart_token_key PRIMARY KEY (hash, digest)
);

-- What is revoked together.
CREATE INDEX smart_token_grant ON smart_token (grant_id);
CREATE INDEX smart_token_client ON smart_token (client_id) WHERE revoked_at IS NULL;
CREATE INDEX smart_token_over ON smart_token (expires_at);

-- Assertions that were used, so that none is used again before it lapses by itself.

-- distribute: hash
-- owner: node
CREATE TABLE smart_assertion (
    hash        INT64  NOT NULL,  -- the first 8 bytes of the digest
    digest      BYTES  NOT NULL,  -- SHA-256 of the client and the assertion's own id
    expires_at  INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT smart_assertion_key PRIMARY KEY (hash, digest)
);

CREATE INDEX smart_assertion_over ON smart_assertion (expires_at);
