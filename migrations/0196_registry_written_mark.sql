-- 0196_registry_written_mark.sql
-- What was said of everything that was written of two persons while they were linked, once they were
-- parted: it stays with the person under whom it was written, or it belongs to the other one and
-- whoever wrote it is asked to put it right. Nothing is moved by a mark.

-- distribute: bucket
-- owner: centre
CREATE TABLE registry_written_mark (
    bucket     INT64  NOT NULL,  -- of the link
    link_id    UUID   NOT NULL,
    entry      TEXT   NOT NULL,  -- 'Encounter/…' as the record names it, 'Card/…'
    mark       TEXT   NOT NULL,
    marked_by  UUID   NOT NULL,
    marked_at  INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT registry_written_mark_key PRIMARY KEY (bucket, link_id, entry),
    CONSTRAINT registry_written_mark_known CHECK (mark IN ('stays', 'other'))
);

-- Links of somebody that were taken back.
CREATE INDEX registry_link_parted ON registry_link (person_id, linked_at)
    WHERE undone_at IS NOT NULL;

CREATE INDEX registry_link_parted_from ON registry_link (same_as, linked_at)
    WHERE undone_at IS NOT NULL;
