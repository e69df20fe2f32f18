-- 0221_apply_knock.sql
-- How many ask for codes and type wrong ones in an hour, at each door of the public site: whoever
-- floods one does not shut the other. And how many wrong ones come from one address. Rows are taken
-- away after a week.
DROP TABLE apply_hour;

-- local
-- owner: centre
CREATE TABLE apply_knock (
    purpose  TEXT   NOT NULL,
    hour     INT64  NOT NULL,  -- since 1970
    asked    INT64  NOT NULL,  -- codes
    wrong    INT64  NOT NULL,  -- codes that were typed wrongly
    CONSTRAINT apply_knock_key PRIMARY KEY (purpose, hour),
    CONSTRAINT apply_knock_purpose_known CHECK (purpose IN ('apply', 'own'))
);

-- distribute: hash
-- owner: centre
CREATE TABLE apply_wrong_from (
    hash     INT64  NOT NULL,  -- of the address
    address  TEXT   NOT NULL,
    hour     INT64  NOT NULL,  -- since 1970
    wrong    INT64  NOT NULL,
    CONSTRAINT apply_wrong_from_key PRIMARY KEY (hash, address, hour)
);
