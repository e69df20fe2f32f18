-- 0292_households_mother.sql
-- A mother under eighteen is her child's mother, and answers for it once she is of age herself.

-- Days since 1970; from then on they answer. Null = from when they were named.
ALTER TABLE households_guardian ADD COLUMN answers_on INT64;
