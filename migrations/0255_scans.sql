-- 0255_scans.sql
-- Photographs and scans of papers that a family sent of somebody, with who of an office opened each
-- and what was said of it. Each goes with its file some weeks after that, or after half a year when
-- nobody said anything. There is no kind for Aadhaar, and where an office says that a picture is of
-- an Aadhaar card the file goes at once.

-- distribute: bucket
-- owner: centre
CREATE TABLE scans_scan (
    bucket     INT64  NOT NULL,  -- of the person
    scan_id    UUID   NOT NULL,
    person_id  UUID   NOT NULL,
    phone      TEXT   NOT NULL,  -- ten digits, of whose family it is
    kind       TEXT   NOT NULL,
    format     TEXT   NOT NULL,  -- by its first bytes
    digest     BYTES  NOT NULL,  -- SHA-256 of the file
    size       INT64  NOT NULL,  -- bytes
    content    BYTES,            -- the file; null = it was an Aadhaar card
    place      INT64,            -- among those of the person; null = it does not fit and takes none
    sent_at    INT64  NOT NULL,  -- microseconds UTC
    until      INT64  NOT NULL,  -- microseconds UTC, when it is taken away
    verdict    TEXT,             -- fits, or why it does not; null = waits
    judged_by  UUID,
    judged_at  INT64,            -- microseconds UTC
    CONSTRAINT scans_scan_key PRIMARY KEY (scan_id, bucket),
    CONSTRAINT scans_scan_place_key UNIQUE (person_id, place, bucket),
    CONSTRAINT scans_scan_place_within CHECK (place BETWEEN 1 AND 3),
    CONSTRAINT scans_scan_size_within CHECK (size BETWEEN 1 AND 2097152),
    CONSTRAINT scans_scan_kind_known
        CHECK (kind IN ('identity', 'residence', 'birth', 'ration-card', 'voter-card',
                        'birth-registration', 'other')),
    CONSTRAINT scans_scan_format_known CHECK (format IN ('jpeg', 'png', 'pdf')),
    CONSTRAINT scans_scan_verdict_known
        CHECK (verdict IN ('fits', 'unreadable', 'part-missing', 'of-somebody-else',
                           'another-paper', 'out-of-date', 'aadhaar')),
    CONSTRAINT scans_scan_judged_whole
        CHECK ((verdict IS NULL) = (judged_by IS NULL) AND (verdict IS NULL) = (judged_at IS NULL)),
    CONSTRAINT scans_scan_place_whole
        CHECK ((place IS NULL) = (verdict IS NOT NULL AND verdict <> 'fits')),
    CONSTRAINT scans_scan_content_whole
        CHECK ((content IS NULL) = (verdict IS NOT NULL AND verdict = 'aadhaar'))
);

CREATE INDEX scans_scan_person ON scans_scan (person_id, scan_id);

CREATE INDEX scans_scan_phone ON scans_scan (phone);

CREATE INDEX scans_scan_waiting ON scans_scan (scan_id) WHERE verdict IS NULL;

CREATE INDEX scans_scan_over ON scans_scan (until);

-- Who of an office has opened a paper, and when first.
-- distribute: bucket
-- owner: centre
CREATE TABLE scans_look (
    bucket    INT64  NOT NULL,
    scan_id   UUID   NOT NULL,
    staff_id  UUID   NOT NULL,
    at        INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT scans_look_key PRIMARY KEY (scan_id, staff_id, bucket),
    CONSTRAINT scans_look_scan_fkey FOREIGN KEY (scan_id, bucket)
        REFERENCES scans_scan (scan_id, bucket)
);
