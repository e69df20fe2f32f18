-- 0038_registry_block_spare.sql
-- A counter holds its next block before the present one is used up, so that it can go on alone.

ALTER TABLE registry_block ADD COLUMN spare_first INT64;  -- null = no second block yet
ALTER TABLE registry_block ADD COLUMN spare_last INT64;
