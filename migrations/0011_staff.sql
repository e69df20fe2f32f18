-- 0011_staff.sql
-- People who can sign in. A sign-in name is claimed in its own table, spread by its hash, so that
-- it is the city's only one wherever the person's own row lies.

-- distribute: bucket
-- owner: centre
CREATE TABLE access_staff (
    bucket         INT64  NOT NULL,  -- the one that staff_id carries
    staff_id       UUID   NOT NULL,
    sign_in_name   TEXT   NOT NULL,
    name_en        TEXT   NOT NULL,
    name_hi        TEXT   NOT NULL,
    password       TEXT   NOT NULL,  -- argon2id, as a PHC string
    must_change    BOOL   NOT NULL,  -- the password was given to them, not chosen by them
    totp_secret    BYTES,            -- null = no second factor
    totp_since     INT64,            -- microseconds UTC; null = enrolment was begun, not confirmed
    totp_step      INT64  NOT NULL,  -- the last step of which a code was taken; a code works once
    failures       INT64  NOT NULL,  -- wrong tries since the last right one
    locked_until   INT64  NOT NULL,  -- microseconds UTC; 0 = never locked
    added_at       INT64  NOT NULL,  -- microseconds UTC
    stopped_at     INT64,            -- microseconds UTC; null = may sign in
    CONSTRAINT access_staff_key PRIMARY KEY (bucket, staff_id),
    CONSTRAINT access_staff_failures_count CHECK (failures >= 0)
);

-- distribute: hash
-- owner: centre
CREATE TABLE access_sign_in_name (
    hash      INT64  NOT NULL,  -- the first 8 bytes of the name's SHA-256
    name      TEXT   NOT NULL,  -- lower case
    staff_id  UUID   NOT NULL,
    CONSTRAINT access_sign_in_name_key PRIMARY KEY (hash, name)
);
