-- 0060_prescribing.sql
-- What was prescribed at a visit. A line is never edited: an amendment stops it and writes another,
-- so that what was once signed can always be shown. Pharmacies work from the active lines.

-- distribute: facility_id
-- owner: node
CREATE TABLE prescribing_prescription (
    facility_id      UUID   NOT NULL,
    prescription_id  UUID   NOT NULL,
    visit_id         UUID   NOT NULL,  -- the token: one token, one visit
    person_id        UUID   NOT NULL,
    prescriber_id    UUID   NOT NULL,
    signed_at        INT64  NOT NULL,  -- microseconds UTC
    amendments       INT64  NOT NULL,
    CONSTRAINT prescribing_prescription_key PRIMARY KEY (facility_id, prescription_id),
    CONSTRAINT prescribing_prescription_visit_key UNIQUE (facility_id, visit_id),
    CONSTRAINT prescribing_prescription_counts_up CHECK (amendments >= 0)
);

-- distribute: facility_id
-- owner: node
CREATE TABLE prescribing_line (
    facility_id      UUID   NOT NULL,
    line_id          UUID   NOT NULL,
    prescription_id  UUID   NOT NULL,
    position         INT64  NOT NULL,  -- on the paper, from 1
    medicine_id      UUID   NOT NULL,
    directions       JSON   NOT NULL,  -- prescribing::model::Directions
    units            INT64  NOT NULL,  -- smallest dispensing units to hand out
    overrides        JSON   NOT NULL,  -- alerts that were answered, with the reasons
    state            TEXT   NOT NULL,
    written_at       INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT prescribing_line_key PRIMARY KEY (facility_id, line_id),
    CONSTRAINT prescribing_line_prescription_fkey FOREIGN KEY (facility_id, prescription_id)
        REFERENCES prescribing_prescription (facility_id, prescription_id),
    CONSTRAINT prescribing_line_state_known CHECK (state IN ('active', 'completed', 'stopped')),
    CONSTRAINT prescribing_line_hands_out CHECK (units >= 1)
);

CREATE INDEX prescribing_line_prescription ON prescribing_line (facility_id, prescription_id, position);

-- A pharmacy's worklist: what was written today and is still to be handed out.
CREATE INDEX prescribing_line_active ON prescribing_line (facility_id, written_at)
    WHERE state = 'active';

-- What a doctor writes often, learned from what they sign.
-- distribute: facility_id
-- owner: node
CREATE TABLE prescribing_favourite (
    facility_id   UUID   NOT NULL,
    staff_id      UUID   NOT NULL,
    medicine_id   UUID   NOT NULL,
    directions    JSON   NOT NULL,  -- as last signed
    times         INT64  NOT NULL,
    last_used_at  INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT prescribing_favourite_key PRIMARY KEY (facility_id, staff_id, medicine_id)
);
