-- 0260_cards_serial.sql
-- The post names a card that an office sent by its serial alone, in files of thousands of lines.

CREATE INDEX cards_card_serial ON cards_card (facility_id, status_index)
    WHERE batch_id IS NOT NULL;
