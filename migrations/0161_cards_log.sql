-- 0161_cards_log.sql
-- What checkers are given every night: the list of cards that do not count with the change that
-- leads to it, and the head of the log of issues, in which every card that was signed is a leaf
-- (ADR 0019).

ALTER TABLE cards_list ADD COLUMN made_at INT64;  -- microseconds UTC; null = not noted then
ALTER TABLE cards_list ADD COLUMN size INT64;     -- indices that it reaches to; null = not noted

-- The signed change from the list before; those of a month stay.
-- local
-- owner: centre
CREATE TABLE cards_change (
    sequence  INT64  NOT NULL,  -- of the list that it leads to
    as_of     INT64  NOT NULL,  -- days since 1970
    sealed    BYTES  NOT NULL,
    CONSTRAINT cards_change_key PRIMARY KEY (sequence)
);

-- Cards of which the latest list does not say what they are worth now. Each change has a row of its
-- own, so that nobody waits for a list that is being signed; the list takes them away.
-- distribute: bucket
-- owner: node
CREATE TABLE cards_unlisted (
    bucket   INT64  NOT NULL,
    of_id    UUID   NOT NULL,  -- a card, or a roll of stickers
    version  INT64  NOT NULL,  -- of it
    CONSTRAINT cards_unlisted_key PRIMARY KEY (bucket, of_id, version)
);

-- Cards that are no leaves of the log yet: it follows the counters, so that they do not queue for
-- its end.
-- distribute: bucket
-- owner: node
CREATE TABLE cards_unlogged (
    bucket   INT64  NOT NULL,
    card_id  UUID   NOT NULL,
    CONSTRAINT cards_unlogged_key PRIMARY KEY (bucket, card_id)
);

INSERT INTO cards_unlogged (bucket, card_id)
SELECT bucket, card_id FROM cards_card;

-- The leaves of the log. They are never changed and never taken away.
-- local
-- owner: centre
CREATE TABLE cards_leaf (
    leaf     INT64  NOT NULL,  -- its place, from 0
    hash     BYTES  NOT NULL,  -- of the signed card
    bucket   INT64  NOT NULL,
    card_id  UUID   NOT NULL,
    CONSTRAINT cards_leaf_key PRIMARY KEY (leaf)
);

-- No card is in the log twice.
CREATE UNIQUE INDEX cards_leaf_card ON cards_leaf (card_id);

-- Complete subtrees of 32 leaves and more; smaller ones are worked out.
-- local
-- owner: centre
CREATE TABLE cards_node (
    level  INT64  NOT NULL,  -- it has 2^level leaves
    place  INT64  NOT NULL,  -- so many of its size stand before it
    hash   BYTES  NOT NULL,
    CONSTRAINT cards_node_key PRIMARY KEY (level, place)
);

-- The last signed head of each day.
-- local
-- owner: centre
CREATE TABLE cards_head (
    as_of   INT64  NOT NULL,  -- days since 1970
    leaves  INT64  NOT NULL,
    root    BYTES  NOT NULL,
    sealed  BYTES  NOT NULL,
    CONSTRAINT cards_head_key PRIMARY KEY (as_of)
);
