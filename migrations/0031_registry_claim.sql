-- 0031_registry_claim.sql
-- Numbers that belong to one person in the whole city, and the numbers that a counter may give out.

-- distribute: hash
-- owner: node
CREATE TABLE registry_claim (
    hash       INT64  NOT NULL,  -- of system and value
    system     TEXT   NOT NULL,  -- 'health-id', 'abha'
    value      TEXT   NOT NULL,
    person_id  UUID   NOT NULL,
    at         INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT registry_claim_key PRIMARY KEY (hash, system, value)
);

-- A phone is shared by a family, so it finds several persons.
-- distribute: hash
-- owner: node
CREATE TABLE registry_phone (
    hash       INT64  NOT NULL,  -- of the ten digits
    phone      TEXT   NOT NULL,
    person_id  UUID   NOT NULL,
    CONSTRAINT registry_phone_key PRIMARY KEY (hash, phone, person_id)
);

-- distribute: facility_id
-- owner: node
CREATE TABLE registry_block (
    facility_id  UUID   NOT NULL,
    holder_id    UUID   NOT NULL,  -- the counter
    next         INT64  NOT NULL,  -- the serial that is given out next
    last         INT64  NOT NULL,  -- the last serial of the block
    leased_at    INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT registry_block_key PRIMARY KEY (facility_id, holder_id),
    CONSTRAINT registry_block_within CHECK (next <= last + 1)
);
