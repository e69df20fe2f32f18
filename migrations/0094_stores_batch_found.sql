-- 0094_stores_batch_found.sql
-- A batch is asked for by the number on its pack, and where it lies by the batch: both without
-- reading all batches that a hospital ever had.

CREATE INDEX stores_batch_number ON stores_batch (facility_id, number);
CREATE INDEX stores_balance_batch ON stores_balance (facility_id, batch_id);
