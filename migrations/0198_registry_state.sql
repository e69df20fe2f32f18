-- 0198_registry_state.sql
-- Whoever lives outside Delhi is treated like anybody, and lives in no ward.

ALTER TABLE registry_person ADD COLUMN state TEXT;  -- or country; null = in Delhi, or not said
