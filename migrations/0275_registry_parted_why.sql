-- 0275_registry_parted_why.sql
-- Whoever takes a link back says why, and that stays with it; null = taken back before anybody asked.
ALTER TABLE registry_link ADD COLUMN undone_why TEXT;
