-- 0261_cards_run.sql
-- How often the files of a print batch were printed out, when and from where: of a second print-out
-- every card exists twice, and only one of the two may reach anybody (ADR 0022).

-- distribute: bucket
-- owner: centre
CREATE TABLE cards_run (
    bucket    INT64  NOT NULL,  -- of the batch
    batch_id  UUID   NOT NULL,
    run       INT64  NOT NULL,  -- from 1
    print_id  UUID   NOT NULL,  -- what a folder keeps, so that it goes on as the same run
    way       TEXT   NOT NULL,
    staff_id  UUID   NOT NULL,
    at        INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT cards_run_key PRIMARY KEY (bucket, batch_id, run),
    CONSTRAINT cards_run_print UNIQUE (bucket, batch_id, print_id),
    CONSTRAINT cards_run_batch_fkey FOREIGN KEY (bucket, batch_id)
        REFERENCES cards_batch (bucket, batch_id),
    CONSTRAINT cards_run_from_one CHECK (run >= 1),
    CONSTRAINT cards_run_way_known CHECK (way IN ('page', 'command'))
);
