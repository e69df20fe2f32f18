-- 0210_cards_shown.sql
-- Where a card was shown last. A copy of a code looks like the card; that one was shown at two
-- places within minutes is how a counter hears of it. Rows of more than a day are taken away.

-- distribute: bucket
-- owner: node
CREATE TABLE cards_shown (
    bucket       INT64  NOT NULL,  -- of the card
    card_id      UUID   NOT NULL,
    facility_id  UUID   NOT NULL,
    at           INT64  NOT NULL,  -- microseconds UTC, the last time there
    CONSTRAINT cards_shown_key PRIMARY KEY (bucket, card_id, facility_id),
    CONSTRAINT cards_shown_card_fkey FOREIGN KEY (bucket, card_id)
        REFERENCES cards_card (bucket, card_id)
);

CREATE INDEX cards_shown_old ON cards_shown (at);
