-- 0171_cards_warning.sql
-- How far somebody was warned that their card ends: 60, 30 or 7 days before. Each is said once; of
-- those that were missed only the last one is said.

-- distribute: bucket
-- owner: node
CREATE TABLE cards_warning (
    bucket      INT64  NOT NULL,  -- of the card
    card_id     UUID   NOT NULL,
    step        INT64  NOT NULL,  -- days before the last one
    message_id  UUID,             -- null = there was no phone, or no consent to be told by it
    at          INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT cards_warning_key PRIMARY KEY (bucket, card_id),
    CONSTRAINT cards_warning_card_fkey FOREIGN KEY (bucket, card_id)
        REFERENCES cards_card (bucket, card_id),
    CONSTRAINT cards_warning_step_known CHECK (step IN (7, 30, 60))
);
