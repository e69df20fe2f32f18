-- 0176_apply_draft.sql
-- A family that is being registered by itself, as far as it was typed. It belongs to a phone and
-- not to a browser, so that whoever has the phone goes on elsewhere; after a day it is taken away.

-- distribute: hash
-- owner: centre
CREATE TABLE apply_draft (
    hash       INT64  NOT NULL,
    phone      TEXT   NOT NULL,  -- ten digits
    draft_id   UUID   NOT NULL,  -- another one for the next family of the phone
    version    INT64  NOT NULL,  -- counts changes from 1
    kept_with  TEXT   NOT NULL,  -- the key of the form that was kept last
    filled     JSON   NOT NULL,  -- as typed; empty again once the family is registered
    made       JSON,             -- who was registered, with their cards; null until then
    until      INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT apply_draft_key PRIMARY KEY (hash, phone)
);

CREATE INDEX apply_draft_over ON apply_draft (until);
