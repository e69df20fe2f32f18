-- 0252_households_ended.sql
-- Who answered for a child before is read on the child's page, with why it ended.
CREATE INDEX households_guardian_ended ON households_guardian (child_id, until)
    WHERE until IS NOT NULL;
