-- 0177_apply_paper.sql
-- Links that open the paper of one card for a day, for whoever was sent one.

-- distribute: hash
-- owner: centre
CREATE TABLE apply_paper (
    hash       INT64  NOT NULL,
    digest     BYTES  NOT NULL,  -- of what the link ends with
    person_id  UUID   NOT NULL,
    card_id    UUID   NOT NULL,
    until      INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT apply_paper_key PRIMARY KEY (hash, digest)
);

CREATE INDEX apply_paper_over ON apply_paper (until);
