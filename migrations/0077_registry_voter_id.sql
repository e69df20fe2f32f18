-- 0077_registry_voter_id.sql
-- Numbers that others gave out, such as that of a voter card. They find a person who comes again
-- and never forbid a registration: a figure may be mistyped, and care does not wait for it.

ALTER TABLE registry_person ADD COLUMN voter_id TEXT;  -- in capitals; null = not said

-- distribute: hash
-- owner: node
CREATE TABLE registry_identifier (
    hash       INT64  NOT NULL,  -- of system and value
    system     TEXT   NOT NULL,  -- 'voter-id'
    value      TEXT   NOT NULL,
    person_id  UUID   NOT NULL,
    CONSTRAINT registry_identifier_key PRIMARY KEY (hash, system, value, person_id)
);
