-- 0050_facilities.sql
-- What a facility is made of: units with their days and daily caps, rooms, and who sits there.
-- Names and the tree are access's; here is what an OPD needs to run.

-- distribute: facility_id
-- owner: centre
CREATE TABLE facilities_facility (
    facility_id  UUID   NOT NULL,
    kind         TEXT   NOT NULL,
    district     TEXT   NOT NULL,
    CONSTRAINT facilities_facility_key PRIMARY KEY (facility_id),
    CONSTRAINT facilities_facility_kind_known
        CHECK (kind IN ('hospital', 'super_speciality', 'speciality', 'ayush', 'clinic'))
);

-- distribute: facility_id
-- owner: centre
CREATE TABLE facilities_unit (
    facility_id   UUID   NOT NULL,
    unit_id       UUID   NOT NULL,  -- also its node in the organisation
    prefix        TEXT   NOT NULL,  -- the letter of its tokens: 'M' of M-148
    weekdays      INT64  NOT NULL,  -- bit 0 is Monday, bit 6 Sunday
    opens         INT64  NOT NULL,  -- minutes after midnight
    closes        INT64  NOT NULL,  -- minutes after midnight
    tokens_a_day  INT64  NOT NULL,
    position      INT64  NOT NULL,  -- in the counter's list, whose first nine have keys
    CONSTRAINT facilities_unit_key PRIMARY KEY (facility_id, unit_id),
    CONSTRAINT facilities_unit_prefix_key UNIQUE (facility_id, prefix),
    CONSTRAINT facilities_unit_weekdays_known CHECK (weekdays BETWEEN 1 AND 127),
    CONSTRAINT facilities_unit_opens_before_it_closes
        CHECK (opens >= 0 AND opens < closes AND closes <= 1440),
    CONSTRAINT facilities_unit_takes_someone CHECK (tokens_a_day >= 1)
);

-- distribute: facility_id
-- owner: centre
CREATE TABLE facilities_room (
    facility_id  UUID   NOT NULL,
    room_id      UUID   NOT NULL,
    unit_id      UUID   NOT NULL,
    door         TEXT   NOT NULL,  -- what is painted on the door: '12'
    way_en       TEXT   NOT NULL,  -- how to get there; may be empty
    way_hi       TEXT   NOT NULL,
    CONSTRAINT facilities_room_key PRIMARY KEY (facility_id, room_id),
    CONSTRAINT facilities_room_door_key UNIQUE (facility_id, door),
    CONSTRAINT facilities_room_unit_fkey FOREIGN KEY (facility_id, unit_id)
        REFERENCES facilities_unit (facility_id, unit_id)
);

-- distribute: facility_id
-- owner: centre
CREATE TABLE facilities_roster (
    facility_id  UUID   NOT NULL,
    room_id      UUID   NOT NULL,
    staff_id     UUID   NOT NULL,
    weekdays     INT64  NOT NULL,  -- bit 0 is Monday, bit 6 Sunday
    CONSTRAINT facilities_roster_key PRIMARY KEY (facility_id, room_id, staff_id),
    CONSTRAINT facilities_roster_weekdays_known CHECK (weekdays BETWEEN 1 AND 127),
    CONSTRAINT facilities_roster_room_fkey FOREIGN KEY (facility_id, room_id)
        REFERENCES facilities_room (facility_id, room_id)
);
