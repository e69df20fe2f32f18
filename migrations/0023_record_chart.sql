-- 0023_record_chart.sql
-- The patient's own index, in the patient's bucket: one row an entry under parameter 0, and its
-- codes. A corrected subject moves these rows, never the entry.

-- distribute: bucket
-- owner: node
CREATE TABLE record_chart (
    bucket        INT64  NOT NULL,
    patient_id    UUID   NOT NULL,
    param         INT64  NOT NULL,
    type          INT64  NOT NULL,
    hash          INT64  NOT NULL,  -- parameter 0: when it happened, microseconds UTC; else of the code
    entry_bucket  INT64  NOT NULL,
    entry_id      UUID   NOT NULL,
    CONSTRAINT record_chart_key
        PRIMARY KEY (bucket, patient_id, param, type, hash, entry_bucket, entry_id)
) WITHOUT ROWID;
