-- 0165_cards_key_token.sql
-- A key may lie in a PKCS#11 token, which signs with it and gives it to nobody: then the table says
-- in which token, and what it is called there, in place of a sealed secret. A retired one stays
-- named until the token has destroyed it too.

-- local
-- owner: centre
CREATE TABLE cards_key_before AS
SELECT kid, purpose, public_key, first_on, last_on, sealed, made_at, retired_at
FROM   cards_key;

DROP TABLE cards_key;

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
    CONSTRAINT cards_key_purpose_known CHECK (purpose IN ('cards', 'lists')),
    CONSTRAINT cards_key_days CHECK (first_on <= last_on),
    CONSTRAINT cards_key_token_whole CHECK ((token IS NULL) = (token_key IS NULL)),
    CONSTRAINT cards_key_one_place
        CHECK (sealed IS NULL OR (token IS NULL AND retired_at IS NULL)),
    CONSTRAINT cards_key_signs
        CHECK (sealed IS NOT NULL OR token IS NOT NULL OR retired_at IS NOT NULL)
);

INSERT INTO cards_key (kid, purpose, public_key, first_on, last_on, sealed, made_at, retired_at)
SELECT kid, purpose, public_key, first_on, last_on, sealed, made_at, retired_at
FROM   cards_key_before;

DROP TABLE cards_key_before;

-- Of two ceremonies at once one is kept.
CREATE UNIQUE INDEX cards_key_first ON cards_key (purpose, first_on) WHERE retired_at IS NULL;
