-- 0230_apply_arrival.sql
-- How often in an hour somebody typed a wrong number of a card that the post was to bring. Rows are
-- taken away when their hour is over.

-- distribute: hash
-- owner: centre
CREATE TABLE apply_arrival (
    hash   INT64  NOT NULL,
    phone  TEXT   NOT NULL,  -- ten digits
    hour   INT64  NOT NULL,  -- since 1970
    wrong  INT64  NOT NULL,
    CONSTRAINT apply_arrival_key PRIMARY KEY (hash, phone, hour)
);

CREATE INDEX apply_arrival_over ON apply_arrival (hour);
