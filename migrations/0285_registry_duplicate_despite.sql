-- 0285_registry_duplicate_despite.sql
-- Whoever looks through records that may be of one person sees when a counter was shown the likeness
-- and said that it is somebody else; and the registry is gone over each night by one program, of
-- however many there are.

-- Who registered the later of the two all the same; null = nobody was shown the likeness.
ALTER TABLE registry_duplicate ADD COLUMN despite_by UUID;

-- The last night on which the registry was gone over.
-- local
-- owner: centre
CREATE TABLE registry_duplicate_night (
    walk      TEXT   NOT NULL,
    begun_at  INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT registry_duplicate_night_key PRIMARY KEY (walk)
);
