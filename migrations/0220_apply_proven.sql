-- 0220_apply_proven.sql
-- Who was registered with a phone that had answered a code. What somebody typed about another phone
-- proves nothing: it may be a stranger's, by one wrong digit.

-- distribute: hash
-- owner: centre
CREATE TABLE apply_proven (
    hash       INT64  NOT NULL,  -- of the ten digits, as in registry_phone
    phone      TEXT   NOT NULL,  -- ten digits
    person_id  UUID   NOT NULL,
    at         INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT apply_proven_key PRIMARY KEY (hash, phone, person_id)
);
