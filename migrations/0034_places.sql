-- 0034_places.sql
-- The wards of the city as polygons, and the localities people name when asked where they live.

-- distribute: reference
-- owner: centre
CREATE TABLE places_ward (
    ward           TEXT   NOT NULL,  -- the ward's number: '11', 'NDMC_5'
    name_en        TEXT   NOT NULL,
    name_hi        TEXT   NOT NULL,
    name_hi_given  BOOL   NOT NULL,  -- somebody corrected it; a later load keeps it
    polygon        JSON   NOT NULL,  -- GeoJSON geometry, as it was loaded
    position       INT64  NOT NULL,  -- place in the file
    retired        BOOL   NOT NULL,  -- no longer in the file; old addresses still name it
    CONSTRAINT places_ward_key PRIMARY KEY (ward)
);

-- distribute: reference
-- owner: centre
CREATE TABLE places_locality (
    name_en   TEXT   NOT NULL,
    district  TEXT   NOT NULL,
    name_hi   TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    CONSTRAINT places_locality_key PRIMARY KEY (name_en, district)
);
