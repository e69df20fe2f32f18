-- 0160_cards_key_heads.sql
-- A third kind of key signs the heads of the log of issues: one key never does two things (ADR
-- 0019). SQLite changes no check of a table that is there, so this one is made anew.

CREATE TEMPORARY TABLE cards_key_before AS
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
    sealed      BYTES,            -- its secret; null = destroyed
    made_at     INT64  NOT NULL,  -- microseconds UTC
    retired_at  INT64,            -- microseconds UTC; null = it may still sign
    CONSTRAINT cards_key_key PRIMARY KEY (kid),
    CONSTRAINT cards_key_purpose_known CHECK (purpose IN ('cards', 'lists', 'heads')),
    CONSTRAINT cards_key_days CHECK (first_on <= last_on),
    CONSTRAINT cards_key_retired_whole CHECK ((retired_at IS NULL) = (sealed IS NOT NULL))
);

-- Of two ceremonies at once one is kept.
CREATE UNIQUE INDEX cards_key_first ON cards_key (purpose, first_on) WHERE retired_at IS NULL;

INSERT INTO cards_key
    (kid, purpose, public_key, first_on, last_on, sealed, made_at, retired_at)
SELECT kid, purpose, public_key, first_on, last_on, sealed, made_at, retired_at
FROM   cards_key_before;

DROP TABLE cards_key_before;
