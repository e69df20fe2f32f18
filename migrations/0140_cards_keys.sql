-- 0140_cards_keys.sql
-- The keys that cards, their lists and copies for others are signed with, sealed with a key that the database never
-- holds (ADR 0012), and what the root says of them (ADR 0019). The root's own key is never here.

-- reference: every node signs with them
-- owner: centre
CREATE TABLE cards_key (
    kid         INT64  NOT NULL,  -- its short name, two bytes, as cards carry it
    purpose     TEXT   NOT NULL,
    public_key  BYTES  NOT NULL,  -- a compressed point of P-256
    first_on    INT64  NOT NULL,  -- days since 1970: the first day on which it signs
    last_on     INT64  NOT NULL,  -- the last
    sealed      BYTES,            -- its secret; null = destroyed
    made_at     INT64  NOT NULL,  -- microseconds UTC
    retired_at  INT64,            -- microseconds UTC; null = it may still sign
    CONSTRAINT cards_key_key PRIMARY KEY (kid),
    CONSTRAINT cards_key_purpose_known CHECK (purpose IN ('cards', 'lists', 'exports')),
    CONSTRAINT cards_key_days CHECK (first_on <= last_on),
    CONSTRAINT cards_key_retired_whole CHECK ((retired_at IS NULL) = (sealed IS NOT NULL))
);

-- Of two ceremonies at once one is kept.
CREATE UNIQUE INDEX cards_key_first ON cards_key (purpose, first_on) WHERE retired_at IS NULL;

-- How many cards a key has signed, each place counting by itself so that none waits for another.
-- distribute: facility_id
-- owner: node
CREATE TABLE cards_key_use (
    kid          INT64  NOT NULL,
    facility_id  UUID   NOT NULL,
    cards        INT64  NOT NULL,
    CONSTRAINT cards_key_use_key PRIMARY KEY (kid, facility_id)
);

-- Every trust list, as checkers download it; the last one counts.
-- reference: every node checks by it
-- owner: centre
CREATE TABLE cards_trust (
    sequence   INT64  NOT NULL,
    issued_on  INT64  NOT NULL,  -- days since 1970
    root_key   BYTES  NOT NULL,  -- a compressed point of P-256: whose signature it carries
    sealed     BYTES  NOT NULL,
    CONSTRAINT cards_trust_key PRIMARY KEY (sequence)
);
