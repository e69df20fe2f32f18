-- 0191_break_glass_kind.sql
-- Why the glass was broken, by a list that can be counted, beside the words; and what the reviewer
-- remarked.
ALTER TABLE access_break_glass ADD COLUMN kind TEXT;    -- a word of the list; null = before there was one
ALTER TABLE access_break_glass ADD COLUMN remark TEXT;  -- as typed; '' = none; null = not reviewed, or before
