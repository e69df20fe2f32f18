-- 0330_record_quantity.sql
-- Amounts are found across units. What is compared is kept as an integer that sorts as the decimal
-- does; what cannot be compared stands apart: by unit, and of a code with its value by the code.
-- The old rows cannot be worked out here: reindexing writes them anew. ADR 0029.
DROP TABLE record_quantity;

-- distribute: bucket
-- owner: node
CREATE TABLE record_quantity (
    type      INT64  NOT NULL,
    param     INT64  NOT NULL,
    apart     INT64  NOT NULL,  -- 0: the number as written; else a hash of base units, of a code, of both
    value     INT64  NOT NULL,  -- in the order of the decimals; of a code, its hash
    bucket    INT64  NOT NULL,
    entry_id  UUID   NOT NULL,
    CONSTRAINT record_quantity_key PRIMARY KEY (type, param, apart, value, bucket, entry_id)
) WITHOUT ROWID;
