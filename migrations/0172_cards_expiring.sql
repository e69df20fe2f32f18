-- 0172_cards_expiring.sql
-- Cards in people's hands by their last day: for the warnings, and for the list of an office.

CREATE INDEX cards_card_expiring ON cards_card (expires_on, card_id) WHERE state = 'active';

CREATE INDEX cards_card_expiring_here ON cards_card (facility_id, expires_on, card_id)
    WHERE state = 'active';
