-- 0253_cards_order_proof.sql
-- By what whoever asked for a card of plastic knew the person: which paper was shown, never its
-- number, or that a witness vouched for them.
ALTER TABLE cards_order ADD COLUMN proof TEXT;  -- null = asked for before anybody wrote that down
