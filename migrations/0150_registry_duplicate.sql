-- 0150_registry_duplicate.sql
-- Two records that may be of one person, and what was said of them. A pair is written down once, so
-- that two who were told apart are never asked about again.

-- distribute: bucket
-- owner: centre
CREATE TABLE registry_duplicate (
    bucket      INT64  NOT NULL,  -- of the one who was registered first
    one_id      UUID   NOT NULL,
    other_id    UUID   NOT NULL,
    points      INT64  NOT NULL,  -- about how often the odds double
    band        TEXT   NOT NULL,
    reasons     TEXT   NOT NULL,  -- codes, strongest first, spaces between them
    found_at    INT64  NOT NULL,  -- microseconds UTC
    turn        INT64  NOT NULL,  -- 0 = nobody has looked; else when it was left for later
    decision    TEXT,             -- null = waits
    decided_by  UUID,
    decided_at  INT64,            -- microseconds UTC
    linked_id   UUID,             -- the person whose link the decision rests on
    CONSTRAINT registry_duplicate_key PRIMARY KEY (bucket, one_id, other_id),
    CONSTRAINT registry_duplicate_in_order CHECK (one_id < other_id),
    CONSTRAINT registry_duplicate_band_known CHECK (band IN ('link', 'review')),
    CONSTRAINT registry_duplicate_decision_known CHECK (decision IN ('same', 'different')),
    CONSTRAINT registry_duplicate_decided_whole
        CHECK ((decision IS NULL) = (decided_by IS NULL)
               AND (decision IS NULL) = (decided_at IS NULL)),
    CONSTRAINT registry_duplicate_link_of_the_same
        CHECK (linked_id IS NULL OR (decision IS NOT NULL AND decision = 'same'))
);

-- What waits, likeliest first, and behind it what was left for later.
CREATE INDEX registry_duplicate_waiting
    ON registry_duplicate (turn, points DESC, one_id, other_id) WHERE decision IS NULL;

-- The same pair asked for by the one who was registered later.
CREATE INDEX registry_duplicate_other ON registry_duplicate (other_id, one_id);

-- What somebody decided last, for taking it back.
CREATE INDEX registry_duplicate_decided ON registry_duplicate (decided_by, decided_at)
    WHERE decided_by IS NOT NULL;

-- What a link has settled is open again when the link is taken back.
CREATE INDEX registry_duplicate_linked ON registry_duplicate (linked_id)
    WHERE linked_id IS NOT NULL;

-- How far the search over the registry has come.
-- local
-- owner: centre
CREATE TABLE registry_duplicate_walk (
    walk      TEXT   NOT NULL,
    after_id  UUID   NOT NULL,  -- the last person who was compared
    kept_at   INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT registry_duplicate_walk_key PRIMARY KEY (walk)
);
