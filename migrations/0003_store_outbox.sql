-- 0003_store_outbox.sql
-- Work that follows from an action is kept or lost together with it. A worker leases a lane,
-- because a row cannot be skipped while it is locked once tables are spread over machines.

-- distribute: lane
-- owner: node
CREATE TABLE store_job (
    lane      INT64  NOT NULL,  -- 0 to 63; jobs about the same thing share one
    job_id    UUID   NOT NULL,
    kind      TEXT   NOT NULL,  -- which handler gets it
    payload   JSON   NOT NULL,
    run_at    INT64  NOT NULL,  -- microseconds UTC; moved on after each failed attempt
    attempts  INT64  NOT NULL,
    error     TEXT,             -- what the last attempt said
    dead_at   INT64,            -- microseconds UTC; not null = given up, waits for a person
    CONSTRAINT store_job_key PRIMARY KEY (lane, job_id),
    CONSTRAINT store_job_lane_known CHECK (lane BETWEEN 0 AND 63)
);

CREATE INDEX store_job_due ON store_job (lane, run_at, job_id)
    WHERE dead_at IS NULL;

-- distribute: lane
-- owner: node
CREATE TABLE store_lane (
    lane       INT64  NOT NULL,
    holder_id  UUID   NOT NULL,
    until      INT64  NOT NULL,  -- microseconds UTC; a holder that died loses the lane then
    CONSTRAINT store_lane_key PRIMARY KEY (lane)
);
