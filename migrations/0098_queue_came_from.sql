-- 0098_queue_came_from.sql
-- Who is sent on to another unit gets another token, and with it another visit. From which one they
-- came has to be known: what was measured there still counts.

ALTER TABLE queue_token ADD COLUMN came_from UUID;  -- a visit of the same facility; null = none
