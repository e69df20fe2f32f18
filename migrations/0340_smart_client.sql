-- 0340_smart_client.sql
-- Programs of others that ask for tokens over OAuth. Each belongs to a source of the record: what it
-- writes is that source's. No secret of theirs is kept: they sign with keys of their own. ADR 0031.

-- reference
-- owner: centre
CREATE TABLE smart_client (
    client_id   UUID   NOT NULL,
    name        TEXT   NOT NULL,  -- as people who are asked read it
    source_id   INT64  NOT NULL,
    jwks        TEXT,             -- their public keys (RFC 7517); null = a program that keeps no key
    redirects   TEXT   NOT NULL,  -- where people are sent back to, with a space between; may be empty
    launch      TEXT,             -- where it is opened from a chart; null = it is not
    scopes      TEXT   NOT NULL,  -- what they may ask for at most
    since       INT64  NOT NULL,  -- microseconds UTC
    revoked_at  INT64,            -- microseconds UTC; null = in force
    CONSTRAINT smart_client_key PRIMARY KEY (client_id)
);
