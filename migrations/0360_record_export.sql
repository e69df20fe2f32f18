-- 0360_record_export.sql
-- Exports in bulk: what a source asked for, how far the work has come, and which files it has made.
-- The files lie in a folder. Rows and files go together, a day after they were asked for or when
-- the source takes its wish back. ADR 0035.

-- What each partner said, type by type, in an order that nothing written later changes. The city's
-- own capabilities ask for no export, so their entries pay nothing for it.
CREATE INDEX record_entry_source ON record_entry (source_id, type, bucket, entry_id)
    WHERE source_id <> 1;

-- reference
-- owner: centre
CREATE TABLE record_export (
    export_id   UUID   NOT NULL,
    source_id   INT64  NOT NULL,  -- who asked; nobody else sees it
    asked       JSON   NOT NULL,
    as_of       INT64  NOT NULL,  -- microseconds UTC; what was written later is not in it
    until       INT64  NOT NULL,  -- microseconds UTC, when it goes
    state       TEXT   NOT NULL,
    place       JSON,             -- how far it has come; null = not begun
    entries     INT64  NOT NULL,  -- written so far
    failures    INT64  NOT NULL,  -- in a row
    held_by     UUID,             -- the process that works on it
    held_until  INT64  NOT NULL,  -- microseconds UTC; before it no other process takes it up
    CONSTRAINT record_export_key PRIMARY KEY (export_id),
    CONSTRAINT record_export_state_known CHECK (state IN ('open', 'done', 'failed'))
);

CREATE INDEX record_export_source ON record_export (source_id);

CREATE INDEX record_export_open ON record_export (export_id) WHERE state = 'open';

CREATE INDEX record_export_until ON record_export (until);

-- reference
-- owner: centre
CREATE TABLE record_export_file (
    export_id  UUID   NOT NULL,
    number     INT64  NOT NULL,  -- within its export, from 1
    kind       TEXT   NOT NULL,
    type       INT64  NOT NULL,  -- of what is in it; of an OperationOutcome for errors
    entries    INT64  NOT NULL,
    bytes      INT64  NOT NULL,  -- what lies behind them in the file was never noted, and is cut off
    CONSTRAINT record_export_file_key PRIMARY KEY (export_id, number),
    CONSTRAINT record_export_file_kind_known CHECK (kind IN ('output', 'deleted', 'error'))
);
