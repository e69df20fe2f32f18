-- 0192_break_glass_reviewed.sql
-- What was reviewed last at a facility, for whoever asks what came of it.
CREATE INDEX access_break_glass_reviewed ON access_break_glass (facility_id, reviewed_at)
    WHERE reviewed_at IS NOT NULL;
