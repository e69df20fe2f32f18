-- 0042_stores_paper.sql
-- What store keepers sign: goods sent from one storeroom to another, counts that somebody else
-- has to approve, and how low a shelf may run.

-- distribute: facility_id
-- owner: node
CREATE TABLE stores_transfer (
    facility_id      UUID   NOT NULL,
    transfer_id      UUID   NOT NULL,
    number           INT64  NOT NULL,  -- of the issue voucher
    from_storeroom   UUID   NOT NULL,
    to_storeroom     UUID   NOT NULL,
    issued_at        INT64  NOT NULL,  -- microseconds UTC
    issued_by        UUID   NOT NULL,
    acknowledged_at  INT64,            -- null = on its way
    acknowledged_by  UUID,
    CONSTRAINT stores_transfer_key PRIMARY KEY (facility_id, transfer_id),
    CONSTRAINT stores_transfer_number_key UNIQUE (facility_id, number),
    CONSTRAINT stores_transfer_goes_somewhere CHECK (from_storeroom <> to_storeroom),
    CONSTRAINT stores_transfer_signed CHECK (
        (acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);

CREATE INDEX stores_transfer_on_its_way ON stores_transfer (facility_id, transfer_id)
    WHERE acknowledged_at IS NULL;

-- distribute: facility_id
-- owner: node
CREATE TABLE stores_transfer_line (
    facility_id  UUID   NOT NULL,
    transfer_id  UUID   NOT NULL,
    batch_id     UUID   NOT NULL,
    units        INT64  NOT NULL,
    arrived      INT64,            -- null = on its way
    CONSTRAINT stores_transfer_line_key PRIMARY KEY (facility_id, transfer_id, batch_id),
    CONSTRAINT stores_transfer_line_transfer_fkey FOREIGN KEY (facility_id, transfer_id)
        REFERENCES stores_transfer (facility_id, transfer_id),
    CONSTRAINT stores_transfer_line_arrives CHECK (arrived >= 0 AND arrived <= units)
);

-- distribute: facility_id
-- owner: node
CREATE TABLE stores_count (
    facility_id   UUID   NOT NULL,
    count_id      UUID   NOT NULL,
    storeroom_id  UUID   NOT NULL,
    state         TEXT   NOT NULL,
    counted_at    INT64  NOT NULL,  -- microseconds UTC
    counted_by    UUID   NOT NULL,
    decided_at    INT64,
    decided_by    UUID,
    note          TEXT   NOT NULL,
    CONSTRAINT stores_count_key PRIMARY KEY (facility_id, count_id),
    CONSTRAINT stores_count_storeroom_fkey FOREIGN KEY (facility_id, storeroom_id)
        REFERENCES stores_storeroom (facility_id, storeroom_id),
    CONSTRAINT stores_count_state_known CHECK (
        state IN ('agrees', 'waiting', 'approved', 'rejected')),
    CONSTRAINT stores_count_two_people CHECK (decided_by <> counted_by)
);

CREATE INDEX stores_count_waiting ON stores_count (facility_id, count_id)
    WHERE state = 'waiting';

-- distribute: facility_id
-- owner: node
CREATE TABLE stores_count_line (
    facility_id  UUID   NOT NULL,
    count_id     UUID   NOT NULL,
    batch_id     UUID   NOT NULL,
    book         INT64  NOT NULL,  -- what the ledger said when the count was handed in
    counted      INT64  NOT NULL,
    CONSTRAINT stores_count_line_key PRIMARY KEY (facility_id, count_id, batch_id),
    CONSTRAINT stores_count_line_count_fkey FOREIGN KEY (facility_id, count_id)
        REFERENCES stores_count (facility_id, count_id),
    CONSTRAINT stores_count_line_not_below_nothing CHECK (book >= 0 AND counted >= 0)
);

-- distribute: facility_id
-- owner: node
CREATE TABLE stores_level (
    facility_id   UUID   NOT NULL,
    storeroom_id  UUID   NOT NULL,
    medicine_id   UUID   NOT NULL,
    order_below   INT64  NOT NULL,  -- fewer units than this on the shelf, and it is on the list
    CONSTRAINT stores_level_key PRIMARY KEY (facility_id, storeroom_id, medicine_id),
    CONSTRAINT stores_level_storeroom_fkey FOREIGN KEY (facility_id, storeroom_id)
        REFERENCES stores_storeroom (facility_id, storeroom_id),
    CONSTRAINT stores_level_means_something CHECK (order_below >= 1)
);
