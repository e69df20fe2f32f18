-- 0039_places_ward_name.sql
-- Who corrected the names of a ward, and when. A name that somebody gave outlives the next load.

ALTER TABLE places_ward ADD COLUMN name_en_given BOOL NOT NULL DEFAULT FALSE;

-- distribute: reference
-- owner: centre
CREATE TABLE places_ward_name (
    ward      TEXT   NOT NULL,
    version   INT64  NOT NULL,  -- counts corrections from 1; two tabs cannot both make the next
    name_en   TEXT   NOT NULL,
    name_hi   TEXT   NOT NULL,
    staff_id  UUID   NOT NULL,
    at        INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT places_ward_name_key PRIMARY KEY (ward, version),
    CONSTRAINT places_ward_name_ward_fkey FOREIGN KEY (ward) REFERENCES places_ward (ward)
);
