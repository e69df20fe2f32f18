-- 0140_cards_keys.sql
-- The keys that sign cards, their lists, heads of the log and copies for the readers of others. One
-- key never does two things. Each is sealed with a key that the database never holds (ADR 0012), or
-- lies in a PKCS#11 token, of which the table keeps the name; a retired one stays named until the
-- token has destroyed it. And what the root says of them (ADR 0019); its own key is never here.

-- reference: every node signs with them
-- owner: centre
CREATE TABLE cards_key (
    kid         INT64  NOT NULL,  -- its short name, two bytes, as cards carry it
    purpose     TEXT   NOT NULL,
    public_key  BYTES  NOT NULL,  -- a compressed point of P-256
    first_on    INT64  NOT NULL,  -- days since 1970: the first day on which it signs
    last_on     INT64  NOT NULL,  -- the last
    sealed      BYTES,            -- its secret; null = in a token, or destroyed
    token       TEXT,             -- the label of the token that holds it; null = none does
    token_key   BYTES,            -- what that token calls it
    made_at     INT64  NOT NULL,  -- microseconds UTC
    retired_at  INT64,            -- microseconds UTC; null = it may still sign
    CONSTRAINT cards_key_key PRIMARY KEY (kid),
    CONSTRAINT cards_key_purpose_known CHECK (purpose IN ('cards', 'lists', 'heads', 'exports')),
    CONSTRAINT cards_key_days CHECK (first_on <= last_on),
    CONSTRAINT cards_key_token_whole CHECK ((token IS NULL) = (token_key IS NULL)),
    CONSTRAINT cards_key_one_place
        CHECK (sealed IS NULL OR (token IS NULL AND retired_at IS NULL)),
    CONSTRAINT cards_key_signs
        CHECK (sealed IS NOT NULL OR token IS NOT NULL OR retired_at IS NOT NULL)
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
