-- 0004_store_event.sql
-- What changed, for the screens that show it as it happens. An event gets its position after the
-- commit, so that whoever reads up to a position has missed nothing that commits late.

-- distribute: lane
-- owner: node
CREATE TABLE store_event (
    lane      INT64  NOT NULL,  -- always 0: the feed is small, and one order is what one resumes
    event_id  UUID   NOT NULL,
    at        INT64  NOT NULL,  -- microseconds UTC
    topic     TEXT   NOT NULL,
    payload   JSON   NOT NULL,
    position  INT64,            -- null = not yet in the feed
    CONSTRAINT store_event_key PRIMARY KEY (lane, event_id)
);

CREATE UNIQUE INDEX store_event_position ON store_event (lane, position);

CREATE INDEX store_event_waiting ON store_event (lane, event_id)
    WHERE position IS NULL;

-- distribute: lane
-- owner: node
CREATE TABLE store_event_horizon (
    lane      INT64  NOT NULL,
    position  INT64  NOT NULL,  -- the last one given
    CONSTRAINT store_event_horizon_key PRIMARY KEY (lane)
);
