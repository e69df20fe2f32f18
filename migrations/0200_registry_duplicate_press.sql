-- 0200_registry_duplicate_press.sql
-- Pairs that were found for one reason are decided in one go. What one press decided is written down
-- with what it could not decide, so that it can be taken back in one go, too.

-- What speaks most for one person; by it the list is narrowed.
ALTER TABLE registry_duplicate ADD COLUMN ground TEXT NOT NULL DEFAULT 'other';

UPDATE registry_duplicate
SET    ground = CASE
           WHEN reasons LIKE '%same-voter-id%' THEN 'voter-card'
           WHEN reasons LIKE '%same-phone%' AND reasons LIKE '%same-name%' THEN 'phone-and-name'
           WHEN reasons LIKE '%same-birth-day%' AND reasons LIKE '%same-name%' THEN 'day-and-name'
           WHEN reasons LIKE '%same-phone%' THEN 'phone'
           ELSE 'other'
       END;

CREATE INDEX registry_duplicate_ground
    ON registry_duplicate (ground, turn, points DESC, one_id, other_id) WHERE decision IS NULL;

-- distribute: bucket
-- owner: centre
CREATE TABLE registry_duplicate_press (
    bucket      INT64  NOT NULL,  -- of the press
    press_id    UUID   NOT NULL,
    decision    TEXT   NOT NULL,
    pairs       JSON   NOT NULL,  -- which; of each that was not decided, or not taken back, why
    pressed_by  UUID   NOT NULL,
    pressed_at  INT64  NOT NULL,  -- microseconds UTC
    undone_at   INT64,            -- microseconds UTC; null = stands
    CONSTRAINT registry_duplicate_press_key PRIMARY KEY (bucket, press_id),
    CONSTRAINT registry_duplicate_press_decision_known CHECK (decision IN ('same', 'different'))
);

-- What somebody pressed last, for taking it back.
CREATE INDEX registry_duplicate_press_last ON registry_duplicate_press (pressed_by, pressed_at)
    WHERE undone_at IS NULL;
