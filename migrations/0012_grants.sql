-- 0012_grants.sql
-- A role at a node until a date. Rows are ended early, never removed: who could do what on a day
-- stays answerable.

-- distribute: bucket
-- owner: centre
CREATE TABLE access_grant (
    bucket      INT64  NOT NULL,  -- the one that staff_id carries
    staff_id    UUID   NOT NULL,
    grant_id    UUID   NOT NULL,
    role        TEXT   NOT NULL,
    node_id     UUID   NOT NULL,
    ends_on     INT64  NOT NULL,  -- days since 1970; the last day on which it holds
    granted_at  INT64  NOT NULL,  -- microseconds UTC
    granted_by  UUID   NOT NULL,
    revoked_at  INT64,            -- microseconds UTC; null = holds until its day
    revoked_by  UUID,
    CONSTRAINT access_grant_key PRIMARY KEY (bucket, staff_id, grant_id),
    CONSTRAINT access_grant_revoked_by_someone
        CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);

-- "People and roles" lists who holds what at a facility.
CREATE INDEX access_grant_node ON access_grant (node_id, staff_id) WHERE revoked_at IS NULL;
