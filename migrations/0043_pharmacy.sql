-- 0043_pharmacy.sql
-- What was handed to whom, out of which batches, so that a recall reaches the patient. Rows are
-- added; only what came back is counted on them.

-- distribute: facility_id
-- owner: node
CREATE TABLE pharmacy_window (
    facility_id      UUID   NOT NULL,
    prescription_id  UUID   NOT NULL,
    called_at        INT64  NOT NULL,  -- microseconds UTC
    called_by        UUID   NOT NULL,
    CONSTRAINT pharmacy_window_key PRIMARY KEY (facility_id, prescription_id)
);

-- distribute: facility_id
-- owner: node
CREATE TABLE pharmacy_dispense (
    facility_id      UUID   NOT NULL,
    dispense_id      UUID   NOT NULL,
    number           INT64  NOT NULL,  -- of the slip, without gaps
    prescription_id  UUID   NOT NULL,
    visit_id         UUID   NOT NULL,
    person_id        UUID   NOT NULL,
    storeroom_id     UUID   NOT NULL,
    collector        TEXT   NOT NULL,
    handed_at        INT64  NOT NULL,  -- microseconds UTC
    handed_by        UUID   NOT NULL,
    CONSTRAINT pharmacy_dispense_key PRIMARY KEY (facility_id, dispense_id),
    CONSTRAINT pharmacy_dispense_number_key UNIQUE (facility_id, number),
    CONSTRAINT pharmacy_dispense_collector_known CHECK (collector IN ('self', 'family'))
);

CREATE INDEX pharmacy_dispense_prescription ON pharmacy_dispense (facility_id, prescription_id);

-- distribute: facility_id
-- owner: node
CREATE TABLE pharmacy_item (
    facility_id  UUID   NOT NULL,
    item_id      UUID   NOT NULL,
    dispense_id  UUID   NOT NULL,
    position     INT64  NOT NULL,  -- from 1
    line_id      UUID   NOT NULL,  -- of the prescription
    medicine_id  UUID   NOT NULL,  -- what was given; a substitute is another than was written
    units        INT64  NOT NULL,
    covers       INT64  NOT NULL,  -- how many units of what was written these stand for
    whole        BOOL   NOT NULL,  -- nothing of the line was left to give afterwards
    reason       TEXT   NOT NULL,  -- why fewer or another; '' = as written
    register     TEXT   NOT NULL,  -- page of the narcotic register; '' = none needed
    CONSTRAINT pharmacy_item_key PRIMARY KEY (facility_id, item_id),
    CONSTRAINT pharmacy_item_position_key UNIQUE (facility_id, dispense_id, position),
    CONSTRAINT pharmacy_item_dispense_fkey FOREIGN KEY (facility_id, dispense_id)
        REFERENCES pharmacy_dispense (facility_id, dispense_id),
    CONSTRAINT pharmacy_item_gives_something CHECK (units >= 1 AND covers >= 1)
);

CREATE INDEX pharmacy_item_line ON pharmacy_item (facility_id, line_id);

-- distribute: facility_id
-- owner: node
CREATE TABLE pharmacy_pack (
    facility_id  UUID   NOT NULL,
    item_id      UUID   NOT NULL,
    batch_id     UUID   NOT NULL,
    number       TEXT   NOT NULL,  -- as the maker prints it, and as the record says it
    expires_on   INT64  NOT NULL,  -- days since 1970
    units        INT64  NOT NULL,
    returned     INT64  NOT NULL,
    CONSTRAINT pharmacy_pack_key PRIMARY KEY (facility_id, item_id, batch_id),
    CONSTRAINT pharmacy_pack_item_fkey FOREIGN KEY (facility_id, item_id)
        REFERENCES pharmacy_item (facility_id, item_id),
    CONSTRAINT pharmacy_pack_returns_no_more_than_given CHECK (
        returned >= 0 AND returned <= units)
);

-- A recall asks who got a batch.
CREATE INDEX pharmacy_pack_batch ON pharmacy_pack (facility_id, batch_id);

-- distribute: facility_id
-- owner: node
CREATE TABLE pharmacy_return (
    facility_id  UUID   NOT NULL,
    return_id    UUID   NOT NULL,
    item_id      UUID   NOT NULL,
    batch_id     UUID   NOT NULL,
    units        INT64  NOT NULL,
    why          TEXT   NOT NULL,
    returned_at  INT64  NOT NULL,  -- microseconds UTC
    taken_by     UUID   NOT NULL,
    CONSTRAINT pharmacy_return_key PRIMARY KEY (facility_id, return_id),
    CONSTRAINT pharmacy_return_pack_fkey FOREIGN KEY (facility_id, item_id, batch_id)
        REFERENCES pharmacy_pack (facility_id, item_id, batch_id),
    CONSTRAINT pharmacy_return_brings_something CHECK (units >= 1)
);
