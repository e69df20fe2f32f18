-- 0186_cards_card_sticker.sql
-- A card that was a sticker before somebody had it. Its code says no name, so that no counter
-- prints a face for it (ADR 0022).
ALTER TABLE cards_card ADD COLUMN sticker_id UUID;  -- null = signed for its bearer
