-- 0005_audit.sql
-- Who did what to which thing, whose care it concerned, and how it ended. Rows are added, never
-- changed; the sealer proves it.

-- distribute: facility_id
-- owner: node
CREATE TABLE audit_row (
    facility_id   UUID   NOT NULL,
    audit_id      UUID   NOT NULL,
    at            INT64  NOT NULL,  -- microseconds UTC
    actor_id      UUID   NOT NULL,
    act           TEXT   NOT NULL,
    subject_kind  TEXT   NOT NULL,
    subject_id    UUID   NOT NULL,
    patient_id    UUID,             -- whose care it concerned, if anybody's
    purpose       TEXT   NOT NULL,
    session_id    UUID,
    outcome       TEXT   NOT NULL,
    CONSTRAINT audit_row_key PRIMARY KEY (facility_id, audit_id),
    CONSTRAINT audit_row_outcome_known CHECK (outcome IN ('done', 'refused'))
);

-- A resident may ask who looked; most rows concern nobody in particular.
CREATE INDEX audit_row_patient ON audit_row (patient_id, at)
    WHERE patient_id IS NOT NULL;

CREATE INDEX audit_row_actor ON audit_row (actor_id, at);
