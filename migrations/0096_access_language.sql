-- 0096_access_language.sql
-- In which language somebody reads their pages. It goes with its person: at a counter that many
-- share, nobody finds the language of whoever sat there before.
ALTER TABLE access_staff ADD COLUMN language TEXT;  -- 'hi' or 'en'; null = they never chose one
