-- 0185_cards_stickers.sql
-- Stickers that are signed and printed before anybody has them, in rolls that an office hands out.
-- One that is bound becomes somebody's card, with the sticker's own number (ADR 0022).

-- distribute: bucket
-- owner: node
CREATE TABLE cards_roll (
    bucket        INT64  NOT NULL,
    roll_id       UUID   NOT NULL,
    facility_id   UUID   NOT NULL,
    ward          TEXT   NOT NULL,  -- for which it was made; '' = none said
    wanted        INT64  NOT NULL,  -- stickers that it is to have
    signed        INT64  NOT NULL,  -- stickers that it has
    prints        INT64  NOT NULL,  -- how often its sheets were printed
    holder_id     UUID,             -- the worker it was handed to
    holder_team   TEXT,             -- or the team; both null = it lies in its office
    version       INT64  NOT NULL,
    begun_by      UUID   NOT NULL,
    begun_at      INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT cards_roll_key PRIMARY KEY (bucket, roll_id),
    CONSTRAINT cards_roll_signed_within CHECK (signed >= 0 AND signed <= wanted),
    CONSTRAINT cards_roll_one_holder CHECK (holder_id IS NULL OR holder_team IS NULL)
);

CREATE INDEX cards_roll_here ON cards_roll (facility_id, roll_id);

-- distribute: bucket
-- owner: node
CREATE TABLE cards_sticker (
    bucket        INT64  NOT NULL,  -- of the roll
    sticker_id    UUID   NOT NULL,
    roll_id       UUID   NOT NULL,
    place         INT64  NOT NULL,  -- in the roll, from 1
    number        BYTES  NOT NULL,  -- six random bytes, as its QR code says them
    status_index  INT64  NOT NULL,  -- where it stands in the status list
    issued_on     INT64  NOT NULL,  -- days since 1970
    expires_on    INT64  NOT NULL,  -- days since 1970
    sealed        BYTES  NOT NULL,  -- what was signed, with the signature
    state         TEXT   NOT NULL,
    mark          TEXT   NOT NULL,  -- what the status list says of it while it is no card
    card_id       UUID,             -- the card that it became
    said_at       INT64,            -- microseconds UTC: when it was bound, by the device's clock
    bound_at      INT64,            -- microseconds UTC: the same as far as it can be believed
    arrived_at    INT64,            -- microseconds UTC: when the registry learned of it
    CONSTRAINT cards_sticker_key PRIMARY KEY (bucket, sticker_id),
    CONSTRAINT cards_sticker_place UNIQUE (bucket, roll_id, place),
    CONSTRAINT cards_sticker_roll_fkey FOREIGN KEY (bucket, roll_id)
        REFERENCES cards_roll (bucket, roll_id),
    CONSTRAINT cards_sticker_state_known CHECK (state IN ('free', 'bound', 'spoilt', 'lost')),
    CONSTRAINT cards_sticker_mark_known CHECK (mark IN ('good', 'revoked')),
    CONSTRAINT cards_sticker_bound_whole CHECK ((state = 'bound') = (card_id IS NOT NULL)
        AND (state = 'bound') = (bound_at IS NOT NULL)
        AND (state = 'bound') = (arrived_at IS NOT NULL))
);

-- The status list names those that ended before anybody had them.
CREATE INDEX cards_sticker_marked ON cards_sticker (status_index, mark) WHERE mark <> 'good';

-- What happened to a roll, with what was in it then.
-- distribute: bucket
-- owner: node
CREATE TABLE cards_roll_step (
    bucket       INT64  NOT NULL,
    roll_id      UUID   NOT NULL,
    version      INT64  NOT NULL,  -- of the roll, from 1
    what         TEXT   NOT NULL,
    first_place  INT64,            -- of the stickers that it was about
    last_place   INT64,
    holder_id    UUID,
    holder_team  TEXT,
    free         INT64  NOT NULL,  -- stickers that stood so
    bound        INT64  NOT NULL,
    spoilt       INT64  NOT NULL,
    lost         INT64  NOT NULL,
    staff_id     UUID   NOT NULL,
    at           INT64  NOT NULL,  -- microseconds UTC
    note         TEXT,
    CONSTRAINT cards_roll_step_key PRIMARY KEY (bucket, roll_id, version),
    CONSTRAINT cards_roll_step_roll_fkey FOREIGN KEY (bucket, roll_id)
        REFERENCES cards_roll (bucket, roll_id),
    CONSTRAINT cards_roll_step_what_known
        CHECK (what IN ('begun', 'signed', 'printed', 'handed-out', 'taken-back', 'spoilt', 'lost'))
);
