-- 0070_store_once_asked.sql
-- A key answers only the wish it came with: a page that is sent again with something else in it
-- must not be told that this was done.
ALTER TABLE store_once ADD COLUMN asked BYTES;  -- SHA-256 of key, path and fields; null for keys of before
