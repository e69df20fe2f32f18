-- 0041_stores.sql
-- Stock. Every movement takes units from one account and gives them to another, so nothing comes
-- from nowhere; what lies inside the facility has a balance that the schema keeps from going
-- below zero; ledger rows are added, never changed.

-- distribute: facility_id
-- owner: node
CREATE TABLE stores_storeroom (
    facility_id   UUID  NOT NULL,
    storeroom_id  UUID  NOT NULL,
    code          TEXT  NOT NULL,  -- 'MAIN', 'PHARM'
    kind          TEXT  NOT NULL,
    name_en       TEXT  NOT NULL,
    name_hi       TEXT  NOT NULL,
    fed_by        UUID,            -- the storeroom that fills it; null = filled by suppliers
    CONSTRAINT stores_storeroom_key PRIMARY KEY (facility_id, storeroom_id),
    CONSTRAINT stores_storeroom_code_key UNIQUE (facility_id, code),
    CONSTRAINT stores_storeroom_fed_by_fkey FOREIGN KEY (facility_id, fed_by)
        REFERENCES stores_storeroom (facility_id, storeroom_id),
    CONSTRAINT stores_storeroom_kind_known CHECK (kind IN ('main', 'pharmacy'))
);

-- distribute: facility_id
-- owner: node
CREATE TABLE stores_batch (
    facility_id   UUID   NOT NULL,
    batch_id      UUID   NOT NULL,
    medicine_id   UUID   NOT NULL,
    number        TEXT   NOT NULL,  -- as the maker prints it
    manufacturer  TEXT   NOT NULL,
    expires_on    INT64  NOT NULL,  -- the last day on which it may be given; days since 1970
    held_since    INT64,            -- microseconds UTC; null = may be picked
    held_why      TEXT,
    CONSTRAINT stores_batch_key PRIMARY KEY (facility_id, batch_id),
    CONSTRAINT stores_batch_number_key UNIQUE (facility_id, medicine_id, number, manufacturer)
);

-- distribute: facility_id
-- owner: node
CREATE TABLE stores_balance (
    facility_id   UUID   NOT NULL,
    storeroom_id  UUID   NOT NULL,
    account       TEXT   NOT NULL,
    batch_id      UUID   NOT NULL,
    medicine_id   UUID   NOT NULL,
    units         INT64  NOT NULL,
    CONSTRAINT stores_balance_key PRIMARY KEY (facility_id, storeroom_id, account, batch_id),
    CONSTRAINT stores_balance_batch_fkey FOREIGN KEY (facility_id, batch_id)
        REFERENCES stores_batch (facility_id, batch_id),
    CONSTRAINT stores_balance_storeroom_fkey FOREIGN KEY (facility_id, storeroom_id)
        REFERENCES stores_storeroom (facility_id, storeroom_id),
    CONSTRAINT stores_balance_never_negative CHECK (units >= 0),
    CONSTRAINT stores_balance_account_known CHECK (account IN ('shelf', 'transit', 'quarantine'))
);

-- Live stock while prescribing asks for one medicine; units stay out so that counting down is cheap.
CREATE INDEX stores_balance_medicine ON stores_balance (facility_id, medicine_id);

-- distribute: facility_id
-- owner: node
CREATE TABLE stores_ledger (
    facility_id     UUID   NOT NULL,
    movement_id     UUID   NOT NULL,
    document_id     UUID   NOT NULL,  -- receipt, transfer, dispense, count, …: what it belongs to
    reason          TEXT   NOT NULL,
    medicine_id     UUID   NOT NULL,
    batch_id        UUID   NOT NULL,
    from_account    TEXT   NOT NULL,
    from_storeroom  UUID,
    to_account      TEXT   NOT NULL,
    to_storeroom    UUID,
    units           INT64  NOT NULL,
    counters        UUID,             -- the movement that this one takes back
    moved_at        INT64  NOT NULL,  -- microseconds UTC
    moved_by        UUID   NOT NULL,
    note            TEXT   NOT NULL,
    CONSTRAINT stores_ledger_key PRIMARY KEY (facility_id, movement_id),
    CONSTRAINT stores_ledger_moves_something CHECK (units >= 1),
    CONSTRAINT stores_ledger_from_known CHECK (
        from_account IN ('shelf', 'transit', 'quarantine') AND from_storeroom IS NOT NULL
        OR from_account IN ('supplier', 'patient', 'wastage', 'variance')
            AND from_storeroom IS NULL),
    CONSTRAINT stores_ledger_to_known CHECK (
        to_account IN ('shelf', 'transit', 'quarantine') AND to_storeroom IS NOT NULL
        OR to_account IN ('supplier', 'patient', 'wastage', 'variance') AND to_storeroom IS NULL)
);

-- A movement is taken back once.
CREATE UNIQUE INDEX stores_ledger_counters_key ON stores_ledger (facility_id, counters)
    WHERE counters IS NOT NULL;

-- The bin card of one medicine, latest first; ids sort by time.
CREATE INDEX stores_ledger_medicine ON stores_ledger (facility_id, medicine_id, movement_id);
