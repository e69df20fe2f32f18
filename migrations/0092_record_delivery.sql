-- 0092_record_delivery.sql
-- A transaction bundle is one action and one row of the audit, which names the delivery; what came
-- of the many things it held stands here. Rows are added, never changed.

-- distribute: facility_id
-- owner: centre
CREATE TABLE record_delivery (
    facility_id  UUID   NOT NULL,  -- where it was taken in
    delivery_id  UUID   NOT NULL,
    source_id    INT64  NOT NULL,
    received_at  INT64  NOT NULL,  -- microseconds UTC
    created      INT64  NOT NULL,  -- entries that were new
    superseded   INT64  NOT NULL,  -- entries that have a newer version
    unchanged    INT64  NOT NULL,  -- entries that said nothing new
    CONSTRAINT record_delivery_key PRIMARY KEY (facility_id, delivery_id)
);
