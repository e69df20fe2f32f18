-- 0215_registry_probe.sql
-- How often somebody looked for people by numbers that nobody has, summed for each hour; and alarms
-- about those who did it too often, until somebody has looked into them.

-- distribute: bucket
-- owner: node
CREATE TABLE registry_probe (
    bucket     INT64  NOT NULL,  -- of the member of staff or source
    staff_id   UUID   NOT NULL,
    hour       INT64  NOT NULL,  -- hours since 1970, by the clock of India
    searches   INT64  NOT NULL,
    misses     INT64  NOT NULL,  -- searches by a number that nobody has
    shown      INT64  NOT NULL,  -- persons who were shown
    excused    INT64  NOT NULL,  -- misses that somebody has looked into
    minute     INT64  NOT NULL,  -- minutes since 1970; the last one of which a sum was written
    in_minute  INT64  NOT NULL,  -- searches in it
    CONSTRAINT registry_probe_key PRIMARY KEY (bucket, staff_id, hour)
);

-- distribute: bucket
-- owner: node
CREATE TABLE registry_alarm (
    bucket       INT64  NOT NULL,  -- of the member of staff or source
    alarm_id     UUID   NOT NULL,
    staff_id     UUID   NOT NULL,
    facility_id  UUID   NOT NULL,
    kind         TEXT   NOT NULL,
    misses       INT64  NOT NULL,  -- of the day
    shown        INT64  NOT NULL,  -- of the day
    raised_at    INT64  NOT NULL,  -- microseconds UTC
    last_at      INT64  NOT NULL,  -- microseconds UTC; when they searched last while it was open
    looked_by    UUID,
    looked_at    INT64,            -- microseconds UTC; null = nobody has looked into it
    remark       TEXT,
    CONSTRAINT registry_alarm_key PRIMARY KEY (bucket, alarm_id),
    CONSTRAINT registry_alarm_kind_known CHECK (kind IN ('misses-hour', 'misses-day', 'in-order')),
    CONSTRAINT registry_alarm_looked_whole
        CHECK ((looked_at IS NULL) = (looked_by IS NULL) AND (looked_at IS NULL) = (remark IS NULL))
);

-- Of one person one alarm is open.
CREATE UNIQUE INDEX registry_alarm_of_one ON registry_alarm (bucket, staff_id)
    WHERE looked_at IS NULL;

CREATE INDEX registry_alarm_open ON registry_alarm (facility_id, raised_at, alarm_id)
    WHERE looked_at IS NULL;

CREATE INDEX registry_alarm_looked ON registry_alarm (facility_id, looked_at, alarm_id)
    WHERE looked_at IS NOT NULL;
