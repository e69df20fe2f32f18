-- 0095_grants_taken_back.sql
-- "People and roles" lists which roles of a facility were taken back, the latest first.
CREATE INDEX access_grant_taken_back ON access_grant (node_id, revoked_at)
    WHERE revoked_at IS NOT NULL;
