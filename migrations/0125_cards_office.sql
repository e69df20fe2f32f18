-- 0125_cards_office.sql
-- What a card office looks at: requests by where they stand and by ward, its own batches, and the
-- cards that are on their way. Ids sort by the time they were drawn, so a list goes on behind the
-- last one that a page showed.

ALTER TABLE cards_batch ADD COLUMN facility_id UUID;  -- null = begun before offices were told apart

CREATE INDEX cards_batch_here ON cards_batch (facility_id, batch_id);

CREATE INDEX cards_batch_ward ON cards_batch (facility_id, ward, batch_id);

CREATE INDEX cards_order_here ON cards_order (facility_id, state, order_id);

CREATE INDEX cards_order_ward ON cards_order (facility_id, state, ward, order_id);

CREATE INDEX cards_order_person ON cards_order (bucket, person_id, order_id);

CREATE INDEX cards_card_way ON cards_card (facility_id, detail, card_id)
    WHERE state = 'making';

-- A parcel that comes back is known by its number alone.
CREATE INDEX cards_step_parcel ON cards_step (note)
    WHERE detail = 'dispatched';
