-- 0257_outage.sql
-- Counters that go on when the network does not: which devices are prepared, which health IDs were
-- set aside for each, and which visits they have told of. Who came stands in the registry alone.

-- distribute: facility_id
-- owner: node
CREATE TABLE outage_device (
    facility_id  UUID   NOT NULL,
    device_id    UUID   NOT NULL,  -- drawn by the device
    number       INT64  NOT NULL,  -- counts the devices of a facility from 1: the 3 of K3-07
    counter      TEXT   NOT NULL,  -- what is painted over it; '' = the facility's own
    prepared_by  UUID   NOT NULL,  -- the last time
    prepared_at  INT64  NOT NULL,  -- microseconds UTC; the last time
    state        TEXT   NOT NULL,
    ended_by     UUID,
    ended_at     INT64,            -- microseconds UTC; when its numbers were given back or refused
    CONSTRAINT outage_device_key PRIMARY KEY (facility_id, device_id),
    CONSTRAINT outage_device_number UNIQUE (facility_id, number),
    CONSTRAINT outage_device_state_known CHECK (state IN ('kept', 'ended', 'lost')),
    CONSTRAINT outage_device_ended_whole
        CHECK ((state = 'kept') = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL))
);

CREATE INDEX outage_device_kept ON outage_device (facility_id, number) WHERE state = 'kept';

CREATE INDEX outage_device_ended ON outage_device (facility_id, ended_at);

-- A number stands here once, so that no two devices give the same one.
-- distribute: facility_id
-- owner: node
CREATE TABLE outage_number (
    facility_id   UUID   NOT NULL,
    health_id     INT64  NOT NULL,  -- thirteen digits
    serial        INT64  NOT NULL,  -- by which it was leased
    device_id     UUID   NOT NULL,
    set_aside_by  UUID   NOT NULL,
    set_aside_at  INT64  NOT NULL,  -- microseconds UTC
    state         TEXT   NOT NULL,
    ended_at      INT64,            -- microseconds UTC; when it was used, spoilt or returned
    CONSTRAINT outage_number_key PRIMARY KEY (facility_id, health_id),
    CONSTRAINT outage_number_device_fkey FOREIGN KEY (facility_id, device_id)
        REFERENCES outage_device (facility_id, device_id),
    CONSTRAINT outage_number_state_known CHECK (state IN ('out', 'used', 'spoilt', 'returned')),
    CONSTRAINT outage_number_ended_whole CHECK ((state = 'out') = (ended_at IS NULL))
);

CREATE INDEX outage_number_of_device ON outage_number (facility_id, device_id, state);

-- distribute: facility_id
-- owner: node
CREATE TABLE outage_visit (
    facility_id  UUID   NOT NULL,
    visit_id     UUID   NOT NULL,  -- drawn by the device: whoever sends it again is told the same
    device_id    UUID   NOT NULL,
    health_id    INT64  NOT NULL,
    slip         INT64  NOT NULL,  -- counts the visits of a device and day from 1: the 7 of K3-07
    unit_id      UUID   NOT NULL,
    written_by   UUID   NOT NULL,  -- as the device says
    said_at      INT64  NOT NULL,  -- microseconds UTC, by the device's clock
    written_at   INT64  NOT NULL,  -- microseconds UTC: the same as far as it can be believed
    told_by      UUID   NOT NULL,
    told_at      INT64  NOT NULL,  -- microseconds UTC
    person_id    UUID   NOT NULL,
    token_id     UUID,             -- null = none was given
    CONSTRAINT outage_visit_key PRIMARY KEY (facility_id, visit_id),
    CONSTRAINT outage_visit_number UNIQUE (facility_id, health_id),
    CONSTRAINT outage_visit_number_fkey FOREIGN KEY (facility_id, health_id)
        REFERENCES outage_number (facility_id, health_id)
);
