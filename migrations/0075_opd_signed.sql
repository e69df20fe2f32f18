-- 0075_opd_signed.sql
-- What a doctor signed today, to be amended or printed again.
CREATE INDEX opd_note_signed ON opd_note (facility_id, signed_by, signed_at);
