-- 0065_opd.sql
-- The clinical side of a visit. A draft holds what was typed, readable or not, so that nothing is
-- lost; a signed note is never changed: an amendment is the next one of the same visit.

-- distribute: facility_id
-- owner: node
CREATE TABLE opd_draft (
    facility_id  UUID   NOT NULL,
    visit_id     UUID   NOT NULL,  -- the token: one token, one visit
    version      INT64  NOT NULL,
    body         JSON   NOT NULL,  -- opd::model::Draft
    saved_at     INT64  NOT NULL,  -- microseconds UTC
    saved_by     UUID   NOT NULL,
    CONSTRAINT opd_draft_key PRIMARY KEY (facility_id, visit_id),
    CONSTRAINT opd_draft_counts_up CHECK (version >= 1)
);

-- distribute: facility_id
-- owner: node
CREATE TABLE opd_note (
    facility_id  UUID   NOT NULL,
    visit_id     UUID   NOT NULL,
    nth          INT64  NOT NULL,  -- 0 as first signed, then each amendment
    person_id    UUID   NOT NULL,
    body         JSON   NOT NULL,  -- opd::model::Note
    signed_at    INT64  NOT NULL,  -- microseconds UTC
    signed_by    UUID   NOT NULL,
    prints       INT64  NOT NULL,  -- how often its paper left the printer
    CONSTRAINT opd_note_key PRIMARY KEY (facility_id, visit_id, nth),  -- one signature a visit
    CONSTRAINT opd_note_counts_up CHECK (nth >= 0 AND prints >= 1)
);

-- "Your last note" of a person at this facility.
CREATE INDEX opd_note_person ON opd_note (facility_id, person_id, signed_at);
