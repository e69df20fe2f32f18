-- 0195_registry_paper.sql
-- Numbers of papers beside the voter card: ABHA, ration card, birth registration, passport. A row is
-- never deleted: a number stands until it is taken away with a reason. Whose a number is that one
-- person alone has, registry_claim says in the whole city; a ration card is a family's and claims
-- nothing. There is no kind for Aadhaar.

-- distribute: bucket
-- owner: node
CREATE TABLE registry_paper (
    bucket       INT64  NOT NULL,  -- of the person
    paper_id     UUID   NOT NULL,
    person_id    UUID   NOT NULL,
    kind         TEXT   NOT NULL,
    value        TEXT   NOT NULL,  -- as it is compared: in capitals, without spaces
    seen         BOOL   NOT NULL,  -- the paper was shown; else the number was said
    facility_id  UUID   NOT NULL,
    noted_by     UUID   NOT NULL,
    noted_at     INT64  NOT NULL,  -- microseconds UTC
    ended_by     UUID,
    ended_at     INT64,            -- microseconds UTC; null = stands
    ended_why    TEXT,
    CONSTRAINT registry_paper_key PRIMARY KEY (paper_id, bucket),
    CONSTRAINT registry_paper_person_fkey FOREIGN KEY (person_id, bucket)
        REFERENCES registry_person (person_id, bucket),
    CONSTRAINT registry_paper_kind_known
        CHECK (kind IN ('abha', 'abha-address', 'ration-card', 'birth-registration', 'passport')),
    CONSTRAINT registry_paper_ended_whole
        CHECK ((ended_by IS NULL) = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_why IS NULL))
);

-- A number stands once.
CREATE UNIQUE INDEX registry_paper_once ON registry_paper (person_id, kind, value, bucket)
    WHERE ended_at IS NULL;

CREATE INDEX registry_paper_person ON registry_paper (person_id, noted_at);
