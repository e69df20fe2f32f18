-- 0120_cards.sql
-- Health cards: who is to get one of plastic, every card that was ever signed with what became of
-- it, and what a print shop was given. A card has a number of its own, new on every issue, so that
-- a lost one dies without its bearer's health ID (ADR 0019).

-- distribute: bucket
-- owner: node
CREATE TABLE cards_order (
    bucket          INT64  NOT NULL,  -- of the person
    order_id        UUID   NOT NULL,
    person_id       UUID   NOT NULL,
    person_version  INT64  NOT NULL,  -- what was verified
    ward            TEXT   NOT NULL,  -- the number by which batches are printed; '' = not said
    state           TEXT   NOT NULL,
    facility_id     UUID   NOT NULL,  -- where it was verified
    asked_by        UUID   NOT NULL,
    asked_at        INT64  NOT NULL,  -- microseconds UTC
    decided_by      UUID,
    decided_at      INT64,            -- microseconds UTC
    note            TEXT,             -- why it was declined, or put back
    CONSTRAINT cards_order_key PRIMARY KEY (bucket, order_id),
    CONSTRAINT cards_order_state_known
        CHECK (state IN ('asked', 'approved', 'declined', 'made', 'done')),
    CONSTRAINT cards_order_decided_whole CHECK ((decided_by IS NULL) = (decided_at IS NULL))
);

-- Nobody is printed two cards at once.
CREATE UNIQUE INDEX cards_order_open ON cards_order (bucket, person_id)
    WHERE state IN ('asked', 'approved', 'made');

CREATE INDEX cards_order_asked ON cards_order (facility_id, asked_at, order_id)
    WHERE state = 'asked';

CREATE INDEX cards_order_approved ON cards_order (ward, asked_at, order_id)
    WHERE state = 'approved';

-- distribute: bucket
-- owner: centre
CREATE TABLE cards_batch (
    bucket     INT64  NOT NULL,
    batch_id   UUID   NOT NULL,
    ward       TEXT   NOT NULL,
    cards      INT64  NOT NULL,
    opened_by  UUID   NOT NULL,
    opened_at  INT64  NOT NULL,  -- microseconds UTC
    root       BYTES,            -- of the tree over its signed cards, in the order of their places
    sealed_at  INT64,            -- microseconds UTC; null = cards are still added
    CONSTRAINT cards_batch_key PRIMARY KEY (bucket, batch_id),
    CONSTRAINT cards_batch_sealed_whole CHECK ((root IS NULL) = (sealed_at IS NULL))
);

-- distribute: bucket
-- owner: node
CREATE TABLE cards_card (
    bucket        INT64  NOT NULL,  -- of the person
    card_id       UUID   NOT NULL,
    person_id     UUID   NOT NULL,
    kind          TEXT   NOT NULL,
    number        BYTES  NOT NULL,  -- six random bytes, as its QR code says them
    status_index  INT64  NOT NULL,  -- where it stands in the status list
    issued_on     INT64  NOT NULL,  -- days since 1970: the first day it is good for
    expires_on    INT64  NOT NULL,  -- the last
    sealed        BYTES  NOT NULL,  -- what was signed, with the signature
    state         TEXT   NOT NULL,
    detail        TEXT,             -- how far it has come, or why
    mark          TEXT   NOT NULL,  -- what the status list says of it
    order_id      UUID,             -- null = printed at a counter
    batch_id      UUID,
    place         INT64,            -- in the batch, from 1
    version       INT64  NOT NULL,
    facility_id   UUID   NOT NULL,
    made_at       INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT cards_card_key PRIMARY KEY (bucket, card_id),
    CONSTRAINT cards_card_kind_known CHECK (kind IN ('permanent', 'temporary', 'newborn')),
    CONSTRAINT cards_card_state_known
        CHECK (state IN ('making', 'active', 'suspended', 'ended')),
    CONSTRAINT cards_card_detail_whole CHECK ((state = 'active') = (detail IS NULL)),
    CONSTRAINT cards_card_mark_known CHECK (mark IN ('good', 'suspended', 'revoked')),
    CONSTRAINT cards_card_piece_whole
        CHECK ((batch_id IS NULL) = (order_id IS NULL) AND (batch_id IS NULL) = (place IS NULL))
);

-- One card in a person's hands, reported or not.
CREATE UNIQUE INDEX cards_card_live ON cards_card (bucket, person_id)
    WHERE state IN ('active', 'suspended');

CREATE INDEX cards_card_person ON cards_card (bucket, person_id, card_id);

CREATE INDEX cards_card_batch ON cards_card (batch_id, place) WHERE batch_id IS NOT NULL;

-- The status list is written from here; most cards are good and stand in no list.
CREATE INDEX cards_card_marked ON cards_card (status_index, mark) WHERE mark <> 'good';

-- What happened to a card, each change with who, where and when.
-- distribute: bucket
-- owner: node
CREATE TABLE cards_step (
    bucket       INT64  NOT NULL,
    card_id      UUID   NOT NULL,
    version      INT64  NOT NULL,  -- of the card, from 1
    state        TEXT   NOT NULL,
    detail       TEXT,
    facility_id  UUID   NOT NULL,
    staff_id     UUID   NOT NULL,
    at           INT64  NOT NULL,  -- microseconds UTC
    note         TEXT,             -- a reason, or a parcel's number
    CONSTRAINT cards_step_key PRIMARY KEY (bucket, card_id, version),
    CONSTRAINT cards_step_card_fkey FOREIGN KEY (bucket, card_id)
        REFERENCES cards_card (bucket, card_id)
);

-- A card is found by its number, and no number is given twice in the city.
-- distribute: hash
-- owner: node
CREATE TABLE cards_number (
    hash     INT64  NOT NULL,
    number   BYTES  NOT NULL,
    card_id  UUID   NOT NULL,
    CONSTRAINT cards_number_key PRIMARY KEY (hash, number)
);

-- The serials that a facility may still turn into indices of the status list.
-- distribute: facility_id
-- owner: node
CREATE TABLE cards_block (
    facility_id  UUID   NOT NULL,
    next         INT64  NOT NULL,
    last         INT64  NOT NULL,
    CONSTRAINT cards_block_key PRIMARY KEY (facility_id),
    CONSTRAINT cards_block_within CHECK (next <= last + 1)
);

-- A part of the status list, 65,536 indices, shuffled by a key of its own: neighbours in the list
-- are no neighbours in the city.
-- reference: every node shuffles alike
-- owner: centre
CREATE TABLE cards_part (
    part       INT64  NOT NULL,  -- from 0
    key        INT64  NOT NULL,
    opened_at  INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT cards_part_key PRIMARY KEY (part)
);

-- The latest signed status lists; older ones are taken away.
-- local
-- owner: centre
CREATE TABLE cards_list (
    sequence  INT64  NOT NULL,
    as_of     INT64  NOT NULL,  -- days since 1970
    sealed    BYTES  NOT NULL,
    CONSTRAINT cards_list_key PRIMARY KEY (sequence)
);
